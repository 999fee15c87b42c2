"""Weights learnt anew from pairs that people have judged, kept near those of the release.

What is learnt is how often each finding occurs for one person: the judged pairs are weighed, and
the number of each level is moved by a few bits at most, so that the pairs of one person stand out
better. How often strangers and relatives agree, and the guards, stay as they are.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log, log1p

from pydantic import ValidationError

from hamkor.batch.register import Register
from hamkor.batch.surface import Parsed, Scale, keys_of
from hamkor.errors import RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.matching import Weights
from hamkor.matching.weights import shipped_weights

LEAST_OF_EACH = 300
MOST_PAIRS = 20_000
NEAREST = 5
ROUNDS = 200
PACE = 0.5
HELD_BACK = 4
"""Every fourth pair is not learnt from: on those it is seen whether learning has helped."""
KEPT_NEAR = 20.0
"""As many pairs as this must show a level before it moves freely."""
PULLED_BACK = 2.0
"""By how many pairs' worth a level is drawn back for each bit it has moved."""
MOST_BITS = 3.0
WORTH_TELLING = 0.1
NATURAL = log(2)

Level = tuple[str, str]
Judged = tuple[Parsed, Parsed, bool]


@dataclass(frozen=True, slots=True)
class Example:
    """A judged pair: its score so far, the levels that made it, and what people said."""

    score: float
    levels: tuple[Level, ...]
    is_one_person: bool


@dataclass(frozen=True)
class Lesson:
    """What was learnt.

    Attributes:
        weights: with the record of how they came about.
        drift: bits by which each level moved, those that hardly did left out.
        loss_before: logarithmic loss on pairs that were not learnt from; less is better.
        loss_after: the same with the new weights.
        given_name_differs: share of pairs of one person whose given names differ: when it rises,
            decisions or spellings have changed.
    """

    weights: Weights
    drift: dict[str, float]
    loss_before: float
    loss_after: float
    given_name_differs: float


def learn_weights(
    judged: Sequence[Judged], *, on: date, from_data: str, scale: Scale, seed: int = 0
) -> Lesson:
    """Learn from judged pairs; the same pairs give the same weights.

    Args:
        judged: pairs and whether they are one person.
        on: the day, for the record.
        from_data: what the pairs are, for the record; never a name.
        scale: the weights to begin with.
        seed: chooses which pairs are used when there are more than 20,000.

    Raises:
        RuleViolation: fewer than 300 pairs of one person, or of two.
    """
    chosen = list(judged)
    random.Random(seed).shuffle(chosen)  # noqa: S311 - no secret
    examples = [_example(pair, scale) for pair in chosen[:MOST_PAIRS]]
    same = sum(example.is_one_person for example in examples)
    if min(same, len(examples) - same) < LEAST_OF_EACH:
        raise RuleViolation(
            _("Too few judged pairs: %(same)s of one person, %(others)s of two; 300 of each"),
            same=same,
            others=len(examples) - same,
        )
    studied = [one for place, one in enumerate(examples) if place % HELD_BACK]
    moved, middle = _fit(studied)
    held_back = examples[::HELD_BACK]
    begun = scale.weights or shipped_weights()
    weights, kept = _apply(begun, moved)
    record = {
        "on": on,
        "how": "moved to tell judged pairs apart (logistic loss, kept near those before)",
        "from_data": from_data,
        "pairs": len(studied),
        "of_one_person": sum(example.is_one_person for example in studied),
        "seed": seed,
    }
    return Lesson(
        weights=Weights.model_validate(weights | {"learnt": record}),
        drift={" ".join(level): bits for level, bits in kept.items() if abs(bits) > WORTH_TELLING},
        loss_before=_loss(held_back, {}, _middle(studied, {})),
        loss_after=_loss(held_back, kept, middle),
        given_name_differs=_share_of(("given", "differs"), examples),
    )


def _example(pair: Judged, scale: Scale) -> Example:
    one, other, is_one_person = pair
    found = scale.compare(one, other)
    levels = [(each.field, each.level) for each in found.reasons if each.field != "family"]
    return Example(found.score, tuple(levels), is_one_person)


def _share_of(level: Level, examples: Sequence[Example]) -> float:
    same = [example for example in examples if example.is_one_person]
    return sum(level in example.levels for example in same) / len(same)


def _fit(examples: Sequence[Example]) -> tuple[dict[Level, float], float]:
    """Return the bits by which each level moves, and the score in the middle of the two kinds."""
    shown = Counter(level for example in examples for level in example.levels)
    moved = dict.fromkeys(shown, 0.0)
    middle = _middle(examples, moved)
    for _round in range(ROUNDS):
        pull = dict.fromkeys(shown, 0.0)
        drawn = 0.0
        for example in examples:
            wrong = example.is_one_person - _chance(example, moved, middle)
            drawn -= wrong
            for level in example.levels:
                pull[level] += wrong
        middle += PACE * drawn / len(examples) * HELD_BACK
        for level, count in shown.items():
            step = (pull[level] - PULLED_BACK * moved[level]) / (count + KEPT_NEAR)
            moved[level] = max(-MOST_BITS, min(MOST_BITS, moved[level] + PACE * step))
    return moved, middle


def _middle(examples: Sequence[Example], moved: dict[Level, float]) -> float:
    """Return the score at which as many of the one kind lie below as of the other above."""
    scores = sorted(_score(example, moved) for example in examples)
    others = sum(not example.is_one_person for example in examples)
    return scores[min(others, len(scores) - 1)]


def _score(example: Example, moved: dict[Level, float]) -> float:
    return example.score + sum(moved.get(level, 0.0) for level in example.levels)


def _chance(example: Example, moved: dict[Level, float], middle: float) -> float:
    bits = max(-60.0, min(60.0, _score(example, moved) - middle))
    return 1 / (1 + exp(-bits * NATURAL))


def _loss(examples: Sequence[Example], moved: dict[Level, float], middle: float) -> float:
    total = 0.0
    for example in examples:
        bits = max(-60.0, min(60.0, _score(example, moved) - middle)) * NATURAL
        total += log1p(exp(-bits if example.is_one_person else bits))
    return total / len(examples)


def _apply(
    begun: Weights, moved: dict[Level, float]
) -> tuple[dict[str, object], dict[Level, float]]:
    """Move each level as far as the weights allow: agreement never counts against one person."""
    weights = begun.model_dump(mode="json")
    kept: dict[Level, float] = {}
    for (field, level), wanted in sorted(moved.items()):
        number = weights["findings"][field][level]
        before = number["same"]
        for bits in (wanted, wanted / 2, wanted / 4, wanted / 8, 0.0):
            number["same"] = before * 2.0**bits
            if _is_allowed(weights):
                kept[field, level] = bits
                break
    return weights, kept


def _is_allowed(weights: dict[str, object]) -> bool:
    try:
        Weights.model_validate(weights)
    except ValidationError:
        return False
    return True


def candidate_pairs(register: Register) -> Iterator[tuple[Parsed, Parsed]]:
    """Give the likeliest pairs of a register: its first 10,000 records, each with its nearest."""
    for number in range(min(register.size, MOST_PAIRS // 2)):
        one = register.parsed(number)
        near = register.candidates(keys_of(one), NEAREST + 1, one)
        for candidate in near:
            if candidate.number > number:
                yield one, register.parsed(candidate.number)
