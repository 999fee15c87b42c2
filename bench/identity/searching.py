"""Looking one person up in a register, and how fast: hits, alarms, milliseconds."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bench.identity import peers
from bench.identity.measures import hits_at_false_alarms, percentile
from bench.report import Figure
from hamkor.batch.people import person_of
from hamkor.batch.register import Register, open_register
from hamkor.batch.screening import look_up
from hamkor.batch.surface import keys_of, parse
from hamkor.batch.tables import Row, Table, open_persons

WARMING = 200
NOT_FIRST = float("-inf")


@dataclass
class Search:
    """What the queries of one run gave."""

    hits: list[float] = field(default_factory=list)
    innocent: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    among_candidates: int = 0


def figures(register: Path, queries: Path, *, most: int) -> Iterator[Figure]:
    """Give hits at 1 % false alarms, recall of the candidates, and times of one query.

    Args:
        register: a table of persons with `person_id`.
        queries: the same with `in_register`.
        most: how many queries are put.
    """
    size = 0
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        table = open_persons(register)
        with closing(open_register(table, Path(folder) / "index")) as index:
            built, size = time.perf_counter() - started, index.size
            ours = _search(index, open_persons(queries), most)
    theirs = _theirs(register, queries, most)
    said = f"in {size:,}"
    yield _figure(f"screening {said}: true hits at 1 % false alarms", _hits(ours), _hits(theirs))
    share = ours.among_candidates / max(1, len(ours.hits))
    yield Figure(f"screening {said}: right one among the candidates", share, "share", 1)
    for percent in (50, 95):
        name = f"screening {said}: one query, p{percent}"
        yield _figure(name, _time(ours, percent), _time(theirs, percent), unit="ms")
    yield Figure(f"screening {said}: building the index", built, "s", 1)


def _search(register: Register, queries: Table, most: int) -> Search:
    found = Search()
    for place, row in enumerate(queries.rows()):
        if place >= most:
            break
        _put(register, row, found)
    del found.milliseconds[: min(WARMING, len(found.milliseconds) // 2)]
    return found


def _put(register: Register, row: Row, found: Search) -> None:
    started = time.perf_counter()
    query = parse(person_of(row).record)
    best = look_up(register, query, 1)
    found.milliseconds.append((time.perf_counter() - started) * 1000)
    score = best[0].comparison.score if best else NOT_FIRST
    if row.cells["in_register"] != "1":
        found.innocent.append(score)
        return
    person = row.cells["person_id"]
    is_first = bool(best) and register.cells(best[0].number)["person_id"] == person
    found.hits.append(score if is_first else NOT_FIRST)
    candidates = register.candidates(keys_of(query), beside=query)
    numbers = {register.cells(candidate.number)["person_id"] for candidate in candidates}
    found.among_candidates += person in numbers


def _theirs(register: Path, queries: Path, most: int) -> Search | None:
    rows = [row for _place, row in zip(range(most), open_persons(queries).rows(), strict=False)]
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as asked:
        asked.write("".join(_first_lines(queries, most)))
        asked.flush()
        answer = peers.ask("screen", register, asked.name)
    if answer is None:
        return None
    found = Search(milliseconds=answer["milliseconds"])
    for row, (person, score) in zip(rows, answer["found"], strict=True):
        if row.cells["in_register"] != "1":
            found.innocent.append(score)
        else:
            found.hits.append(score if person == row.cells["person_id"] else NOT_FIRST)
    return found


def _first_lines(path: Path, most: int) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [line for _place, line in zip(range(most + 1), file, strict=False)]


def _hits(search: Search | None) -> float | None:
    return hits_at_false_alarms(search.hits, search.innocent) if search else None


def _time(search: Search | None, percent: int) -> float | None:
    return percentile(search.milliseconds, percent / 100) if search else None


def _figure(name: str, ours: float | None, theirs: float | None, *, unit: str = "share") -> Figure:
    peer = "rapidfuzz against every name, same birth date preferred" if theirs is not None else ""
    return Figure(name, ours or 0.0, unit, 1, theirs, peer)
