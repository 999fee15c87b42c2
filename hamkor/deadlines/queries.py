"""Which dates this office owes, to whom, and which it has missed."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission
from hamkor.data_files import Names
from hamkor.deadlines.models import Deadline
from hamkor.law.deadlines import time_limits
from hamkor.parties.sayings import Saying

# Who sees what the whole office owes: those who give out work, and those who watch over it.
SEE_ALL = (Permission.CASE_ASSIGN, Permission.OVERSIGHT_READ)


def open_deadlines() -> QuerySet[Deadline]:
    """Return every date that is still owed, the nearest first."""
    return Deadline.objects.filter(met_at=None, cancelled_at=None).select_related("responsible")


def open_for(officer: Officer) -> QuerySet[Deadline]:
    """Return the dates for which `officer` answers, the nearest first."""
    return open_deadlines().filter(responsible=officer)


def sees_all(officer: Officer) -> bool:
    """Say whether `officer` may see what others owe."""
    return any(officer.may(permission) for permission in SEE_ALL)


def visible_to(officer: Officer) -> QuerySet[Deadline]:
    """Return the dates owed that `officer` may see, the nearest first: all, or the own ones."""
    return open_deadlines() if sees_all(officer) else open_for(officer)


def next_due_dates(abouts: Iterable[UUID]) -> dict[UUID, date]:
    """Return the nearest date still owed about each of `abouts` that has one."""
    owed = open_deadlines().filter(about__in=list(abouts)).order_by("-due_on")
    return dict(owed.values_list("about", "due_on"))


def duty_of(deadline: Deadline) -> Names | Saying | None:
    """Return what is owed, in words; None when the law's files no longer know it."""
    if deadline.time_limit.startswith("law."):
        return _saying(deadline.counted)
    limits = time_limits()
    limit = limits.get(deadline.counted.get("time_limit", "")) or limits.get(deadline.time_limit)
    return limit.duty if limit else None


def overdue(today: date) -> QuerySet[Deadline]:
    """Return the dates owed that have passed; what is due on `today` (local) is still in time."""
    return open_deadlines().filter(due_on__lt=today)


def of(about: UUID) -> QuerySet[Deadline]:
    """Return every date of one complaint, case or request, those met and dropped included."""
    return Deadline.objects.filter(about=about).select_related("responsible")


def of_any(abouts: Iterable[UUID]) -> QuerySet[Deadline]:
    """Return every date of several things, by day, those met and dropped included."""
    return Deadline.objects.filter(about__in=list(abouts)).select_related("responsible")


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
