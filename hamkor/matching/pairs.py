"""Many pairs of parsed records at once, with the very numbers that `compare` gives for each."""

from collections.abc import Iterable, Sequence

from hamkor.matching.compare import probability_of
from hamkor.matching.frequencies import Frequencies, usual_frequencies
from hamkor.matching.parsed import Parsed
from hamkor.matching.weighing import weigh
from hamkor.matching.weights import Weights, table_of


def score_pairs(
    left: Sequence[Parsed],
    right: Sequence[Parsed],
    pairs: Iterable[tuple[int, int]],
    *,
    frequencies: Frequencies | None = None,
    weights: Weights | None = None,
) -> tuple[list[float], list[float]]:
    """Return scores in bits and probabilities, one for each pair of places in the two lists."""
    table = table_of(weights)
    counted = frequencies or usual_frequencies()
    scores = []
    for one, other in pairs:
        ours, theirs = left[one], right[other]
        if theirs.order < ours.order:
            ours, theirs = theirs, ours
        scores.append(weigh(ours, theirs, counted, table).score)
    return scores, [probability_of(score, counted, table) for score in scores]
