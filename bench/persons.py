"""How long one search for a person takes among many, from a record to candidates with reasons."""

import os
import statistics
from collections.abc import Iterator

from bench.nodes import databases, fresh_node, inside
from bench.report import Figure

SIZES = os.environ.get("HAMKOR_BENCH_PERSONS", "100000")
"""Registers to measure, with commas between; a million takes half an hour to fill."""
QUERIES = 300
RUNS = 3
LIMIT = "the same keys looked up, plain SQL, p95"


def figures() -> Iterator[Figure]:
    """Give p95 of one search per register and database; the targets are 5 ms and 15 ms."""
    for size in map(int, SIZES.split(",")):
        for database in databases():
            yield from _figures(size, database)


def _figures(size: int, database: str) -> Iterator[Figure]:
    with fresh_node(database) as node:
        filled = inside(node, "persons_filling", str(size))
        taken = [
            inside(node, "persons_query", str(QUERIES), filled["username"]) for _ in range(RUNS)
        ]
    about = f"{filled['persons']:,} persons, {database}"
    limit = statistics.median(run["look_up"] for run in taken)
    for key, what in (("search", "one search, scored"), ("page", "the same, ten with reasons")):
        yield Figure(
            name=f"{what}, p95, {about}",
            ours=statistics.median(run[key] for run in taken),
            unit="ms",
            runs=RUNS,
            limit=limit,
            limit_name=LIMIT,
        )
    yield Figure(
        name=f"found among the first ten, {about}",
        ours=statistics.median(run["found"] for run in taken) * 100,
        unit="%",
        runs=RUNS,
    )
