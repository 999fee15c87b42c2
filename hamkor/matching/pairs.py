"""Many pairs of parsed records at once, with the very numbers that `compare` gives for each."""

from collections.abc import Iterable, Sequence
from importlib.util import find_spec

from hamkor.matching.compare import probabilities_of
from hamkor.matching.frequencies import Frequencies, usual_frequencies
from hamkor.matching.parsed import Parsed
from hamkor.matching.weighing import weigh
from hamkor.matching.weights import Table, Weights, table_of

WORTH_COLUMNS = 2_000
"""Pairs from which on it pays to number what the records hold, unless there are more records."""
Pairs = Sequence[tuple[int, int]]


def score_pairs(
    left: Sequence[Parsed],
    right: Sequence[Parsed],
    pairs: Iterable[tuple[int, int]],
    *,
    frequencies: Frequencies | None = None,
    weights: Weights | None = None,
) -> tuple[list[float], list[float]]:
    """Return scores in bits and probabilities, one for each pair of places in the two lists.

    Thousands of pairs are weighed together where `numpy` is installed, with the same result.
    """
    table = table_of(weights)
    counted = frequencies or usual_frequencies()
    asked = list(pairs)
    records = len(left) + len(right)
    if len(asked) >= max(WORTH_COLUMNS, records) and find_spec("numpy"):
        scores = _together(left, right, asked, counted, table)
    else:
        scores = [_alone(left[one], right[other], counted, table) for one, other in asked]
    return scores, probabilities_of(scores, counted, table)


def _alone(one: Parsed, other: Parsed, counted: Frequencies, table: Table) -> float:
    if other.order < one.order:
        one, other = other, one
    return weigh(one, other, counted, table).score


def _together(
    left: Sequence[Parsed],
    right: Sequence[Parsed],
    pairs: Pairs,
    counted: Frequencies,
    table: Table,
) -> list[float]:
    import numpy as np

    from hamkor.matching.many import scores_of_many

    places = np.array(pairs, np.int64)
    places[:, 1] += len(left)
    is_turned = np.array([right[other].order < left[one].order for one, other in pairs], bool)
    places[is_turned] = places[is_turned, ::-1]
    ours, theirs = places.T
    scores, is_left_out = scores_of_many([*left, *right], ours, theirs, counted, table)
    found: list[float] = scores.tolist()
    for place in is_left_out.nonzero()[0].tolist():
        one, other = pairs[place]
        found[place] = _alone(left[one], right[other], counted, table)
    return found
