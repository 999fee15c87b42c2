"""Permits of residence in Russia, citizenship of Russia, and who needs a visa.

115-FZ arts 6, 7, 8, 9 and 31; what a permit gives, how it is kept, what its loss means.
"""

from collections.abc import Iterable
from datetime import date

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Alternative, Answer
from hamkor.law.counting import ONE_DAY, count, months_after
from hamkor.law.engine import Law, rule
from hamkor.law.facts import Permit, Person
from hamkor.law.provisions import words_of
from hamkor.law.rules.from_data import due_by
from hamkor.parties.sayings import Saying

TERM = {"rvp": "RU-115FZ-6-1", "rvpo": "RU-115FZ-6.2", "vnzh": "RU-115FZ-8"}
NOTICE, ABSENCE, REFUSED = "RU-115FZ-6-9", "RU-115FZ-7-ABSENCE", "RU-115FZ-31-3"
AGAIN, CITIZEN, VISA = "RU-115FZ-6-6", "RU-TJ-DUAL", "RU-TM-VISA"


@rule("permit_valid_until")
def permit_valid_until(permit: Permit, law: Law) -> Answer | None:
    """Return the last day on which the permit gives the right to stay, inclusive."""
    if permit.issued_on is None or permit.kind is None:
        return None
    until = _until(permit, law)
    if until is None:
        return Answer(None, Saying(_("Until which day the permit is valid is needed.")))
    if until == date.max:
        return Answer(until, Saying(_("The permit has no end.")))
    return Answer(until, Saying(_("The permit is valid until %(day)s."), {"day": until}))


@rule("permit_notice_by")
def permit_notice_by(permit: Permit, on: date, law: Law) -> Answer | None:
    """Return the last day for the yearly notice of residence that is due or comes next."""
    if permit.issued_on is None or permit.kind is None or permit.annulled_on:
        return None
    term = law.term(NOTICE, on)
    if term is None or permit.kind not in words_of(law.value(NOTICE, "kinds", on)):
        return None
    years = max(1, on.year - permit.issued_on.year - 1)
    while True:
        year_over = months_after(permit.issued_on, 12 * years)
        last = count(term, year_over, law.calendar("RU")).last_day
        is_sent = permit.notice_sent_on and year_over <= permit.notice_sent_on
        if last >= on and not is_sent:
            break
        years += 1
    says = _("Send the yearly notice of residence between %(first)s and %(day)s.")
    return Answer(last, Saying(says, {"first": year_over, "day": last}))


@rule("permit_leave_by")
def permit_leave_by(permit: Permit, law: Law) -> Answer | None:
    """Return the last day to leave when the permit was refused or annulled."""
    lost = permit.annulled_on or permit.refused_on
    if lost is None:
        return None
    says = _("Without another right to stay, leave Russia by %(day)s.")
    return due_by(REFUSED, lost, law, says)


@rule("permit_reapply_from")
def permit_reapply_from(permit: Permit, law: Law) -> Answer | None:
    """Return the first day on which a permit may be asked for again."""
    lost = permit.annulled_on or permit.refused_on
    if lost is None:
        return None
    says = _("A permit may be asked for again from %(day)s.")
    return due_by(AGAIN, lost, law, says)


@rule("permit_loss_ground")
def permit_loss_ground(permit: Permit, on: date, law: Law) -> Answer | None:
    """Say whether the days abroad in the calendar year are a ground to annul the permit."""
    if permit.issued_on is None or permit.annulled_on or permit.days_abroad is None:
        return None
    most = law.value(ABSENCE, "days", on)
    if not isinstance(most, int):
        return None
    facts = {"days": permit.days_abroad, "most": most}
    if permit.days_abroad <= most:
        says = _("%(days)s days abroad this year; more than %(most)s would endanger the permit.")
        return Answer(value=False, says=Saying(says, facts))
    says = _("%(days)s days abroad this year, more than %(most)s: the permit may be annulled.")
    return Answer(value=True, says=Saying(says, facts), alternatives=(_ONE_ABSENCE,))


def last_day_by_permit(permits: Iterable[Permit], on: date, law: Law) -> date | None:
    """Return until when permits of residence that cover `on` give the right to stay."""
    found = [
        until
        for each in permits
        if each.issued_on and each.kind and each.issued_on <= on
        if (until := _until(each, law)) and until >= on
    ]
    return max(found, default=None)


def is_citizen(person: Person, on: date, law: Law) -> bool:
    """Say whether a person is a citizen of Russia, alone or besides another citizenship."""
    if "RU" not in (person.citizenship or ()):
        return False
    law.version(CITIZEN, on)
    return True


def needs_visa(person: Person, on: date, law: Law) -> bool:
    """Say whether every citizenship of a person is one that needs a visa for Russia."""
    states = words_of(law.value(VISA, "citizenships", on))
    held = set(person.citizenship or ())
    return bool(held) and held <= set(states)


def _until(permit: Permit, law: Law) -> date | None:
    """Return the last day of a permit; None where it cannot be said."""
    if permit.issued_on is None or permit.kind is None:
        return None
    version = law.version(TERM[permit.kind], permit.issued_on)
    until = permit.valid_until
    if until is None and version and version.values.get("has_no_end"):
        until = date.max
    term = version.terms.get("term") if version else None
    if until is None and term:
        until = count(term, permit.issued_on, law.calendar("RU")).last_day - ONE_DAY
    if until and permit.annulled_on:
        return min(until, permit.annulled_on)
    return until


_ONE_ABSENCE = Alternative(
    value=False, why=Saying(_("If only one absence without a break counts and not their sum."))
)
