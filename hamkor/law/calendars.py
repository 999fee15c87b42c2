"""Which days a state works, as far as its statute says."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from hamkor.data_files import DATA, Fact, Names, Source, load_folder

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class CalendarFile(Fact):
    """Days off of one state in one year."""

    state: str = Field(pattern="^[A-Z]{2}$")
    year: int
    weekly_days_off: tuple[Weekday, ...] = Field(max_length=6)
    holidays: tuple[date, ...]
    source: Source
    note: Names


def read_calendars(root: Path) -> dict[str, CalendarFile]:
    """Read ``calendars/`` under `root`; keys are ``<state>-<year>`` in small letters."""
    return load_folder(root / "calendars", CalendarFile)


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of a state.

    Args:
        state: two-letter code.
        holidays: days off besides the weekly ones.
        years: years whose holidays are known; in any other only the weekly days off count.
        weekly_days_off: 0 is Monday; at most six.
        note: what the calendar leaves out.
        is_verified: whether every source was read.
    """

    state: str
    holidays: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()
    weekly_days_off: frozenset[int] = frozenset({5, 6})
    note: Names | None = None
    is_verified: bool = False

    @staticmethod
    def for_state(code: str) -> "WorkingCalendar":
        """Return the calendar of a state; see the function of the same name."""
        return for_state(code)

    def is_working(self, day: date) -> bool:
        """Say whether offices work on `day`."""
        return day.weekday() not in self.weekly_days_off and day not in self.holidays

    def is_complete(self, year: int) -> bool:
        """Say whether the holidays of `year` are known."""
        return year in self.years


@cache
def for_state(code: str) -> WorkingCalendar:
    """Return the calendar of a state; without any file it knows weekends only."""
    files = [file for file in read_calendars(DATA).values() if file.state == code]
    if not files:
        return WorkingCalendar(code)
    newest = max(files, key=lambda file: file.year)
    return WorkingCalendar(
        state=code,
        holidays=frozenset(day for file in files for day in file.holidays),
        years=frozenset(file.year for file in files),
        weekly_days_off=frozenset(WEEK.index(name) for name in newest.weekly_days_off),
        note=newest.note,
        is_verified=all(file.source.is_verified for file in files),
    )
