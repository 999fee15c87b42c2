"""How two words of two names relate."""

import re
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import OSA, Levenshtein

from hamkor.matching.findings import weights
from hamkor.matching.normalise import persian_pattern
from hamkor.matching.vocabulary import are_forms_of_one, are_two_names, commonness, stem
from hamkor.matching.words import Word

NEAR_FROM = 0.8
CUT = re.compile("(?<=...)[dkszg]$")
GLIDES = ("io", "iu")
SHORTEST_NEAR, SHORTEST_CUT = 4, 3


@lru_cache(maxsize=16384)
def level_of(one: Word, other: Word) -> str:
    """Return the level of agreement, a key of `name_agrees` in the weights; "" for two names."""
    if one.is_initial or other.is_initial:
        return _initial_level(one, other)
    if one.is_persian or other.is_persian:
        return _persian_level(one, other)
    if one.is_joined or other.is_joined:
        return "joined" if one.looses & other.looses else ""
    if one.looses & other.looses:
        return "same" if one.roots & other.roots else "loose"
    return _level_of_pairs(one, other)


def _level_of_pairs(one: Word, other: Word) -> str:
    pairs = sorted(product(one.looses, other.looses))
    if any(are_forms_of_one(a, b) for a, b in pairs):
        return "variant"
    if any(stem(a) == stem(b) for a, b in pairs):
        return "stem"
    if any(are_two_names(a, b) or are_two_names(b, a) for a, b in pairs):
        return ""
    return _likeness(pairs, one.skeletons & other.skeletons)


def _likeness(pairs: list[tuple[str, str]], skeletons: frozenset[str]) -> str:
    if any(len(each) >= 3 for each in skeletons) and _fewest_edits(pairs) <= 2:
        return "consonants"
    if any(_is_cut(a, b) for a, b in pairs):
        return "truncated"
    return "near" if any(_is_near(a, b) for a, b in pairs) else ""


def _fewest_edits(pairs: list[tuple[str, str]]) -> int:
    return min((Levenshtein.distance(a, b) for a, b in pairs), default=99)


def _is_cut(a: str, b: str) -> bool:
    """Say whether one is the other cut short, as in a machine readable zone (dj even to d)."""
    short, long = sorted((a, b), key=len)
    if commonness(short) != "rare":
        return False
    starts = (short, CUT.sub("", short))
    return any(len(start) >= SHORTEST_CUT and long.startswith(start) for start in starts)


def _is_near(a: str, b: str) -> bool:
    if min(len(a), len(b)) < SHORTEST_NEAR:
        return False
    return bool(OSA.distance(a, b) <= 1 or OSA.normalized_similarity(a, b) >= NEAR_FROM)


def _initial_level(one: Word, other: Word) -> str:
    return "initial" if _starts(one) & _starts(other) else ""


def _starts(word: Word) -> set[str]:
    """Return what the word may be shortened to; Д. may stand for Джамшед, Ю. for Юсуф."""
    starts = {each[:length] for each in word.looses for length in (1, 2) if each}
    starts = {each for each in starts if len(each) == 1 or each in GLIDES}
    return starts | {"d"} if "j" in starts else starts


def _persian_level(one: Word, other: Word) -> str:
    if one.is_persian and other.is_persian:
        return "same" if one.text == other.text else _same_skeleton(one, other)
    persian, spelled = (one, other) if one.is_persian else (other, one)
    pattern = persian_pattern(persian.text)
    if any(pattern.fullmatch(each) for each in spelled.roots):
        return "persian"
    return ""


def _same_skeleton(one: Word, other: Word) -> str:
    return "consonants" if any(len(each) >= 3 for each in one.skeletons & other.skeletons) else ""


@lru_cache(maxsize=16384)
def chance(one: Word, other: Word, level: str) -> tuple[float, float]:
    """Return how often the level occurs among records of one person, and of strangers."""
    weight = weights().name_agrees[level]
    frequency = weight.frequency or max(_frequency(one), _frequency(other))
    return weight.same_person, min(weight.same_person, frequency * weight.times)


def _frequency(word: Word) -> float:
    frequencies = weights().name_frequency
    return max(
        (frequencies[commonness(each)] for each in word.looses), default=frequencies["rare"]
    )
