"""Linking on a cluster: Spark holds the tables, its workers parse and score.

The folder of the work must be one that all machines of the cluster see, and they must have this
program installed.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import from_arrow_schema
from splink import SparkAPI

from hamkor.batch.linking import questions
from hamkor.batch.linking.first_weights import LinkType
from hamkor.batch.linking.questions import Asked
from hamkor.batch.linking.steps import (
    EXPLAINED,
    PARSED,
    ROWS,
    SCORED,
    Block,
    explain_block,
    parse_block,
    score_block,
)
from hamkor.batch.linking.weighing import weighed
from hamkor.batch.linking.work import Work

EXPLODE = "explode"
ROWS_OF_A_FILE = 100_000
PARTITIONS_HERE = 2


class SparkEngine:
    """One run on a cluster, or on the cores of this machine. Use it as a context."""

    def __init__(
        self, work: Work, link_type: LinkType, rows: tuple[int, ...], *, master: str = ""
    ) -> None:
        self.work = work
        self.asked = Asked(EXPLODE, link_type, rows)
        self.spark = _session(work, master)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.spark.stop()

    def parse(self, side: str, blocks: Iterator[Block]) -> Iterator[int]:
        """Hand the rows of one table to the cluster to parse; give the rows after each block."""
        if not self.work.is_done("parsed", side):
            yield from self._write_rows(side, blocks)
            rows = self.spark.read.schema(from_arrow_schema(ROWS)).parquet(str(self._rows(side)))
            parsed = rows.mapInArrow(_each(parse_block), from_arrow_schema(PARSED))
            self._save(parsed, "parsed", side)
        self._view("parsed", side, f"{side}_parsed")

    def _rows(self, side: str) -> Path:
        return self.work.part("rows", side).with_suffix("")

    def _write_rows(self, side: str, blocks: Iterator[Block]) -> Iterator[int]:
        folder = self._rows(side)
        folder.mkdir(exist_ok=True)
        for number, block in enumerate(_gathered(blocks)):
            pq.write_table(block, folder / f"{number:05}.parquet")
            yield block.num_rows

    def _save(self, frame: Any, stage: str, name: str) -> None:
        frame.write.mode("overwrite").parquet(str(self.work.part(stage, name)))

    def _view(self, stage: str, name: str, view: str) -> None:
        path = str(self.work.part(stage, name))
        self.spark.read.parquet(path).createOrReplaceTempView(view)

    def prepare(self) -> None:
        """Choose the keys worth joining on, and say who holds them."""
        if self.work.is_done("pairs", "all"):
            return
        self._make("telling_key", self.asked.telling_keys())
        for side in self.asked.sides:
            self._make(f"{side}_held", self.asked.held(side))

    def _make(self, name: str, question: str) -> None:
        self._save(self.spark.sql(question), "made", name)
        self._view("made", name, name)

    def find(self, part: int, parts: int) -> None:
        """Bring together the rows of one part and those that share most keys with them."""
        name = f"{part:05}"
        if not self.work.is_done("shared", name) and not self.work.is_done("pairs", "all"):
            self._save(self.spark.sql(self.asked.sharing(part, parts)), "shared", name)

    def choose(self) -> int:
        """Let Splink weigh what shares most; return how many pairs are worth scoring."""
        if not self.work.is_done("pairs", "all"):
            shared = self.spark.read.parquet(str(self.work.all_of("shared")))
            shared.createOrReplaceTempView("shared")
            self._make("candidate", self.asked.candidates("select * from shared"))
            question = self.asked.worth_scoring(self._predicted().physical_name)
            self._save(self.spark.sql(question), "pairs", "all")
        self._view("pairs", "all", "pair")
        return int(self.spark.table("pair").count())

    def _predicted(self) -> Any:
        make_api: Any = SparkAPI  # its __init__ has no types
        api = make_api(spark_session=self.spark, register_udfs_automatically=False)
        return weighed(self.asked, api, self._make)

    def score(self, part: int, parts: int, scale: str) -> Iterator[int]:
        """Score one part of the pairs on the cluster; give how many there were."""
        name = f"{part:05}"
        if not self.work.is_done("scored", name):
            pairs = self.spark.sql(self.asked.pairs_with_records(part, parts))
            step = _each(partial(score_block, scale=scale))
            self._save(pairs.mapInArrow(step, from_arrow_schema(SCORED)), "scored", name)
        yield int(self.spark.read.parquet(str(self.work.part("scored", name))).count())

    def results(
        self, at_least: float, scale: str, language: str, *, is_every_pair: bool
    ) -> Iterator[Block]:
        """Give the pairs chosen, with reasons, in the order of the rows."""
        scored = self.spark.read.parquet(str(self.work.all_of("scored")))
        scored.createOrReplaceTempView("scored")
        chosen = questions.ALL_LIKELY if is_every_pair else questions.BEST_FOR_BOTH
        self._make("chosen", chosen.format(at_least=at_least))
        step = _each(partial(explain_block, scale=scale, language=language))
        question = questions.RESULTS.format(right=self.asked.right)
        explained = self.spark.sql(question).mapInArrow(step, from_arrow_schema(EXPLAINED))
        for row in explained.toLocalIterator():
            yield pa.RecordBatch.from_pylist([row.asDict()], schema=EXPLAINED)

    def bearers(self, least: int) -> tuple[int, dict[str, int]]:
        """Return how many rows of the last table differ, and who of them bears which name."""
        unlike = self.spark.sql(self.asked.unlike()).collect()[0][0]
        borne = self.spark.sql(self.asked.bearers(least)).collect()
        return unlike, {row.root: row.bearers for row in borne}

    def problems(self, side: str) -> tuple[list[str], list[str]]:
        """Return why rows of a side were set aside, and which values could not be read."""
        asked = (questions.SET_ASIDE.format(side=side), questions.UNREAD.format(side=side))
        set_aside, unread = (self.spark.sql(each).collect() for each in asked)
        return [told for (told,) in set_aside], [told for (told,) in unread]


def _session(work: Work, master: str) -> SparkSession:
    """Open a session; on this machine without a page of its own and with few partitions."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spilled = work.folder.resolve() / "spill"
    builder = SparkSession.builder.appName("hamkor persons link")
    builder = builder.config("spark.sql.warehouse.dir", str(spilled / "warehouse"))
    builder = builder.master(master or "local[*]")
    if not master or master.startswith("local"):
        builder = (
            builder.config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.log.level", "ERROR")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.local.dir", str(spilled))
            .config("spark.sql.shuffle.partitions", str(PARTITIONS_HERE))
            .config("spark.default.parallelism", str(PARTITIONS_HERE))
        )
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.sparkContext.setCheckpointDir(str(spilled / "checkpoints"))
    return session


def _each(step: Callable[[Block], Block]) -> Callable[[Iterable[Block]], Iterator[Block]]:
    """Make of a step for one block what Spark wants: a function of all blocks of a partition."""

    def all_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
        yield from map(step, blocks)

    return all_blocks


def _gathered(blocks: Iterable[Block]) -> Iterator[Any]:
    """Put small blocks together to tables of some 100,000 rows, one for each file."""
    waiting: list[Block] = []
    for block in blocks:
        waiting.append(block)
        if sum(each.num_rows for each in waiting) >= ROWS_OF_A_FILE:
            yield pa.Table.from_batches(waiting)
            waiting = []
    if waiting:
        yield pa.Table.from_batches(waiting)
