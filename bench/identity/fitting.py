"""The fit behind `learning`: findings as numbers, and a logistic loss that is made small.

The score is the one of `hamkor.matching.weighing`, written for arrays: log(same) less the
logarithm of the sum over all others. Natural logarithms throughout.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from hamkor.matching import Parsed, Weights
from hamkor.matching.frequencies import usual_frequencies
from hamkor.matching.levels import CONTRADICTING, FIELDS, NAME_FIELDS, NUMBERED, SAID
from hamkor.matching.vocabulary import commonness
from hamkor.matching.weighing import fields_found, in_order, names_found
from hamkor.matching.weights import OTHERS, HowOften, uses_of

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
CLASSES = ("rare", "compound", "common", "very_common")
LEVELS = len(NUMBERED)
USES: Numbers = np.array([uses_of(number) for number in range(LEVELS)], float)
FIELD_OF = np.array([field for field, _level in NUMBERED])
COUNTED_FOR_STRANGERS = np.array(
    [field not in NAME_FIELDS or n in CONTRADICTING or n in SAID
     for n, (field, _level) in enumerate(NUMBERED)]
)  # fmt: skip
BELIEVED_AT = 3.0
"""Findings of a field at which a count weighs as much as what was believed before."""
STEPS, PACE, DRAWN_BACK = 300, 0.05, 0.3e-3
SLOWER_FROM, SLOWER = 0.7, 0.3
REGISTER_BIAS = log(20_000)
"""Of pairs found in a register of 10,000: not fitted, its size sets it."""


@dataclass(frozen=True)
class Pairs:
    """Pairs as numbers.

    Attributes:
        found: how often each level was found, a row for each pair.
        rows, levels, classes: of each agreement in a name whose chance depends on how common the
            name is: the pair, the level, the place in `CLASSES`.
        truth: which pairs are one person.
    """

    found: Numbers
    rows: Places
    levels: Places
    classes: Places
    truth: NDArray[np.bool_]


@dataclass
class Model:
    """Logarithms: of each level for one person, for each of the others, of shares, of names."""

    same: Numbers
    others: Numbers
    share: Numbers
    usual: Numbers

    def parts(self) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Return what is fitted."""
        return self.same, self.others, self.share, self.usual

    @classmethod
    def counted(cls, believed: "Model", judged: Sequence[Pairs], random: Pairs) -> "Model":
        """Return shares counted among pairs of one person and among random ones."""
        model = deepcopy(believed)
        of_one = sum(pairs.found[pairs.truth].sum(axis=0) for pairs in judged)
        of_two = random.found.sum(axis=0)
        for field in FIELDS:
            here = field == FIELD_OF
            model.same[here] = _shares(of_one[here], believed.same[here])
            strangers = _shares(of_two[here], believed.others[here, 0])
            is_counted = COUNTED_FOR_STRANGERS[here]
            model.others[here, 0] = np.where(is_counted, strangers, model.others[here, 0])
        _keep_on_its_side(model)
        return model


def _shares(counts: Numbers, believed: Numbers) -> Numbers:
    shares = counts + BELIEVED_AT * np.exp(believed)
    return np.asarray(np.log(shares / (counts.sum() + BELIEVED_AT)))


def pairs_of(forms: Sequence[tuple[Parsed, Parsed]], truth: Sequence[bool]) -> Pairs:
    """Return what `hamkor.matching` finds in each pair, first spellings only."""
    found = np.zeros((len(forms), LEVELS))
    named: list[tuple[int, int, int]] = []
    for row, pair in enumerate(forms):
        numbers, names = _found(*pair)
        np.add.at(found[row], numbers, 1)
        named += [(row, level, place) for level, place in names]
    rows, levels, classes = np.array(named, int).reshape(-1, 3).T
    return Pairs(found, rows, levels, classes, np.array(truth, bool))


def _found(one: Parsed, other: Parsed) -> tuple[list[int], list[tuple[int, int]]]:
    ours, theirs, _turned = in_order(one, other)
    numbers, named = list(fields_found(ours, theirs)), []
    if ours.names and theirs.names:
        is_woman = "f" in (ours.sex, theirs.sex) and "m" not in (ours.sex, theirs.sex)
        names = names_found(
            ours.names[0], theirs.names[0], is_woman=is_woman, frequencies=usual_frequencies()
        )
        for part, (level, _share) in zip(names.parts, names.findings, strict=True):
            numbers.append(level)
            if USES[level].any():
                words = names.ours[part.one].main, names.theirs[part.other].main
                named.append((level, max(map(_class_of, words))))
    return numbers, named


def _class_of(root: str) -> int:
    return CLASSES.index(commonness(root)) if root else 0


def model_of(weights: Weights) -> Model:
    """Return the logarithms of weights."""
    odds = [weights.findings[field][level] for field, level in NUMBERED]
    return Model(
        np.log([each.same for each in odds]),
        np.log([[getattr(each, kind) for kind in OTHERS] for each in odds]),
        np.log([weights.share[kind] for kind in OTHERS]),
        np.log([weights.usual_frequency[name] for name in CLASSES]),
    )


