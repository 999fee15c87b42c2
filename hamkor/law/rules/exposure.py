"""Which grounds of an entry ban a person's own facts would meet: what to reckon with.

114-FZ arts 26 and 27. A ground met is not a ban: under article 26 the body may decide so, and must
weigh the family; under article 27 it must, within what the higher courts allow.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from hamkor.errors import gettext_noop as _
from hamkor.law.conclusions import Answer
from hamkor.law.engine import Law, rule
from hamkor.law.facts import Contract, Decision, Offence, Patent, Person, Stay
from hamkor.law.provisions import wording
from hamkor.law.rules.offences import are_close, counted
from hamkor.law.rules.stay import last_day_by_limit
from hamkor.parties.sayings import Saying

OVERSTAY = ("RU-114FZ-26-8", "RU-114FZ-27-13", "RU-114FZ-27-14")
OFFENCES = ("RU-114FZ-26-4", "RU-114FZ-27-11")
REMOVALS = ("RU-114FZ-27-2", "RU-114FZ-27-2.1")
ONE_FACT = {
    "RU-114FZ-27-3": "has_unspent_conviction",
    "RU-114FZ-27-9": "used_false_papers",
    "RU-114FZ-27-10": "owes_money",
}
REMOVAL_KINDS = ("expulsion", "deportation", "readmission")


@rule("ban_grounds")
def ban_grounds(
    person: Person,
    stays: tuple[Stay, ...],
    patents: tuple[Patent, ...],
    contracts: tuple[Contract, ...],
    offences: tuple[Offence, ...],
    decisions: tuple[Decision, ...],
    on: date,
    law: Law,
) -> Answer | None:
    """Return the ids of the grounds of an entry ban that the facts would meet on `on`."""
    met = [id for id, field in ONE_FACT.items() if getattr(person, field)]
    met += _by_removals(decisions, on, law)
    met += _by_offences(offences, on, law)
    if not patents and not contracts:
        met += _by_overstay(person, stays, on, law)
    found = tuple(sorted(id for id in met if law.version(id, on)))
    if not found:
        return None
    says = _("Grounds of an entry ban that the facts meet: %(count)s. The family must be weighed.")
    return Answer(found, Saying(says, {"count": len(found)}))


def _by_removals(decisions: Iterable[Decision], on: date, law: Law) -> Iterator[str]:
    removed = sum(
        each.kind in REMOVAL_KINDS and each.removed_on is not None and each.removed_on <= on
        for each in decisions
    )
    for id in REMOVALS:
        needed = law.value(id, "removals", on)
        is_last = id == REMOVALS[-1]
        if isinstance(needed, int) and (removed >= needed if is_last else removed == needed):
            yield id


def _by_offences(offences: Iterable[Offence], on: date, law: Law) -> Iterator[str]:
    for id in OFFENCES:
        version = law.version(id, on)
        if version and are_close(counted(offences, version), version, law):
            yield id


def _by_overstay(person: Person, stays: tuple[Stay, ...], on: date, law: Law) -> Iterator[str]:
    last = last_day_by_limit(stays, law)
    left = max((each.left_on for each in stays if each.left_on), default=on)
    if last is None:
        return
    over = (min(left, on) - last).days
    for id in OVERSTAY:
        version = wording(id, on)
        if version is None:
            continue
        least, most = version.values["over_days"], version.values["up_to_days"]
        excused = id == OVERSTAY[0] and person.late_departure_excused
        if not (isinstance(least, int) and isinstance(most, int)) or excused:
            continue
        if least < over <= most:
            yield id
