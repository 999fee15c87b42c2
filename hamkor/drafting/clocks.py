"""Which clocks run about a request, and when each ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hamkor.drafting.context import Context
from hamkor.law.calendars import WorkingCalendar, for_state
from hamkor.law.deadlines import Deadline, deadline, time_limit

WARN_DAYS = (14, 7, 3, 1)
"""How many days before its end a clock is told of again, the earliest first."""


@dataclass(frozen=True)
class DraftClock:
    """One clock; `due_on` of `deadline` is inclusive and local to the office that is bound.

    Attributes:
        event: the fact of the draft that it runs from; "receipt" where it runs from the day the
            request comes in, for which the day of the check stands.
        days_left: from the day of the check; negative once it has run out, None without an end.
    """

    deadline: Deadline
    event: str
    starts_on: date
    days_left: int | None

    @property
    def has_run_out(self) -> bool:
        """Say whether its last day lies before the day of the check."""
        return self.days_left is not None and self.days_left < 0


def clocks(context: Context) -> tuple[DraftClock, ...]:
    """Return the clocks of the treaty and the codes first, then what the office promises."""
    return (*_dated(context), *_from_receipt(context))


def _dated(context: Context) -> Iterator[DraftClock]:
    for each in context.measure.dated_clocks:
        starts_on = getattr(context.draft.days, each.event)
        is_under = not each.under or set(each.under) & set(context.law.agreement_ids)
        state = each.limit.rpartition(".")[2].upper()
        is_theirs = len(state) != 2 or state in (context.recipient.state, context.sender.state)
        if starts_on is not None and is_under and is_theirs:
            calendar = for_state(state if len(state) == 2 else context.recipient.state)
            if _existed(each.limit, starts_on, calendar.state):
                yield _clock(each.limit, f"days.{each.event}", starts_on, calendar, context.on)


def _existed(limit: str, day: date, state: str) -> bool:
    known = time_limit(limit, state=state)
    return known.value_on(day) is not None or known.office_target is not None


def _from_receipt(context: Context) -> Iterator[DraftClock]:
    calendar = for_state(context.recipient.state)
    for limit in context.measure.clocks:
        if _existed(limit, context.on, calendar.state):
            yield _clock(limit, "receipt", context.on, calendar, context.on)


def _clock(
    limit: str, event: str, starts_on: date, calendar: WorkingCalendar, on: date
) -> DraftClock:
    ends = deadline(limit, received_on=starts_on, calendar=calendar)
    left = (ends.due_on - on).days if ends.due_on else None
    return DraftClock(ends, event, starts_on, left)
