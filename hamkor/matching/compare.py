"""Are two records one person? A suggestion with reasons; an officer decides.

Fellegi and Sunter's weights in bits, against four alternatives at once: a stranger who happens to
agree, a brother or sister, a twin, and a parent or child.
"""

from collections.abc import Iterable
from math import inf

from hamkor.matching.explaining import against, facts_of, family_reason, reasons_of
from hamkor.matching.findings import Comparison, Reason, Verdict
from hamkor.matching.frequencies import Frequencies, usual_frequencies
from hamkor.matching.parsed import Parsed, parse
from hamkor.matching.records import Record
from hamkor.matching.settling import would_settle
from hamkor.matching.weighing import Weighed, in_order, weigh
from hamkor.matching.weights import Limits, Table, Weights, table_of

GUARDED = {("given", "differs"), ("given", "initial_differs"), ("national_id", "differs")}
"""Whatever the score, a machine never suggests that two such records are probably one person."""
DOUBTFUL = {
    ("given", "differs_little"),
    ("surname", "differs"),
    ("surname", "surname_of_woman"),
    ("sex", "differs"),
}
"""A slip of the pen more often than not, but a brother's or a twin's name too: more must speak for
one person than elsewhere, `likely_despite`."""
NOTICEABLE_BITS = 1.0
HALF_ARE_THERE = 1
"""The bit that a prior has because half of those who are looked for are in no register."""


def compare(
    one: Record | Parsed,
    other: Record | Parsed,
    *,
    frequencies: Frequencies | None = None,
    weights: Weights | None = None,
) -> Comparison:
    """Compare two records; the order of the two, of names and of words does not matter.

    What a record does not say counts neither for nor against. A pair of which too little is known
    on both sides gets the verdict "cannot_say".

    Args:
        one: a record, or the form of it that `parse` gave.
        other: likewise.
        frequencies: of the register that is searched; what is usual in the region by default.
        weights: those an office has learnt; those of this release by default.
    """
    table = table_of(weights)
    counted = frequencies or usual_frequencies()
    ours, theirs, is_turned = in_order(_parsed(one), _parsed(other))
    weighed = weigh(ours, theirs, counted, table)
    reasons = reasons_of(weighed, facts_of(weighed, ours, theirs, is_turned=is_turned), table)
    probability = probability_of(weighed.score, counted, table)
    strongest = against(reasons)
    return Comparison(
        score=weighed.score,
        probability=probability,
        verdict=verdict_of(reasons, probability, strongest, table),
        reasons=(*reasons, *family_reason(weighed, reasons, table)),
        against=strongest,
        would_settle=would_settle(weighed, counted, table),
        expected_others=_expected_others(weighed.score, counted, table),
    )


def _parsed(record: Record | Parsed) -> Parsed:
    return record if isinstance(record, Parsed) else parse(record)


def register_size(frequencies: Frequencies, table: Table) -> int:
    return frequencies.searched_or(table.weights.limits.register_size)


def _expected_others(score: float, frequencies: Frequencies, table: Table) -> float:
    """Return how many others of the register would reach the score, as probabilities count."""
    bits = table.prior_bits(register_size(frequencies, table)) - HALF_ARE_THERE
    return float(2.0 ** (bits - max(score, -60.0)))


def probability_of(score: float, frequencies: Frequencies, table: Table) -> float:
    """Return the probability that a pair is one person, of all pairs with such a score.

    Before anything is compared, any one of the register may be the person, or nobody.
    """
    return probabilities_of([score], frequencies, table)[0]


def probabilities_of(
    scores: Iterable[float], frequencies: Frequencies, table: Table
) -> list[float]:
    """Return the probability for each of many scores."""
    prior = table.prior_bits(register_size(frequencies, table))
    return [1 / (1 + 2.0 ** max(-500.0, min(500.0, prior - score))) for score in scores]


def verdict_of(
    reasons: Iterable[Reason], probability: float, strongest: Reason | None, table: Table
) -> Verdict:
    """Put the pair in one of four bands; without a contradiction it is never "unlikely"."""
    limits = table.weights.limits
    found = tuple(reasons)
    if not _is_enough(found):
        return "cannot_say"
    unlikely_below, likely_from = _bounds(found, limits)
    if strongest is not None and probability < unlikely_below:
        return "unlikely"
    return "likely_same" if probability >= likely_from else "possible"


def _bounds(reasons: Iterable[Reason], limits: Limits) -> tuple[float, float]:
    """Return below what the pair is unlikely one person, and from what on probably one."""
    levels = {(reason.field, reason.level) for reason in reasons}
    if levels & GUARDED:
        return limits.likely_from, inf
    if levels & DOUBTFUL:
        return limits.likely_from, limits.likely_despite
    return limits.unlikely_below, limits.likely_from


def _is_enough(reasons: tuple[Reason, ...]) -> bool:
    """Say whether anything was compared that can tell people apart.

    A clear contradiction is enough; else two parts of the name, or one with a date, or a
    document, must be known on both sides.
    """
    telling = [reason for reason in reasons if reason.field not in ("sex", "citizenship")]
    if any(reason.bits < -NOTICEABLE_BITS for reason in telling):
        return True
    fields = {reason.field for reason in telling if reason.level != "initial"}
    return len(fields - {"birthplace"}) >= 2 or bool(fields & {"document", "national_id"})


__all__ = ["Weighed", "compare", "probability_of", "register_size", "verdict_of"]
