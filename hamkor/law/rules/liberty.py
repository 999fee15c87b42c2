"""Detention: until when, who must be told, and when a person arrested for extradition is freed.

UPK art. 96 and the law on the police of Russia; Minsk Convention art. 62, from the deadlines that
the requests of the office use.
"""

from datetime import date, datetime, time, timedelta

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Alternative, Answer
from hamkor.law.counting import ONE_DAY
from hamkor.law.deadlines import deadline
from hamkor.law.engine import Law, rule
from hamkor.law.facts import Detention
from hamkor.parties.sayings import Saying

TOLD, COURT = "RU-UPK-96", "RU-POL-14"
ARREST = "extradition.provisional_arrest"
LAST_HOUR = 23


@rule("consulate_told_by")
def consulate_told_by(detention: Detention, law: Law) -> Answer | None:
    """Return the local day and hour by which relatives and the consulate must be told."""
    if detention.since is None or detention.consulate_told_on:
        return None
    says = _("Relatives and the consulate must be told by %(day)s, %(hour)s:00.")
    return _hours_after(detention, law, TOLD, says)


@rule("court_by")
def court_by(detention: Detention, law: Law) -> Answer | None:
    """Return the local day and hour after which no one is held without a court."""
    if detention.since is None or detention.is_for_extradition:
        return None
    says = _("Without a court the person is held until %(day)s, %(hour)s:00 at the latest.")
    return _hours_after(detention, law, COURT, says)


@rule("arrest_release_on")
def arrest_release_on(detention: Detention, law: Law) -> Answer | None:
    """Return the last day of a provisional arrest if no request for extradition came."""
    if not detention.is_for_extradition or detention.since is None:
        return None
    if detention.request_received_on:
        return None
    due = deadline(ARREST, received_on=detention.since, calendar=law.calendar("RU")).due_on
    if due is None:
        return None
    says = _("Without the request and its papers the person is freed by %(day)s.")
    safe = due - ONE_DAY
    return Answer(
        safe, Saying(says, {"day": safe}), alternatives=(Alternative(due, _NOT_COUNTED),)
    )


def _hours_after(detention: Detention, law: Law, id: str, sentence: str) -> Answer | None:
    hours = law.value(id, "hours", detention.since or date.min)
    if not isinstance(hours, int) or detention.since is None:
        return None
    known = detention.since_hour
    if known is None or not 0 <= known <= LAST_HOUR:
        return Answer(None, Saying(_("The hour of the detention is needed.")))
    begun = datetime.combine(detention.since, time(known))
    until = begun + timedelta(hours=hours)
    facts = {"day": until.date(), "hour": until.hour}
    return Answer(f"{until:%Y-%m-%dT%H:00}", Saying(sentence, facts))


_NOT_COUNTED = Saying(_("If the day of the arrest itself is not counted."))
