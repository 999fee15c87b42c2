"""Whether the time of an answer tells a wrong code from a malformed or a forgotten one."""

import math
import os
import statistics
from collections.abc import Iterator, Sequence
from itertools import combinations

from bench.nodes import fresh_node, inside
from bench.report import Figure

TRIES = int(os.environ.get("HAMKOR_BENCH_TRIES", "10000"))


def figures() -> Iterator[Figure]:
    """Give the smallest p of all pairs of kinds (Mann-Whitney), and how far medians differ."""
    with fresh_node() as node:
        taken: dict[str, list[float]] = inside(node, "codes_trying", str(TRIES))
    pairs = list(combinations(sorted(taken), 2))
    yield Figure(
        f"codes that open nothing, {TRIES:,} tries each: smallest p of three pairs",
        min(p_of_equal(taken[one], taken[other]) for one, other in pairs),
        "p",
        TRIES,
        target="> 0.01",
    )
    medians = {kind: statistics.median(times) for kind, times in taken.items()}
    yield Figure(
        "the same: largest difference of medians",
        max(abs(medians[one] - medians[other]) for one, other in pairs),
        "ms",
        TRIES,
        limit=medians["wrong"],
        limit_name="median time of one answer",
        target="< 2",
    )


def p_of_equal(ones: Sequence[float], others: Sequence[float]) -> float:
    """Return the two-sided p of Mann and Whitney's test, by its normal approximation."""
    ranks = ranks_of([*ones, *others])
    n, m = len(ones), len(others)
    u = sum(ranks[:n]) - n * (n + 1) / 2
    deviation = math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(u - n * m / 2) / deviation / math.sqrt(2))


def ranks_of(values: Sequence[float]) -> list[float]:
    """Return the place of each value in order, from 1; equal ones share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            ranks[place] = (start + 1 + end) / 2
        start = end
    return ranks
