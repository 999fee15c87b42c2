"""What is measured of a scorer, from its scores and the truth; the same for ours and for peers."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Point:
    """What accepting every pair from `threshold` on would do."""

    threshold: float
    true: int
    false: int


def points(scores: Sequence[float], truth: Sequence[bool]) -> list[Point]:
    """Give one point per distinct score, the strictest first; equal scores stand or fall alike."""
    ranked = sorted(zip(scores, truth, strict=True), key=lambda one: -one[0])
    found, true, false = [], 0, 0
    for threshold, group in groupby(ranked, key=lambda one: one[0]):
        for _score, is_match in group:
            true, false = true + is_match, false + (not is_match)
        found.append(Point(threshold, true, false))
    return found


def best_f1(scores: Sequence[float], truth: Sequence[bool]) -> tuple[float, float]:
    """Return the best F1 of any threshold, and that threshold."""
    positives = sum(truth)
    return max(
        (
            (f1(point.true, point.false, positives), point.threshold)
            for point in points(scores, truth)
        ),
        default=(0.0, 0.0),
    )


def f1(true: int, false: int, positives: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * true / (true + false + positives) if true else 0.0


def recall_at_precision(
    scores: Sequence[float], truth: Sequence[bool], precision: float = 0.999
) -> float:
    """Return the highest recall at which at least this share of what is accepted is right."""
    good = [p.true for p in points(scores, truth) if p.true >= precision * (p.true + p.false)]
    return max(good, default=0) / max(1, sum(truth))


def false_match_rate_at_recall(
    scores: Sequence[float], truth: Sequence[bool], recall: float = 0.95
) -> float:
    """Return the share of different persons accepted when this share of the same ones is."""
    wanted = recall * sum(truth)
    false = next((p.false for p in points(scores, truth) if p.true >= wanted), 0)
    return false / max(1, len(truth) - sum(truth))


def hits_at_false_alarms(
    hits: Sequence[float], innocent: Sequence[float], share: float = 0.01
) -> float:
    """Return the share of searched persons found when `share` of innocent queries raise an alarm.

    Args:
        hits: for each person who is in the register, the score of the right candidate when it
            comes first, else minus infinity.
        innocent: for each person who is not, the highest score of any candidate.
        share: of innocent queries, at most this many may reach the threshold.
    """
    alarms = sorted(innocent)
    allowed = int(share * len(alarms))
    threshold = alarms[len(alarms) - allowed - 1] if alarms else float("-inf")
    return sum(score > threshold for score in hits) / max(1, len(hits))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of all lie, 0 when there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def rate_accepted(scores: Sequence[float], threshold: float) -> float:
    """Return the share of scores from `threshold` on."""
    ordered = sorted(scores)
    return 1 - bisect_left(ordered, threshold) / len(ordered) if ordered else 0.0
