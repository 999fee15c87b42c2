"""What is done to rows and to pairs, a block of them at a time: the same code on every engine.

A block is an Arrow record batch: DuckDB's run hands them to processes of this machine, Spark to
those of a cluster.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pyarrow as pa

from hamkor.batch.parsing import ParsedRow, parse_row
from hamkor.batch.register import key_number
from hamkor.batch.said import say_reasons
from hamkor.batch.surface import Parsed, Scale, load
from hamkor.batch.tables import Row
from hamkor.matching import PartialDate

KEPT_IN_MEMORY = 300_000
ROWS = pa.schema([("number", pa.int64()), ("cells", pa.string()), ("problem", pa.string())])
PARSED = pa.schema(
    [
        ("number", pa.int64()),
        ("cells", pa.string()),
        ("parsed", pa.string()),
        ("keys", pa.list_(pa.int64())),
        ("born", pa.string()),
        ("birth_year", pa.int64()),
        ("sex", pa.string()),
        ("problem", pa.string()),
        ("unread", pa.string()),
    ]
)
SCORED = pa.schema(
    [
        ("left_number", pa.int64()),
        ("right_number", pa.int64()),
        ("score", pa.float64()),
        ("probability", pa.float64()),
    ]
)
EXPLAINED = pa.schema(
    [
        ("left_cells", pa.string()),
        ("right_cells", pa.string()),
        ("score", pa.float64()),
        ("probability", pa.float64()),
        ("verdict", pa.string()),
        ("reasons", pa.string()),
    ]
)

Block = Any  # a pyarrow.RecordBatch: the library carries no types


def block_of(rows: Iterable[Row]) -> Block:
    """Return rows as they were read as a block."""
    rows = list(rows)
    return pa.record_batch(
        [
            [row.number for row in rows],
            [json.dumps(row.cells, ensure_ascii=False) for row in rows],
            [row.problem for row in rows],
        ],
        schema=ROWS,
    )


def parse_block(block: Block) -> Block:
    """Parse the rows of a block: records as text, keys as numbers, what first weights are of."""
    parsed = [
        parse_row(Row(one["number"], json.loads(one["cells"]), one["problem"]))
        for one in block.to_pylist()
    ]
    return pa.record_batch(_columns(parsed), schema=PARSED)


def _columns(parsed: list[ParsedRow]) -> list[list[Any]]:
    born = [PartialDate.parse(one.row.cells.get("dob", "")) for one in parsed]
    return [
        [one.row.number for one in parsed],
        [json.dumps(one.row.cells, ensure_ascii=False) for one in parsed],
        [one.parsed for one in parsed],
        [sorted({key_number(key) for key in one.keys}) for one in parsed],
        [str(each) if each and each.is_full else None for each in born],
        [each.year if each else None for each in born],
        [load(one.parsed).sex or None for one in parsed],
        [one.row.problem for one in parsed],
        ["; ".join(one.unread) for one in parsed],
    ]


@lru_cache(KEPT_IN_MEMORY)
def _loaded(text: str) -> Parsed:
    return load(text)


@lru_cache(4)
def _scale(text: str) -> Scale:
    return Scale.from_json(text)


def score_block(block: Block, scale: str) -> Block:
    """Score the pairs of a block with the weights of a page."""
    left, left_places = _distinct(block.column("left_parsed").to_pylist())
    right, right_places = _distinct(block.column("right_parsed").to_pylist())
    pairs = list(zip(left_places, right_places, strict=True))
    scores, probabilities = _scale(scale).score_pairs(left, right, pairs)
    numbers = [block.column("left_number"), block.column("right_number")]
    return pa.record_batch(
        [*numbers, pa.array(scores, pa.float64()), pa.array(probabilities, pa.float64())],
        schema=SCORED,
    )


def _distinct(texts: list[str]) -> tuple[list[Parsed], list[int]]:
    places: dict[str, int] = {}
    where = [places.setdefault(text, len(places)) for text in texts]
    return [_loaded(text) for text in places], where


def explain_block(block: Block, scale: str, language: str) -> Block:
    """Give the pairs of a block verdicts and reasons."""
    found = [
        _scale(scale).compare(_loaded(one), _loaded(other))
        for one, other in zip(
            block.column("left_parsed").to_pylist(),
            block.column("right_parsed").to_pylist(),
            strict=True,
        )
    ]
    return pa.record_batch(
        [
            block.column("left_cells"),
            block.column("right_cells"),
            [one.score for one in found],
            [one.probability for one in found],
            [one.verdict for one in found],
            [say_reasons(one, language) for one in found],
        ],
        schema=EXPLAINED,
    )
