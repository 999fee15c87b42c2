"""Which one missing fact would change the verdict most."""

from hamkor.matching.frequencies import Frequencies
from hamkor.matching.levels import FIELDS, NAME_FIELDS, NUMBER, NUMBERED
from hamkor.matching.weighing import Weighed, total, with_names
from hamkor.matching.weights import Table

USUAL_NAME = -9.0
"""The binary logarithm of how common the name is that a missing part may turn out to be."""


def would_settle(weighed: Weighed, frequencies: Frequencies, table: Table) -> str:
    """Return the field, not known for both, whose best and worst findings lie furthest apart.

    Apart in probability, since it is the verdict that it should change; "" if all are known.
    """
    findings = weighed.names.findings if weighed.names else ()
    known = {NUMBERED[number][0] for number in (*weighed.fields, *(n for n, _c in findings))}
    missing = [field for field in FIELDS if field not in known]
    size = frequencies.searched_or(table.weights.limits.register_size)
    swings = {field: _swing(field, weighed, table, table.prior_bits(size)) for field in missing}
    return max(swings, key=lambda field: swings[field], default="")


def _swing(field: str, weighed: Weighed, table: Table, prior_bits: float) -> tuple[float, float]:
    """Return how far apart the field can bring the probability, then the score."""
    levels = FIELDS[field]
    best, worst = (
        _score_with(NUMBER[field, level], weighed, table) for level in (levels[0], levels[-1])
    )
    return _probability(best - prior_bits) - _probability(worst - prior_bits), best - worst


def _probability(bits: float) -> float:
    return float(1 / (1 + 2.0 ** max(-500.0, min(500.0, -bits))))


def _score_with(number: int, weighed: Weighed, table: Table) -> float:
    findings = weighed.names.findings if weighed.names else ()
    if NUMBERED[number][0] in NAME_FIELDS:
        return total(
            with_names(table.sum_of(weighed.fields), (*findings, (number, USUAL_NAME)), table),
            table,
        )
    return total(with_names(table.sum_of((*weighed.fields, number)), findings, table), table)
