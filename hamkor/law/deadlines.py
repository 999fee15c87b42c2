"""Time limits and the dates that follow from them, each with its source.

Where the law names no number, or none that was read, the office's own promise stands in and says
that it is one: a person always gets a next date, and never a date dressed up as law.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from hamkor.data_files import DATA, Fact, Names, Source, load_folder
from hamkor.errors import NotFound, RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.law.calendars import WorkingCalendar
from hamkor.law.counting import Term, count
from hamkor.parties.sayings import Saying

Unit = Literal["calendar_days", "working_days", "months"]


class Span(Fact):
    """How long, in which unit, and what happens when the last day is a day off."""

    length: int = Field(gt=0)
    counted_in: Unit
    if_last_day_is_off: Literal["stays", "next_working_day"]


class LegalValue(Fact):
    """What the law says from a day on. No span: the law sets a limit whose text was not read."""

    in_force_from: date
    span: Span | None
    source: Source
    note: Names | None = None


class OfficeTarget(Fact):
    """What the office promises where no legal number is known."""

    span: Span
    source: Source


class TimeLimit(Fact):
    """A duty with a time limit. The id is ``<file>.<duty>``, with ``.<state>`` where it is one's.

    `history` is in order of time and never edited: a change of law is a new entry.
    """

    id: str = Field(pattern=r"^[a-z]+\.[a-z_]+(\.[a-z]{2})?$")
    duty: Names
    counts_from: Names
    history: tuple[LegalValue, ...] = ()
    office_target: OfficeTarget | None = None

    def value_on(self, day: date) -> LegalValue | None:
        """Return the wording in force on `day`, if there was one yet."""
        values = [value for value in self.history if value.in_force_from <= day]
        return values[-1] if values else None


@dataclass(frozen=True)
class Deadline:
    """The date that follows from a time limit in one case.

    Args:
        time_limit_id: the limit that was used, the state's own where there is one.
        due_on: local date, inclusive: an act done on it is in time. None when the law sets a
            limit that was not read and the office promises nothing.
        source: where the length comes from.
        counted: how it was counted.
        is_promise: the office's own target, not law.
        is_verified: the source was read, and no unverified day off moved the date.
        notes: what the reader must know besides.
    """

    time_limit_id: str
    due_on: date | None
    source: Source
    counted: Saying
    is_promise: bool
    is_verified: bool
    notes: tuple[Saying, ...]

    @property
    def provision(self) -> str:
        """The provision as a reader would cite it."""
        return f"{self.source.instrument}, {self.source.provision}".removesuffix(", ")


def read_time_limits(root: Path) -> dict[str, tuple[TimeLimit, ...]]:
    """Read ``law/deadlines/`` under `root`; keys are file names without ending."""
    return load_folder(root / "law" / "deadlines", tuple[TimeLimit, ...])


@cache
def time_limits() -> dict[str, TimeLimit]:
    """Return every time limit by its id."""
    files = read_time_limits(DATA).values()
    return {limit.id: limit for file in files for limit in file}


def time_limit(id: str, *, state: str = "") -> TimeLimit:
    """Return the limit `id` of a state, or the general one where the state has none of its own.

    Raises:
        NotFound: no such time limit.
    """
    known = time_limits()
    found = known.get(f"{id}.{state.lower()}") or known.get(id)
    if found is None:
        raise NotFound(_("There is no time limit called %(id)s."), id=id)
    return found


def deadline(time_limit_id: str, *, received_on: date, calendar: WorkingCalendar) -> Deadline:
    """Return the last day on which the duty can still be performed in time.

    Args:
        time_limit_id: for example "complaint.answer"; the state of `calendar` decides whose.
        received_on: local date of the event that starts the clock, in the time zone of the bound
            office. Day zero: not counted.
        calendar: working days of the state of the bound office.

    Raises:
        NotFound: no such time limit.
        RuleViolation: the time limit did not yet exist on `received_on`.
    """
    limit = time_limit(time_limit_id, state=calendar.state)
    value = limit.value_on(received_on)
    if value and value.span:
        return _by_law(limit, value, value.span, received_on, calendar)
    if limit.office_target:
        return _by_promise(limit, limit.office_target, value, received_on, calendar)
    if value is None:
        raise RuleViolation(
            _("The time limit %(id)s did not yet exist on %(day)s."), id=limit.id, day=received_on
        )
    unread = _unread(value)
    return Deadline(limit.id, None, value.source, unread, False, False, (unread,))


def _by_law(
    limit: TimeLimit, value: LegalValue, span: Span, start: date, calendar: WorkingCalendar
) -> Deadline:
    due_on, moved_from = _count(span, start, calendar)
    used = _uses_calendar(span, due_on, moved_from, calendar)
    notes = _calendar_notes(start, due_on, calendar) if used else ()
    if value.note:
        notes = (Saying("%(note)s", {"note": value.note}), *notes)
    return Deadline(
        limit.id,
        due_on,
        value.source,
        _counted(limit, span, start, moved_from),
        is_promise=False,
        is_verified=value.source.is_verified and (calendar.is_verified or not used),
        notes=notes,
    )


def _by_promise(
    limit: TimeLimit,
    target: OfficeTarget,
    value: LegalValue | None,
    start: date,
    calendar: WorkingCalendar,
) -> Deadline:
    due_on, moved_from = _count(target.span, start, calendar)
    notes = [_unread(value) if value else _NO_LAW, _PROMISE]
    if _uses_calendar(target.span, due_on, moved_from, calendar):
        notes += _calendar_notes(start, due_on, calendar)
    counted = _counted(limit, target.span, start, moved_from)
    return Deadline(
        limit.id,
        due_on,
        target.source,
        counted,
        is_promise=True,
        is_verified=False,
        notes=tuple(notes),
    )


def _count(span: Span, start: date, calendar: WorkingCalendar) -> tuple[date, date | None]:
    """Return the last day, and the day off it was moved from, if it was."""
    term = Term(length=span.length, unit=span.counted_in, last_day_off=span.if_last_day_is_off)
    counted = count(term, start, calendar)
    return counted.last_day, counted.moved_from


def _uses_calendar(
    span: Span, due_on: date, moved_from: date | None, calendar: WorkingCalendar
) -> bool:
    """Say whether days off decided the date, or could have, had they been known."""
    may_move = span.if_last_day_is_off == "next_working_day"
    is_blind = may_move and not calendar.is_complete(due_on.year)
    return span.counted_in == "working_days" or moved_from is not None or is_blind


def _counted(limit: TimeLimit, span: Span, start: date, moved_from: date | None) -> Saying:
    facts = {"length": span.length, "event": limit.counts_from, "start": start}
    if moved_from is None:
        return Saying(_COUNTED[span.counted_in], facts)
    return Saying(_MOVED[span.counted_in], {**facts, "moved_from": moved_from})


def _calendar_notes(start: date, due_on: date, calendar: WorkingCalendar) -> tuple[Saying, ...]:
    years = [year for year in range(start.year, due_on.year + 1) if not calendar.is_complete(year)]
    unknown = tuple(Saying(_YEAR_UNKNOWN, {"year": year}) for year in years)
    left_out = (Saying("%(note)s", {"note": calendar.note}),) if calendar.note else ()
    return unknown + left_out


def _unread(value: LegalValue) -> Saying:
    return Saying(_UNREAD, {"instrument": value.source.instrument})


_COUNTED = {
    "calendar_days": _(
        "%(length)s calendar days after %(event)s, %(start)s; that day is not counted."
    ),
    "working_days": _(
        "%(length)s working days after %(event)s, %(start)s; that day is not counted."
    ),
    "months": _("%(length)s months after %(event)s, %(start)s."),
}
_MOVED = {
    "calendar_days": _(
        "%(length)s calendar days after %(event)s, %(start)s; that day is not "
        "counted. The last day, %(moved_from)s, is a day off, so the next working "
        "day counts."
    ),
    "working_days": _(
        "%(length)s working days after %(event)s, %(start)s; that day is not counted."
    ),
    "months": _(
        "%(length)s months after %(event)s, %(start)s. The last day, %(moved_from)s, is "
        "a day off, so the next working day counts."
    ),
}
_UNREAD = _(
    "What the law says of this time limit has not been checked (%(instrument)s), so no "
    "number of days is taken from it."
)
_NO_LAW = Saying(_("No instrument that was read sets a time limit here."))
_PROMISE = Saying(_("This date is the office's own promise, not a time limit set by law."))
_YEAR_UNKNOWN = _(
    "The public holidays of %(year)s are not known; only weekly days off were left out."
)
