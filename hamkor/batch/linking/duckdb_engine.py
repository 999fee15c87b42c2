"""Linking on one machine: DuckDB holds the tables, all cores parse and score."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow.parquet as pq
from splink import DuckDBAPI

from hamkor.batch.linking import questions
from hamkor.batch.linking.first_weights import LinkType
from hamkor.batch.linking.questions import Asked
from hamkor.batch.linking.steps import (
    PARSED,
    SCORED,
    Block,
    explain_block,
    parse_block,
    score_numbers,
)
from hamkor.batch.linking.weighing import weighed
from hamkor.batch.linking.work import Work
from hamkor.batch.pool import each, open_pool

BLOCK_PAIRS = 50_000
BLOCK_RESULTS = 2_000
WORTH_A_POOL = 20_000
EXPLODE = "unnest"


class DuckdbEngine:
    """One run on this machine. Use it as a context."""

    def __init__(self, work: Work, link_type: LinkType, rows: tuple[int, ...]) -> None:
        self.work = work
        self.asked = Asked(EXPLODE, link_type, rows)
        self.database = duckdb.connect()
        self.database.execute(f"set temp_directory = {questions.quoted(work.folder / 'spill')}")
        self.pool = open_pool() if sum(rows) >= WORTH_A_POOL else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.pool:
            self.pool.terminate()
        self.database.close()

    def parse(self, side: str, blocks: Iterator[Block]) -> Iterator[int]:
        """Parse the rows of one table; give the number of rows after each block."""
        if not self.work.is_done("parsed", side):
            yield from self._write("parsed", side, PARSED, each(self.pool, parse_block, blocks))
        path = self.work.part("parsed", side)
        self._view(f"{side}_parsed", path)

    def _view(self, name: str, path: Path) -> None:
        self.database.execute(f"create or replace view {name} as {questions.all_of(path)}")

    def _write(self, stage: str, name: str, schema: Any, blocks: Iterable[Block]) -> Iterator[int]:
        path = self.work.part(stage, name)
        unfinished = path.with_name(f".{name}.unfinished")
        with pq.ParquetWriter(unfinished, schema, compression="zstd") as file:
            for block in blocks:
                file.write_batch(block)
                yield block.num_rows
        unfinished.replace(path)

    def prepare(self) -> None:
        """Choose the keys worth joining on, and say who holds them."""
        if self.work.is_done("pairs", "all"):
            return
        self._make("telling_key", self.asked.telling_keys())
        for side in self.asked.sides:
            self._make(f"{side}_held", self.asked.held(side))

    def _make(self, name: str, question: str) -> None:
        self.database.execute(f"create or replace table {name} as {question}")

    def find(self, part: int, parts: int) -> None:
        """Bring together the rows of one part and those that share most keys with them."""
        name = f"{part:05}"
        if not self.work.is_done("shared", name) and not self.work.is_done("pairs", "all"):
            self._export(self.asked.sharing(part, parts), "shared", name)

    def choose(self) -> int:
        """Let Splink weigh what shares most; return how many pairs are worth scoring."""
        if not self.work.is_done("pairs", "all"):
            self._view("shared", self.work.all_of("shared"))
            self._make("candidate", self.asked.candidates("select * from shared"))
            predicted = self._predicted()
            self._export(self.asked.worth_scoring(predicted.physical_name), "pairs", "all")
            predicted.drop_table_from_database_and_remove_from_cache()
        self._view("pair", self.work.part("pairs", "all"))
        return int(pq.read_metadata(self.work.part("pairs", "all")).num_rows)

    def _predicted(self) -> Any:
        api = DuckDBAPI(connection=self.database)
        return weighed(self.asked, api, self._make)

    def _export(self, question: str, stage: str, name: str) -> None:
        path = self.work.part(stage, name)
        unfinished = path.with_name(f".{name}.unfinished")
        self.database.execute(questions.copied(question, unfinished))
        unfinished.replace(path)

    def score(self, part: int, parts: int, scale: str) -> Iterator[int]:
        """Score one part of the pairs; give the number of pairs after each block."""
        name = f"{part:05}"
        if not self.work.is_done("scored", name):
            paths = [str(self.work.part("parsed", side)) for side in self.asked.sides]
            step = partial(score_numbers, scale=scale, left=paths[0], right=paths[-1])
            pairs = self._blocks(self.asked.pairs_of(part, parts), BLOCK_PAIRS)
            yield from self._write("scored", name, SCORED, each(self.pool, step, pairs))

    def _blocks(self, question: str, size: int) -> Iterator[Block]:
        yield from self.database.cursor().sql(question).to_arrow_reader(size)

    def results(
        self, at_least: float, scale: str, language: str, *, is_every_pair: bool
    ) -> Iterator[Block]:
        """Give the pairs chosen, with reasons, in the order of the rows."""
        self._view("scored", self.work.all_of("scored"))
        chosen = questions.ALL_LIKELY if is_every_pair else questions.BEST_FOR_BOTH
        self._make("chosen", chosen.format(at_least=at_least))
        step = partial(explain_block, scale=scale, language=language)
        question = questions.RESULTS.format(right=self.asked.right)
        return each(self.pool, step, self._blocks(question, BLOCK_RESULTS))

    def bearers(self, least: int) -> tuple[int, dict[str, int]]:
        """Return how many rows of the last table differ, and who of them bears which name."""
        unlike = self.database.execute(self.asked.unlike()).fetchall()[0][0]
        return unlike, dict(self.database.execute(self.asked.bearers(least)).fetchall())

    def problems(self, side: str) -> tuple[list[str], list[str]]:
        """Return why rows of a side were set aside, and which values could not be read."""
        asked = (questions.SET_ASIDE.format(side=side), questions.UNREAD.format(side=side))
        set_aside, unread = (self.database.execute(each).fetchall() for each in asked)
        return [told for (told,) in set_aside], [told for (told,) in unread]
