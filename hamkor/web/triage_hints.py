"""What the duty officer is told before deciding what to do with a complaint: reasons, no score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from hamkor.intake.clocks import return_by
from hamkor.intake.triage import LACKS, seems_to_lack, urgency_of, whose_matter

if TYPE_CHECKING:
    from hamkor.intake.models import Complaint


@dataclass(frozen=True)
class Hints:
    """Suggestions about one complaint, as English msgids and names.

    Attributes:
        urgent_because: why it comes early; empty when nothing says so.
        whose: id of the office abroad that the matter seems to belong to; empty when it is ours.
        whose_names: its names.
        needs_consent: the person has not agreed that it reads this.
        lacks: what the form left empty.
        return_by: until when something incomplete is returned, local date, inclusive.
        return_source: the provision, or that it is our own promise.
    """

    urgent_because: Sequence[str]
    whose: str
    whose_names: Any
    needs_consent: bool
    lacks: Sequence[str]
    return_by: date | None
    return_source: str


def hints_for(complaint: "Complaint") -> Hints:
    """Return the hints; nothing of who the person is is needed for them."""
    whose, promise = whose_matter(complaint), return_by(complaint)
    return Hints(
        urgent_because=urgency_of(complaint).because,
        whose=whose.office.id if whose.office else "",
        whose_names=whose.office.names if whose.office else None,
        needs_consent=whose.needs_consent,
        lacks=[LACKS[key] for key in seems_to_lack(complaint)],
        return_by=promise.on,
        return_source=promise.source,
    )
