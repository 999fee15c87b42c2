"""Linking on one machine: DuckDB holds the tables, all cores parse and score."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow.parquet as pq
from splink import DuckDBAPI, Linker

from hamkor.batch.linking import questions
from hamkor.batch.linking.first_weights import LinkType, first_weights, settings
from hamkor.batch.linking.steps import (
    PARSED,
    SCORED,
    Block,
    explain_block,
    parse_block,
    score_block,
)
from hamkor.batch.linking.work import Work
from hamkor.batch.pool import each, open_pool

BLOCK_PAIRS = 20_000
BLOCK_RESULTS = 2_000
WORTH_A_POOL = 20_000
EXPLODE = "unnest"


class DuckdbEngine:
    """One run on this machine. Use it as a context."""

    def __init__(self, work: Work, link_type: LinkType, *, about: int) -> None:
        self.work = work
        self.link_type = link_type
        self.right = "left" if link_type == "dedupe_only" else "right"
        self.database = duckdb.connect()
        self.database.execute(f"set temp_directory = {questions.quoted(work.folder / 'spill')}")
        self.pool = open_pool() if about >= WORTH_A_POOL else None
        self.linker: Any = None

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
        """Choose the keys worth joining on and give Splink its tables and its model."""
        weights = first_weights()
        is_one = self.link_type == "dedupe_only"
        telling = questions.TELLING_KEYS_OF_ONE if is_one else questions.TELLING_KEYS
        fill = {"explode": EXPLODE, "most_pairs": weights.most_pairs_of_a_key}
        self._make("telling_key", telling.format(**fill))
        sides = ["left"] if is_one else ["left", "right"]
        for side in sides:
            self._make(f"{side}_in", questions.INPUT.format(side=side, explode=EXPLODE))
        api = DuckDBAPI(connection=self.database)
        tables = [api.register(f"{side}_in", dataset_display_name=side) for side in sides]
        model = settings(self.link_type)
        self.linker = Linker(tables if len(tables) > 1 else tables[0], model, log_level=None)

    def _make(self, name: str, question: str) -> None:
        self.database.execute(f"create or replace table {name} as {question}")

    def find(self, part: int, parts: int) -> int:
        """Let Splink bring together one part of the pairs; return how many are worth scoring."""
        name = f"{part:05}"
        if not self.work.is_done("pairs", name):
            found = self.linker.inference.predict_chunk(
                left_chunk=(part, parts),
                right_chunk=(1, 1),
                threshold_match_weight=first_weights().low_bound_bits,
                warning_mode="never",
            )
            self._export(questions.numbers_of(found.physical_name), "pairs", name)
            found.drop_table_from_database_and_remove_from_cache()
        return int(pq.read_metadata(self.work.part("pairs", name)).num_rows)

    def _export(self, question: str, stage: str, name: str) -> None:
        path = self.work.part(stage, name)
        unfinished = path.with_name(f".{name}.unfinished")
        self.database.execute(questions.copied(question, unfinished))
        unfinished.replace(path)

    def score(self, part: int, scale: str) -> Iterator[int]:
        """Score one part of the pairs; give the number of pairs after each block."""
        name = f"{part:05}"
        if not self.work.is_done("scored", name):
            pairs = self.work.part("pairs", name)
            self._view("pair", pairs)
            question = questions.PAIRS_WITH_RECORDS.format(right=self.right)
            step = partial(score_block, scale=scale)
            scored = each(self.pool, step, self._blocks(question, BLOCK_PAIRS))
            yield from self._write("scored", name, SCORED, scored)

    def _blocks(self, question: str, size: int) -> Iterator[Block]:
        yield from self.database.cursor().sql(question).to_arrow_reader(size)

    def results(
        self, at_least: float, scale: str, language: str, *, is_every_pair: bool
    ) -> Iterator[Block]:
        """Give the pairs chosen, with reasons, in the order of the rows."""
        scored = Path(self.work.part("scored", "x")).parent
        self._view("scored", scored / "*.parquet")
        chosen = questions.ALL_LIKELY if is_every_pair else questions.BEST_FOR_BOTH
        self._make("chosen", chosen.format(at_least=at_least))
        step = partial(explain_block, scale=scale, language=language)
        question = questions.RESULTS.format(right=self.right)
        return each(self.pool, step, self._blocks(question, BLOCK_RESULTS))

    def sample(self, side: str, most: int) -> Iterator[str]:
        """Give the first `most` records of a side as text, for their frequencies."""
        question = questions.SAMPLE.format(side=side, last_row=most + 1)
        for block in self._blocks(question, BLOCK_PAIRS):
            yield from block.column("parsed").to_pylist()

    def problems(self, side: str) -> tuple[list[str], list[str]]:
        """Return why rows of a side were set aside, and which values could not be read."""
        asked = (questions.SET_ASIDE.format(side=side), questions.UNREAD.format(side=side))
        set_aside, unread = (self.database.execute(each).fetchall() for each in asked)
        return [told for (told,) in set_aside], [told for (told,) in unread]
