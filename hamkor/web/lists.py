"""Long lists by the page, without counting and without skipping: each page begins after a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, Q, QuerySet

ROWS = 25
# People type numbers on the keyboard that is on: С-TJ with a Cyrillic С is C-TJ.
LOOKALIKES = str.maketrans("АВСЕНКМОРТХУ", "ABCEHKMOPTXY")


@dataclass(frozen=True)
class Slice:
    """One page of a list.

    Attributes:
        rows: at most `ROWS`.
        after: what the address of the next page says; empty on the last page.
    """

    rows: Sequence[Any]
    after: str = ""


def newest_first(queryset: QuerySet[Any], after: str) -> Slice:
    """Return the rows older than the one that `after` names; the first page for anything else."""
    if after.isascii() and after.isdigit() and len(after) < 19:
        queryset = queryset.filter(pk__lt=int(after))
    return _slice(queryset.order_by("-pk"), lambda row: str(row.pk))


def by_due_date(queryset: QuerySet[Any], after: str) -> Slice:
    """Return the rows due after the one that `after` names, such as "2026-11-30.17"."""
    day, _dot, pk = after.partition(".")
    if (due_on := _day(day)) and pk.isascii() and pk.isdigit() and len(pk) < 19:
        later = Q(due_on__gt=due_on) | Q(due_on=due_on, pk__gt=int(pk))
        # Said twice: the first condition alone is one that the index can start from.
        queryset = queryset.filter(Q(due_on__gte=due_on) & later)
    return _slice(
        queryset.order_by("due_on", "pk"), lambda row: f"{row.due_on.isoformat()}.{row.pk}"
    )


def most_urgent_first(queryset: QuerySet[Any], after: str) -> Slice:
    """Return the rows that come after the one that `after` names, such as "1.17"."""
    urgency, _dot, pk = after.partition(".")
    if urgency.isascii() and urgency.isdigit() and pk.isascii() and pk.isdigit() and len(pk) < 19:
        level = int(urgency[:4])
        later = Q(urgency__lt=level) | Q(urgency=level, pk__gt=int(pk))
        queryset = queryset.filter(Q(urgency__lte=level) & later)
    return _slice(queryset.order_by("-urgency", "pk"), lambda row: f"{row.urgency}.{row.pk}")


def numbered(queryset: QuerySet[Any], typed: str, *, limit: int = 10) -> list[Any]:
    """Return the rows whose number begins with what was typed, by the index on it."""
    start = typed.strip().upper().translate(LOOKALIKES)
    if not start or len(start) > 40:
        return []
    near = queryset.filter(number__gte=start).order_by("number")[:limit]
    return [row for row in near if row.number.startswith(start)]


def _slice(queryset: QuerySet[Any], name: Any) -> Slice:
    rows: list[Model] = list(queryset[: ROWS + 1])
    return Slice(rows[:ROWS], name(rows[ROWS - 1]) if len(rows) > ROWS else "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
