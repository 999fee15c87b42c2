"""Link two tables, or one with itself: read, parse, bring together, score, choose, write."""

import json
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from hamkor.batch.linking.first_weights import LinkType
from hamkor.batch.outputs import open_output
from hamkor.batch.parsing import CHUNK_ROWS, chunks
from hamkor.batch.progress import count_with_progress, with_progress
from hamkor.batch.scoring import FINDINGS, Tally
from hamkor.batch.surface import Scale
from hamkor.batch.tables import Table, count_rows
from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _
from hamkor.matching import Frequencies, Weights
from hamkor.matching.frequencies import LEAST_COUNTED

ROWS_OF_A_PART = 50_000
MOST_PARTS = 100
SIDES = ("left", "right")

SHOWN_FROM = 0.25
"""A pair in which each is the other's best is surer than it says: it is weighed by itself, and
does not know that nobody else fits as well. Of such pairs between 0.25 and 0.5 most are right."""

EngineName = Literal["duckdb", "spark"]


class Engine(Protocol):
    """Where a run takes place; see `duckdb_engine` for what each step is."""

    def parse(self, side: str, blocks: Iterator[Any]) -> Iterator[int]: ...
    def prepare(self) -> None: ...
    def find(self, part: int, parts: int) -> None: ...
    def choose(self) -> int: ...
    def score(self, part: int, parts: int, scale: str) -> Iterator[int]: ...
    def results(
        self, at_least: float, scale: str, language: str, *, is_every_pair: bool
    ) -> Iterator[Any]: ...
    def bearers(self, least: int) -> tuple[int, dict[str, int]]: ...
    def problems(self, side: str) -> tuple[list[str], list[str]]: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a run.

    Attributes:
        engine: where it takes place.
        at_least: the probability from which a pair is shown. A probability knows the size of the
            tables: the score it takes rises by one bit when they double.
        is_every_pair: show every such pair, not only those where each is the other's best.
        language: of the reasons.
        spark_master: address of a cluster, "" for this machine.
        weights: an office's own; None for those of this release.
    """

    engine: EngineName = "duckdb"
    at_least: float = SHOWN_FROM
    is_every_pair: bool = False
    language: str = "en"
    spark_master: str = ""
    weights: Weights | None = None


@dataclass
class Linked(Tally):
    """What became of the rows; `candidates` pairs were scored, `pairs` written."""

    candidates: int = 0
    pairs: int = 0


def link_tables(
    tables: Sequence[Table], out: Path | None, wanted: Wanted, *, folder: Path | None = None
) -> Linked:
    """Link two tables, or find who stands twice in the only one; write the pairs with reasons.

    Args:
        tables: the two, or the one.
        out: where to; it is written when all is done.
        wanted: how.
        folder: of the work, kept for going on after an interruption; None: nothing is kept.

    Raises:
        HamkorError: the packages for it are not installed, or `folder` holds another run.
        UnreadableTable: the encoding of a table breaks in the middle.
    """
    if folder:
        return _link(tables, out, wanted, folder)
    with tempfile.TemporaryDirectory(prefix="hamkor-link-") as scratch:
        return _link(tables, out, wanted, Path(scratch))


def _link(tables: Sequence[Table], out: Path | None, wanted: Wanted, folder: Path) -> Linked:
    linked = Linked(rows=sum(map(count_rows, tables)))
    with _engine(tables, wanted, folder) as engine:
        for side, table in zip(SIDES, tables, strict=False):
            _parse(engine, side, table)
            set_aside, unread = engine.problems(side)
            linked.set_aside += set_aside
            linked.unread += unread
        scale = _scale(engine, tables, wanted)
        linked.candidates = _find_and_score(engine, tables, scale)
        results = engine.results(
            wanted.at_least, scale, wanted.language, is_every_pair=wanted.is_every_pair
        )
        linked.pairs = _write(out, tables, results, linked)
    return linked


def _engine(
    tables: Sequence[Table], wanted: Wanted, folder: Path
) -> "AbstractContextManager[Engine]":
    try:
        from hamkor.batch.linking.work import open_work

        link_type: LinkType = "link_only" if len(tables) == 2 else "dedupe_only"
        paths, rows = [table.path for table in tables], tuple(map(count_rows, tables))
        learnt = wanted.weights and str(wanted.weights.learnt)
        how = {"engine": wanted.engine, "weights": learnt}
        if wanted.engine == "spark":
            from hamkor.batch.linking.spark_engine import SparkEngine

            work = open_work(folder, paths, **how)
            return SparkEngine(work, link_type, rows, master=wanted.spark_master)
        from hamkor.batch.linking.duckdb_engine import DuckdbEngine
    except ImportError as error:
        raise HamkorError(
            _("The engine %(engine)s needs packages that are not installed: %(extra)s"),
            engine=wanted.engine,
            extra="pip install 'hamkor[batch,spark]'",
        ) from error
    work = open_work(folder, paths, **how)
    return DuckdbEngine(work, link_type, rows)


def _parse(engine: Engine, side: str, table: Table) -> None:
    from hamkor.batch.linking.steps import block_of

    blocks = (block_of(rows) for rows in chunks(table.rows(), CHUNK_ROWS))
    count_with_progress(engine.parse(side, blocks), f"reading {side}", count_rows(table))


def _scale(engine: Engine, tables: Sequence[Table], wanted: Wanted) -> str:
    """Count how common names are in the last table."""
    unlike, names = engine.bearers(LEAST_COUNTED)
    counted = Frequencies(unlike, names)
    return Scale.counted(counted, max(map(count_rows, tables)), wanted.weights).to_json()


def _find_and_score(engine: Engine, tables: Sequence[Table], scale: str) -> int:
    parts = min(MOST_PARTS, max(1, math.ceil(count_rows(tables[0]) / ROWS_OF_A_PART)))
    engine.prepare()
    for part in with_progress(range(1, parts + 1), "finding", parts):
        engine.find(part, parts)
    candidates = engine.choose()
    scored = (done for part in range(1, parts + 1) for done in engine.score(part, parts, scale))
    count_with_progress(scored, "scoring", candidates)
    return candidates


def _write(
    out: Path | None, tables: Sequence[Table], results: Iterator[Any], linked: Linked
) -> int:
    columns = [
        f"{side}_{column}"
        for side, table in zip(SIDES, (tables[0], tables[-1]), strict=True)
        for column in table.columns
    ]
    pairs = 0
    with open_output(out, [*columns, *FINDINGS]) as write:
        for block in results:
            for one in block.to_pylist():
                write(_line(one))
                linked.count(one["verdict"])
                pairs += 1
    return pairs


def _line(one: Mapping[str, Any]) -> dict[str, Any]:
    cells = {
        f"{side}_{column}": cell
        for side in SIDES
        for column, cell in json.loads(one[f"{side}_cells"]).items()
    }
    return cells | {name: one[name] for name in FINDINGS}
