"""Does the data on law agree with itself and with the parties? Asked at the start of a node."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

from hamkor.data_files import DATA, broken
from hamkor.law.calendars import CalendarFile, read_calendars
from hamkor.law.contesting import read_ways_to_contest
from hamkor.law.deadlines import TimeLimit, read_time_limits
from hamkor.law.engine import SCOPES
from hamkor.law.facts import Facts
from hamkor.law.provisions import Provision, read_provisions
from hamkor.law.reading_facts import shape_of
from hamkor.law.refusal import read_house_grounds
from hamkor.parties.measures import read_measures
from hamkor.parties.offices import read_parties
from hamkor.parties.validation import Fault, repeated, unknown
from hamkor.parties.validation import validate_data as validate_parties


def validate_data(root: Path = DATA) -> None:
    """Read every data file, those of the parties included, and check their references.

    Raises:
        BrokenDataFile: the first fault, with file, line and field.
    """
    validate_parties(root)
    limits, calendars = read_time_limits(root), read_calendars(root)
    codes = {file.state.code for file in read_parties(root).values()}
    for path, location, problem in (
        *_limit_faults(root, limits, codes),
        *_calendar_faults(root, calendars, codes),
        *_clock_faults(root, limits),
        *_ground_faults(root),
        *_provision_faults(root, read_provisions(root)),
    ):
        raise broken(path, location, problem)


def _limit_faults(
    root: Path, files: dict[str, tuple[TimeLimit, ...]], codes: set[str]
) -> Iterator[Fault]:
    for stem, limits in files.items():
        path = root / "law" / "deadlines" / f"{stem}.yaml"
        yield from ((path, *fault) for fault in repeated(limit.id for limit in limits))
        for place, limit in enumerate(limits):
            prefix, _duty, *state = limit.id.split(".")
            if prefix != stem:
                yield path, (place, "id"), "the id does not begin with the name of the file"
            if state and state[0].upper() not in codes:
                yield path, (place, "id"), f"{state[0].upper()} is not a state"
            days = [value.in_force_from for value in limit.history]
            if days != sorted(set(days)):
                yield path, (place, "history"), "the entries are not in order of time"
            if not limit.history and limit.office_target is None:
                yield path, (place,), "neither law nor a promise of the office"


def _calendar_faults(
    root: Path, files: dict[str, CalendarFile], codes: set[str]
) -> Iterator[Fault]:
    for stem, file in files.items():
        path = root / "calendars" / f"{stem}.yaml"
        if stem != f"{file.state.lower()}-{file.year}":
            yield path, ("year",), "state and year are not the name of the file"
        if file.state not in codes:
            yield path, ("state",), f"{file.state} is not a state"
        for place, day in enumerate(file.holidays):
            if day.year != file.year or day in file.holidays[:place]:
                yield path, ("holidays", place), "not a day of this year, or listed twice"


def _clock_faults(root: Path, files: dict[str, tuple[TimeLimit, ...]]) -> Iterator[Fault]:
    ids = {limit.id for limits in files.values() for limit in limits}
    for folder, row in read_measures(root).items():
        path = root / "kinds" / folder / "kind.yaml"
        dated = [clock.limit for clock in row.dated_clocks]
        for where, problem in (
            *unknown(row.clocks, ids, "clocks"),
            *unknown(dated, ids, "dated_clocks"),
        ):
            yield path, where, problem


def _ground_faults(root: Path) -> Iterator[Fault]:
    path = root / "law" / "house_grounds.yaml"
    grounds = read_house_grounds(root)
    yield from ((path, *fault) for fault in repeated(ground.id for ground in grounds))
    ways, path = read_ways_to_contest(root), root / "law" / "contesting.yaml"
    yield from ((path, *fault) for fault in repeated(way.id for way in ways))


def _provision_faults(root: Path, files: dict[str, tuple[Provision, ...]]) -> Iterator[Fault]:
    known: set[str] = set()
    for stem, listed in files.items():
        path = root / "law" / "provisions" / f"{stem}.yaml"
        for place, each in enumerate(listed):
            if each.id in known:
                yield path, (place, "id"), f"{each.id} stands twice"
            known.add(each.id)
            faults = (*_order_faults(each), *_fault_of_clocks(each))
            if each.changes and all(each.changes != one.id for one in chain(*files.values())):
                yield path, (place, "changes"), f"{each.changes} is not known"
            yield from ((path, (place, *where), problem) for where, problem in faults)


def _fault_of_clocks(each: Provision) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """A clock runs from a day of a thing that there is, for a term that every wording has."""
    kinds = {scope: get_args(shape_of(Facts)[part])[0] for scope, part in SCOPES.items()}
    for number, clock in enumerate(each.clocks):
        if clock.of not in kinds:
            yield ("clocks", number, "of"), f"{clock.of} is none of {', '.join(sorted(kinds))}"
            continue
        known = shape_of(kinds[clock.of])
        for name in (clock.event, *clock.unless):
            if name not in known:
                yield ("clocks", number), f"a {clock.of} has no {name}"
        if any(clock.term not in version.terms for version in each.history):
            yield ("clocks", number, "term"), f"not every wording has a term called {clock.term}"


def _order_faults(each: Provision) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Wordings follow each other and do not overlap; what is not in force needs no date."""
    before = None
    for place, version in enumerate(each.history):
        since = version.in_force_from
        if since is None and each.status == "in_force":
            yield ("history", place), "a wording in force needs its first day"
        if version.in_force_until and since and version.in_force_until < since:
            yield ("history", place, "in_force_until"), "it ends before it begins"
        if before and since and before >= since:
            yield ("history", place, "in_force_from"), "it begins while the one before is in force"
        before = version.in_force_until or since
