"""Weights learnt anew from candidate pairs that nobody has judged."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from hamkor.errors import RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.matching.frequencies import Frequencies, usual_frequencies
from hamkor.matching.levels import CONTRADICTING, FIELDS, NUMBERED
from hamkor.matching.parsed import Parsed
from hamkor.matching.weighing import in_order, weigh
from hamkor.matching.weights import (
    OTHERS,
    HowOften,
    Learnt,
    Table,
    Weights,
    shipped_weights,
    uses_of,
)

FEWEST_PAIRS = 300
"""Pairs from which on a node's own weights may be worth more than the ones shipped."""
BELIEVED_AT = 300
"""Findings of a field at which what was counted weighs as much as what was believed before."""
ROUNDS = 20
SETTLED_AT = 1e-4
LIKELY_ENOUGH = 1e-6

Counts = dict[str, Counter[str]]


def learn_from_unjudged(
    pairs: Iterable[tuple[Parsed, Parsed]],
    *,
    today: date,
    source: str,
    frequencies: Frequencies | None = None,
    start: Weights | None = None,
) -> Weights:
    """Return weights learnt from candidate pairs nobody has judged, by expectation maximisation.

    Each round says how probable it is that each pair is one person, then counts findings by that.

    Args:
        pairs: two records each, that share a key.
        today: recorded with the weights.
        source: what the pairs are, in words, recorded with the weights.
        frequencies: of the register the pairs come from.
        start: what is believed before; the shipped weights by default.

    Raises:
        RuleViolation: fewer than 300 pairs were given.
    """
    before = weights = start or shipped_weights()
    counted = frequencies or usual_frequencies()
    asked = list(pairs)
    if len(asked) < FEWEST_PAIRS:
        raise RuleViolation(
            _("%(needed)s pairs are needed to learn; there are %(n)s"),
            needed=FEWEST_PAIRS,
            n=len(asked),
        )
    share, rounds = 0.1, 0
    expected: list[tuple[tuple[int, ...], float]] = []
    for rounds in range(1, ROUNDS + 1):
        expected = _expected(asked, counted, weights, share)
        now = sum(probability for _found, probability in expected) / len(expected)
        learnt = Learnt(
            on=today,
            how=f"Expectation maximisation, {rounds} rounds, over pairs that share a key.",
            from_data=source,
            pairs=len(asked),
            of_one_person=round(now * len(asked)),
            seed=0,
        )
        weights = _moved(before, _weighted(expected), learnt)
        is_settled, share = abs(now - share) < SETTLED_AT, max(now, LIKELY_ENOUGH)
        if is_settled:
            break
    return weights


def _expected(
    pairs: Iterable[tuple[Parsed, Parsed]],
    frequencies: Frequencies,
    weights: Weights,
    share: float,
) -> list[tuple[tuple[int, ...], float]]:
    table = Table(weights)
    found = []
    for one, other in pairs:
        ours, theirs, _turned = in_order(one, other)
        weighed = weigh(ours, theirs, frequencies, table)
        names = weighed.names.findings if weighed.names else ()
        numbers = (*(number for number, _c in names), *weighed.fields)
        odds = share / (1 - share) * 2.0 ** max(-60.0, min(60.0, weighed.score - table.usual_bits))
        found.append((numbers, odds / (1 + odds)))
    return found


def _weighted(judged: Iterable[tuple[tuple[int, ...], float]]) -> Counts:
    """Return how often each level occurs among pairs of one person."""
    counts: Counts = defaultdict(Counter)
    for numbers, share in judged:
        for number in numbers:
            field, level = NUMBERED[number]
            counts[field][level] += share  # type: ignore[assignment]
    return counts


def _moved(before: Weights, counts: Counts, learnt: Learnt) -> Weights:
    """Return `before` with the shares among one person's moved towards what was counted.

    How often a finding occurs among strangers and relatives is a matter of the population, which
    these pairs, all of them alike, do not show; it is left as it is.
    """
    findings = {
        field: _moved_field(field, before.findings[field], counts.get(field, Counter()))
        for field in FIELDS
    }
    return before.model_copy(update={"learnt": learnt, "findings": findings})


def _moved_field(
    field: str, levels: Mapping[str, HowOften], counts: Counter[str]
) -> dict[str, HowOften]:
    whole = sum(odds.same for odds in levels.values())
    total = sum(counts.values())
    moved = {}
    for level, odds in levels.items():
        believed = odds.same / whole
        share = (counts[level] + BELIEVED_AT * believed) / (total + BELIEVED_AT)
        moved[level] = _kept_on_its_side(field, level, odds, share * whole)
    return moved


def _kept_on_its_side(field: str, level: str, odds: HowOften, same: float) -> HowOften:
    """Let no agreement count against one person and no contradiction for it."""
    number = NUMBERED.index((field, level))
    fixed = zip(OTHERS, uses_of(number), strict=True)
    others = [getattr(odds, kind) for kind, is_by_name in fixed if not is_by_name]
    if number in CONTRADICTING:
        return odds.model_copy(update={"same": min(same, *others)})
    return odds.model_copy(update={"same": max(same, *others, 0.0) if others else same})
