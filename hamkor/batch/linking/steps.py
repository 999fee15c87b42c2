"""What is done to rows and to pairs, a block of them at a time: the same code on every engine.

A block is an Arrow record batch: DuckDB's run hands them to processes of this machine, Spark to
those of a cluster.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hamkor.batch.parsing import ParsedRow, parse_row
from hamkor.batch.register import key_number
from hamkor.batch.said import say_reasons
from hamkor.batch.surface import Parsed, Scale, load
from hamkor.batch.tables import Row

KEPT_IN_MEMORY = 300_000
SIDES = ("left", "right")
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
        ("roots", pa.list_(pa.string())),
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
    columns = _columns(parsed)
    return pa.record_batch([columns[0], block.column("cells"), *columns[1:]], schema=PARSED)


def _columns(parsed: list[ParsedRow]) -> list[list[Any]]:
    born = [one.born for one in parsed]
    return [
        [one.row.number for one in parsed],
        [one.parsed for one in parsed],
        [sorted({key_number(key) for key in one.keys}) for one in parsed],
        [str(each) if each and each.is_full else None for each in born],
        [each.year if each else None for each in born],
        [one.sex or None for one in parsed],
        [one.roots for one in parsed],
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
    """Score the pairs of a block, both records beside them, with the weights of a page."""
    left, right = (_distinct(block.column(f"{side}_parsed").to_pylist()) for side in SIDES)
    return _scored(block, _forms(left[0]), left[1], _forms(right[0]), right[1], scale)


def _distinct(texts: list[str]) -> tuple[list[str], list[int]]:
    places: dict[str, int] = {}
    where = [places.setdefault(text, len(places)) for text in texts]
    return list(places), where


def _forms(texts: Iterable[str]) -> list[Parsed]:
    return list(map(_loaded, texts))


def score_numbers(block: Block, scale: str, left: str, right: str) -> Block:
    """Score the pairs of a block of row numbers; the records are read from their files."""
    sides = [
        _numbered(block.column(f"{side}_number"), path)
        for side, path in zip(SIDES, (left, right), strict=True)
    ]
    (lefts, left_places), (rights, right_places) = sides
    return _scored(block, lefts, left_places, rights, right_places, scale)


def _numbered(numbers: Any, path: str) -> tuple[list[Parsed], list[int]]:
    wanted = numbers.to_numpy()
    distinct, places = np.unique(wanted, return_inverse=True)
    known, texts = _records(path)
    rows = np.searchsorted(known, distinct)
    return _forms(texts.take(pa.array(rows)).to_pylist()), places.tolist()


@lru_cache(2)
def _records(path: str) -> tuple[Any, Any]:
    """Keep the records of a table at hand, by the numbers of their rows, which rise."""
    table = pq.read_table(path, columns=["number", "parsed"])
    return table.column("number").to_numpy(), table.column("parsed").combine_chunks()


def _scored(
    block: Block,
    lefts: list[Parsed],
    left_places: list[int],
    rights: list[Parsed],
    right_places: list[int],
    scale: str,
) -> Block:
    pairs = list(zip(left_places, right_places, strict=True))
    scores, probabilities = _scale(scale).score_pairs(lefts, rights, pairs)
    numbers = [block.column("left_number"), block.column("right_number")]
    return pa.record_batch(
        [*numbers, pa.array(scores, pa.float64()), pa.array(probabilities, pa.float64())],
        schema=SCORED,
    )


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
