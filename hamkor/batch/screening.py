"""Each person of a table looked up in a register: the likeliest few, with reasons.

What comes out is for an officer to read. It puts nobody on a list and takes nobody off one.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hamkor.batch.outputs import open_output
from hamkor.batch.people import person_of
from hamkor.batch.progress import with_progress
from hamkor.batch.register import Register
from hamkor.batch.said import NOBODY, NOTHING_KNOWN, say_reasons, translator
from hamkor.batch.scoring import FINDINGS, NO_FINDING, Tally
from hamkor.batch.surface import Comparison, Parsed, keys_of, parse
from hamkor.batch.tables import Row, Table, count_rows

CANDIDATE = "candidate_"


@dataclass
class Screened(Tally):
    """What became of the queries, and how long each took, in milliseconds."""

    milliseconds: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """One candidate: its number in the register and how it compares."""

    number: int
    comparison: Comparison


def look_up(register: Register, query: Parsed, top: int) -> list[Found]:
    """Return at most `top` records of the register, the highest score first."""
    candidates = register.candidates(keys_of(query), beside=query)
    others = [register.parsed(candidate.number) for candidate in candidates]
    pairs = [(0, place) for place in range(len(others))]
    scores, _shares = register.scale.score_pairs([query], others, pairs)
    best = sorted(range(len(others)), key=lambda place: (-scores[place], place))[:top]
    return [
        Found(candidates[place].number, register.scale.compare(query, others[place]))
        for place in best
    ]


def screen_table(
    register: Register, queries: Table, out: Path | None, *, top: int, language: str = "en"
) -> Screened:
    """Look up every row of `queries`; write its columns, then each candidate's, then the finding.

    A query without a candidate keeps one row of rank 0: too little was known, or nobody was found.

    Raises:
        UnreadableTable: the encoding breaks in the middle; `out` is then left as it was.
    """
    screened = Screened()
    kept = [f"{CANDIDATE}{column}" for column in register.columns]
    columns = [name for name in queries.columns if name not in (*kept, "rank", *FINDINGS)]
    rows = with_progress(queries.rows(), "screening", count_rows(queries))
    with open_output(out, [*columns, "rank", *kept, *FINDINGS]) as write:
        for row in rows:
            screened.rows += 1
            for line in _lines(register, row, screened, top, language):
                write(row.cells | line)
    return screened


def _lines(
    register: Register, row: Row, screened: Screened, top: int, language: str
) -> Iterator[dict[str, Any]]:
    if row.problem:
        screened.set_aside.append(row.problem)
        screened.count("cannot_say")
        yield NO_FINDING | {"rank": 0, "reasons": row.problem}
        return
    started = time.perf_counter()
    person = person_of(row)
    query = parse(person.record)
    found = look_up(register, query, top)
    screened.milliseconds.append((time.perf_counter() - started) * 1000)
    screened.note_unread(person.unread)
    if not found:
        yield _nobody(query, screened, language)
    for rank, one in enumerate(found, start=1):
        screened.count(one.comparison.verdict)
        yield _line(register, rank, one, language)


def _nobody(query: Parsed, screened: Screened, language: str) -> dict[str, Any]:
    is_known = bool(keys_of(query))
    verdict = "unlikely" if is_known else "cannot_say"
    screened.count(verdict)
    reason = translator(language)(NOBODY if is_known else NOTHING_KNOWN)
    return NO_FINDING | {"rank": 0, "verdict": verdict, "reasons": reason}


def _line(register: Register, rank: int, found: Found, language: str) -> dict[str, Any]:
    cells = register.cells(found.number)
    return {
        "rank": rank,
        **{f"{CANDIDATE}{column}": cell for column, cell in cells.items()},
        "score": found.comparison.score,
        "probability": found.comparison.probability,
        "verdict": found.comparison.verdict,
        "reasons": say_reasons(found.comparison, language),
    }
