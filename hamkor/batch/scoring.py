"""Pairs in a table → the same table with score, probability, verdict and reasons."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hamkor.batch.outputs import open_output
from hamkor.batch.people import pair_of
from hamkor.batch.progress import with_progress
from hamkor.batch.said import say_reasons
from hamkor.batch.surface import Scale, parse
from hamkor.batch.tables import Row, Table, count_rows
from hamkor.matching import Frequencies
from hamkor.matching.weights import shipped_weights

LARGE = 1_000
"""Pairs from which on a table tells how common a name is; below, what is usual does."""
FINDINGS = ("score", "probability", "verdict", "reasons")
NO_FINDING = {"score": 0.0, "probability": 0.0, "verdict": "cannot_say"}


@dataclass
class Tally:
    """What became of the rows of a run.

    Attributes:
        rows: read in all.
        verdicts: how many of each.
        set_aside: rows that could not be used, with why.
        unread: values that could not be read and were not used, the first hundred.
    """

    rows: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    set_aside: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def count(self, verdict: str) -> None:
        """Count a verdict."""
        self.verdicts[verdict] = self.verdicts.get(verdict, 0) + 1

    def note_unread(self, problems: tuple[str, ...]) -> None:
        """Keep the first hundred values that were not used."""
        self.unread += problems[: max(0, 100 - len(self.unread))]


def score_table(
    table: Table, out: Path | None, *, language: str = "en", scale: Scale | None = None
) -> Tally:
    """Score every pair of `table` and write it to `out`, row by row, in its order.

    A row that cannot be used stays in its place with the verdict "cannot_say" and the reason.

    Raises:
        UnreadableTable: the encoding breaks in the middle; `out` is then left as it was.
    """
    tally = Tally()
    columns = [column for column in table.columns if column not in FINDINGS]
    rows = with_progress(table.rows(), "scoring", count_rows(table))
    with open_output(out, [*columns, *FINDINGS]) as write:
        for found in _scored(rows, tally, language, _counted(table, scale or Scale())):
            write(found)
    return tally


def _counted(table: Table, scale: Scale) -> Scale:
    """Count the names of a large table: a name common there proves less there.

    Only what stands in the names is used, never what is known of a pair; a record that is
    repeated counts once. How many pairs the table has does not move the bar: nobody says that
    they were all there are to be compared.
    """
    if scale.frequencies is not None or count_rows(table) < LARGE:
        return scale
    pairs = (pair_of(row) for row in table.rows() if not row.problem)
    forms = (parse(person.record) for pair in pairs for person in pair)
    supposed = (scale.weights or shipped_weights()).limits.register_size
    return replace(scale, frequencies=replace(Frequencies.of(forms), searched=supposed))


def _scored(
    rows: Iterator[Row], tally: Tally, language: str, scale: Scale
) -> Iterator[dict[str, Any]]:
    for row in rows:
        tally.rows += 1
        found = _set_aside(row, tally) if row.problem else _score(row, tally, language, scale)
        tally.count(str(found["verdict"]))
        yield row.cells | found


def _set_aside(row: Row, tally: Tally) -> dict[str, Any]:
    tally.set_aside.append(row.problem)
    return NO_FINDING | {"reasons": row.problem}


def _score(row: Row, tally: Tally, language: str, scale: Scale) -> dict[str, Any]:
    one, other = pair_of(row)
    problems = (*one.unread, *other.unread)
    tally.note_unread(problems)
    found = scale.compare(parse(one.record), parse(other.record))
    return {
        "score": found.score,
        "probability": found.probability,
        "verdict": found.verdict,
        "reasons": "; ".join((say_reasons(found, language), *problems)),
    }
