"""Which dates this office owes, to whom, and which it has missed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hamkor.accounts.models import Officer
from hamkor.data_files import Names
from hamkor.deadlines.models import Deadline
from hamkor.parties.sayings import Saying


def open_deadlines() -> QuerySet[Deadline]:
    """Return every date that is still owed, the nearest first."""
    return Deadline.objects.filter(met_at=None, cancelled_at=None).select_related("responsible")


def open_for(officer: Officer) -> QuerySet[Deadline]:
    """Return the dates for which `officer` answers, the nearest first."""
    return open_deadlines().filter(responsible=officer)


def overdue(today: date) -> QuerySet[Deadline]:
    """Return the dates owed that have passed; what is due on `today` (local) is still in time."""
    return open_deadlines().filter(due_on__lt=today)


def of(about: UUID) -> QuerySet[Deadline]:
    """Return every date of one complaint, case or request, those met and dropped included."""
    return Deadline.objects.filter(about=about).select_related("responsible")


def next_due(about: UUID) -> Deadline | None:
    """Return the nearest date still owed about a complaint, case or request."""
    return open_deadlines().filter(about=about).first()


def counting(deadline: Deadline) -> tuple[Saying, ...]:
    """Return how the date was counted and what must be known besides, to say in any language."""
    return (
        _saying(deadline.counted),
        *(_saying(note) for note in deadline.counted.get("notes", ())),
    )


def _saying(stored: dict[str, Any]) -> Saying:
    facts = {name: _fact(value) for name, value in stored.get("facts", {}).items()}
    return Saying(stored.get("sentence", ""), facts)


def _fact(value: Any) -> Any:
    match value:
        case {"names": names}:
            return Names(**names)
        case {"day": day}:
            return date.fromisoformat(day)
    return value
