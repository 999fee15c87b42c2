"""How a term runs: from an event, in a unit, to its last day.

All dates are local dates of the place whose law sets the term; a last day is inclusive: an act
done on it is in time. The rules follow KoAP art. 4.8 of Russia, which most codes here share: the
day of the event is not counted, a month ends on the same number or on the last day of a shorter
month, and only what the text says moves off a day off.
"""

import calendar as gregorian
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from pydantic import Field

from hamkor.data_files import Fact
from hamkor.law.calendars import WorkingCalendar

ONE_DAY = timedelta(days=1)

TermUnit = Literal["calendar_days", "days_by_midnight", "working_days", "months", "years"]
"""`days_by_midnight` are the Russian сутки: they end at 24:00 of the last one."""


class Term(Fact):
    """A length of time as a provision states it.

    Attributes:
        length: how many units.
        unit: what is counted.
        first_day: whether the day of the event is day one; "open" where no text that was read
            says so, and then both answers are shown and the earlier one is named as safe.
        last_day_off: what happens when the last day is a day off.
    """

    length: int = Field(gt=0)
    unit: TermUnit
    first_day: Literal["not_counted", "counted", "open"] = "not_counted"
    last_day_off: Literal["stays", "next_working_day"] = "stays"

    @property
    def is_open(self) -> bool:
        """Say whether two readings of the first day are possible."""
        return self.first_day == "open"


@dataclass(frozen=True, slots=True)
class Counted:
    """The last day of a term, inclusive, and the day off it was moved from, if it was."""

    last_day: date
    moved_from: date | None = None


def count(
    term: Term, start: date, calendar: WorkingCalendar, *, first_day_counts: bool | None = None
) -> Counted:
    """Return the last day of `term` when its event happened on `start`.

    Args:
        term: how long and how it is counted.
        start: local date of the event.
        calendar: working days of the place.
        first_day_counts: which reading to take of an open first day; by default the safe one,
            which ends earlier.
    """
    if first_day_counts is None:
        first_day_counts = term.first_day != "not_counted"
    last = _last_day(term, start - ONE_DAY if first_day_counts else start, calendar)
    if term.last_day_off == "stays" or calendar.is_working(last):
        return Counted(last)
    return Counted(next_working_day(last, calendar), last)


def count_back(term: Term, end: date, calendar: WorkingCalendar) -> date:
    """Return the latest day from which at least `term` lies before `end`, both not counted."""
    if term.unit == "working_days":
        day, left = end, term.length
        while left:
            day -= ONE_DAY
            left -= calendar.is_working(day)
        return day
    if term.unit in ("months", "years"):
        months = term.length * (12 if term.unit == "years" else 1)
        return months_after(end, -months)
    return end - timedelta(days=term.length)


def next_working_day(day: date, calendar: WorkingCalendar) -> date:
    """Return `day`, or the first working day after it."""
    while not calendar.is_working(day):
        day += ONE_DAY
    return day


@lru_cache(maxsize=200_000)
def months_after(start: date, months: int) -> date:
    """Return the same day of a later month, or its last day where the month is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def _last_day(term: Term, start: date, calendar: WorkingCalendar) -> date:
    if term.unit in ("calendar_days", "days_by_midnight"):
        return start + timedelta(days=term.length)
    if term.unit == "months":
        return months_after(start, term.length)
    if term.unit == "years":
        return months_after(start, term.length * 12)
    day, left = start, term.length
    while left:
        day += ONE_DAY
        left -= calendar.is_working(day)
    return day