def weights_of(model: Model, before: Weights) -> Weights:
    """Return the weights of a model, to four digits, each kept on its side."""
    findings: dict[str, dict[str, HowOften]] = {}
    for number, (field, level) in enumerate(NUMBERED):
        odds = {"same": _digits(model.same[number])}
        for place, kind in enumerate(OTHERS):
            value = _digits(model.others[number, place])
            if not USES[number, place]:
                value = (max if number in CONTRADICTING else min)(value, odds["same"])
            odds[kind] = value
        findings.setdefault(field, {})[level] = HowOften(**odds)
    share = {kind: _digits(value) for kind, value in zip(OTHERS, model.share, strict=True)}
    usual = {name: _digits(value) for name, value in zip(CLASSES, model.usual, strict=True)}
    return before.model_copy(
        update={"findings": findings, "share": share, "usual_frequency": usual}
    )


def _digits(logarithm: float) -> float:
    return float(f"{exp(logarithm):.4g}")


@dataclass(frozen=True)
class Scored:
    """Scores; how much each of the others makes of it; which names are not too common to use."""

    scores: Numbers
    parts: Numbers
    is_used: NDArray[np.bool_]


def scored(model: Model, pairs: Pairs) -> Scored:
    """Return the score of each pair."""
    others = pairs.found @ model.others
    cap = model.same[pairs.levels][:, None] - model.others[pairs.levels]
    usual = model.usual[pairs.classes][:, None]
    is_used = usual < cap
    np.add.at(others, pairs.rows, np.where(is_used, usual, cap) * USES[pairs.levels])
    others += model.share
    most = others.max(axis=1, keepdims=True)
    powers = np.exp(others - most)
    whole = powers.sum(axis=1, keepdims=True)
    return Scored(pairs.found @ model.same - (most + np.log(whole))[:, 0], powers / whole, is_used)


def fit(sets: Sequence[tuple[Pairs, float]], counted: Model) -> Model:
    """Return the model that best tells one person from two, drawn back to what was counted.

    Args:
        sets: pairs and how important they are; the last are those found in the register, each
            of which counts alike. Of all others, one half of the importance lies with pairs of
            one person: how many of them a file holds was its maker's choice.
        counted: where it begins, and where it is drawn back to.
    """
    model = deepcopy(counted)
    medians = [float(np.median(scored(model, pairs).scores)) for pairs, _weight in sets[:-1]]
    biases = np.array([*medians, REGISTER_BIAS])
    moved = [*model.parts(), biases]
    pushed = [np.zeros_like(each) for each in moved]
    spread = [np.zeros_like(each) for each in moved]
    pace = PACE
    for step in range(1, STEPS + 1):
        slopes = _slopes(model, biases, sets, counted)
        for value, slope, push, wide in zip(moved, slopes, pushed, spread, strict=True):
            push += 0.1 * (slope - push)
            wide += 0.01 * (slope**2 - wide)
            value -= pace * (push / (1 - 0.9**step)) / (np.sqrt(wide / (1 - 0.99**step)) + 1e-8)
        _keep_on_its_side(model)
        if step == int(STEPS * SLOWER_FROM):
            pace *= SLOWER
    return model


def _slopes(
    model: Model, biases: Numbers, sets: Sequence[tuple[Pairs, float]], counted: Model
) -> list[Numbers]:
    zipped = zip(model.parts(), counted.parts(), strict=True)
    slopes = [DRAWN_BACK * (ours - theirs) for ours, theirs in zipped]
    of_biases = np.zeros_like(biases)
    for place, (pairs, importance) in enumerate(sets):
        now = scored(model, pairs)
        likely = 1 / (1 + np.exp(-np.clip(now.scores - biases[place], -40, 40)))
        shares = _alike(pairs) if place == len(sets) - 1 else _in_halves(pairs)
        off = (likely - pairs.truth) * importance * shares
        of_biases[place] = -off.sum()
        _add_slopes(slopes, pairs, now, off)
    of_biases[-1] = 0.0
    return [*slopes, of_biases]


def _alike(pairs: Pairs) -> Numbers:
    return np.full(len(pairs.truth), 1 / len(pairs.truth))


def _in_halves(pairs: Pairs) -> Numbers:
    of_one = int(pairs.truth.sum())
    return np.where(pairs.truth, 0.5 / of_one, 0.5 / (len(pairs.truth) - of_one))


def _add_slopes(slopes: list[Numbers], pairs: Pairs, now: Scored, off: Numbers) -> None:
    same, others, share, usual = slopes
    by_kind = now.parts * off[:, None]
    same += pairs.found.T @ off
    others -= pairs.found.T @ by_kind
    share -= by_kind.sum(axis=0)
    named = -by_kind[pairs.rows] * USES[pairs.levels]
    np.add.at(usual, pairs.classes, (named * now.is_used).sum(axis=1))
    capped = named * ~now.is_used
    np.add.at(same, pairs.levels, capped.sum(axis=1))
    np.add.at(others, pairs.levels, -capped)


def _keep_on_its_side(model: Model) -> None:
    """Let no agreement count against one person and no contradiction for it."""
    for number in range(LEVELS):
        others = model.others[number]
        if number in CONTRADICTING:
            model.same[number] = min(model.same[number], others.min())
        else:
            is_free = USES[number] == 0
            others[is_free] = np.minimum(others[is_free], model.same[number])
    model.share -= np.log(np.exp(model.share).sum())
