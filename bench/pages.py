"""How long an officer waits: case page and worklist among 100,000 cases, on both databases."""

import os
import statistics
from collections.abc import Iterator

from bench.nodes import databases, fresh_node, inside
from bench.report import Figure

CASES = int(os.environ.get("HAMKOR_BENCH_CASES", "100000"))
OPENINGS = 200
RUNS = 3
LIMIT = "one case by its index, plain SQL, p95"


def figures() -> Iterator[Figure]:
    """Give p95 of server time per page and database; the target is 150 ms."""
    for database in databases():
        with fresh_node(database) as node:
            filled = inside(node, "filling", str(CASES))
            taken = [
                inside(node, "reading", str(OPENINGS), filled["username"]) for _ in range(RUNS)
            ]
        for page in ("case", "worklist"):
            yield Figure(
                name=f"{page} page p95, {filled['cases']:,} cases, {database}",
                ours=statistics.median(run[page] for run in taken),
                unit="ms",
                runs=RUNS,
                limit=statistics.median(run["read"] for run in taken),
                limit_name=LIMIT,
            )
