"""What speaks for dealing with a complaint first, for another office, and what it may lack.

Reasons, never a score that decides: they order the queue, and an officer reads and judges them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hamkor.errors import gettext_noop as _
from hamkor.exchange import identity
from hamkor.intake.facts import ComplaintFacts
from hamkor.parties.crosswalk import mapped
from hamkor.parties.offices import Office, all_offices

if TYPE_CHECKING:
    from hamkor.intake.models import Complaint

IN_DANGER = _("says to be in danger now")
GRAVE = _("what happened cannot wait")
MINOR = _("the person concerned is a child")

LACKS: Final[dict[str, str]] = {
    "what": _("what happened"),
    "where": _("where it happened"),
    "when": _("when it happened"),
    "who": _("who did it"),
    "papers": _("documents that show it"),
    "name": _("a name, without which the law lets nothing be decided"),
}
"""What a complaint may lack, for which it is returned; shown to the person."""


@dataclass(frozen=True)
class Urgency:
    """Why a complaint comes early in the queue: the level (0 to 2) and English msgids."""

    level: int
    because: tuple[str, ...]


@dataclass(frozen=True)
class Whose:
    """Which office the matter seems to belong to, and what keeps it from going there.

    Attributes:
        office: None when it is ours.
        needs_consent: the office is abroad and the person has not agreed that it reads this.
    """

    office: Office | None
    needs_consent: bool


def urgency_of(facts: "ComplaintFacts | Complaint") -> Urgency:
    """Return what speaks for dealing with it first. What is read here is shown to whoever asks.

    Answers on trafficking are left out: the order of a queue must not tell who gave them.
    """
    because = []
    if facts.is_in_danger:
        because.append(IN_DANGER)
    if mapped(facts.category).is_grave:
        because.append(GRAVE)
    if facts.age_group == "minor":
        because.append(MINOR)
    level = 2 if facts.is_in_danger else min(len(because), 1)
    return Urgency(level, tuple(because))


def whose_matter(complaint: "Complaint") -> Whose:
    """Suggest the office that decides, by where it happened."""
    if complaint.country in ("", identity.our_state()):
        return Whose(None, needs_consent=False)
    competent = [
        office
        for office in all_offices().values()
        if office.state == complaint.country and office.kind == identity.our_office().kind
    ]
    if not competent:
        return Whose(None, needs_consent=False)
    return Whose(competent[0], needs_consent=not complaint.may_be_shared)


def seems_to_lack(complaint: "Complaint") -> tuple[str, ...]:
    """Return the keys of `LACKS` that the form left empty, for the officer to look at."""
    said = {
        "what": complaint.happened or complaint.answers,
        "where": complaint.happened_where or complaint.country,
        "when": complaint.happened_when,
        "who": complaint.who_did_it,
        "name": complaint.mode != "signal",
    }
    return tuple(key for key, words in said.items() if not words)
