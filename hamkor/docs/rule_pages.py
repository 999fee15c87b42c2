"""Every time limit with its history and source, for lawyers who check what the node believes."""

from collections.abc import Iterator

from hamkor.data_files import DATA, Source
from hamkor.docs.markdown import cited, code, confidence, page, table
from hamkor.law.calendars import read_calendars
from hamkor.law.contesting import read_ways_to_contest
from hamkor.law.deadlines import Span, TimeLimit, read_time_limits
from hamkor.law.refusal import read_house_grounds

_UNITS = {"calendar_days": "calendar days", "working_days": "working days", "months": "months"}
_LAST_DAY = {"stays": "it stays", "next_working_day": "the next working day counts"}
_LIMIT_HEAD = ("from", "length", "if the last day is off", "source", "checked on", "confidence")


def rules_page() -> str:
    """Write every time limit, the grounds of the house and the calendars."""
    return page(
        "Time limits, grounds of the house, calendars",
        "Each value shows where it was read and how sure we are of it. What is **unverified** is "
        "shown with that word on every page of a node too. A row whose length is “not read” is a "
        "limit that the law sets and whose text nobody has opened yet: no number is taken from "
        "it, the office's own promise stands in and says that it is one. The files are in "
        "`hamkor/data/law/` and `hamkor/data/calendars/`.",
        *_time_limits(),
        "## Grounds of refusal of the house",
        "They stand beside those of an instrument between offices, and alone on reciprocity.",
        _grounds(),
        "## How an answer is contested",
        "Said with every answer of an office of that state, and on its printed page.",
        _ways(),
        "## Calendars",
        "In a year that is not here only the weekly days off are left out, and the deadline says "
        "so.",
        _calendars(),
    )


def _time_limits() -> Iterator[str]:
    for file, limits in read_time_limits(DATA).items():
        yield f"## {file.capitalize()}"
        for limit in limits:
            yield f"### {limit.id}"
            yield f"{limit.duty.en}. Counted from {limit.counts_from.en}."
            yield table(_LIMIT_HEAD, _values(limit))


def _values(limit: TimeLimit) -> Iterator[tuple[object, ...]]:
    for value in limit.history:
        row = _row(value.in_force_from, value.span, value.source)
        note = value.note.en if value.note else ""
        yield (*row[:3], ". ".join(filter(None, (str(row[3]), note))), *row[4:])
    if limit.office_target:
        target = limit.office_target
        yield _row("promise of the office", target.span, target.source)


def _row(since: object, span: Span | None, source: Source) -> tuple[object, ...]:
    length = f"{span.length} {_UNITS[span.counted_in]}" if span else "not read"
    last_day = _LAST_DAY[span.if_last_day_is_off] if span else ""
    return since, length, last_day, cited(source), source.checked_on, confidence(source)


def _grounds() -> str:
    rows = (
        (code(ground.id), ground.names.en, ground.provision, confidence(ground.source))
        for ground in read_house_grounds(DATA)
    )
    return table(("id", "ground", "provision", "confidence"), rows)


def _ways() -> str:
    rows = (
        (way.state or "all", way.words.en, cited(way.source), confidence(way.source))
        for way in read_ways_to_contest(DATA)
    )
    return table(("state", "way", "source", "confidence"), rows)


def _calendars() -> str:
    rows = (
        (
            file.state,
            file.year,
            ", ".join(file.weekly_days_off),
            len(file.holidays),
            cited(file.source),
            confidence(file.source),
        )
        for file in read_calendars(DATA).values()
    )
    head = ("state", "year", "weekly days off", "other days off", "source", "confidence")
    return table(head, rows)
