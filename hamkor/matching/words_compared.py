"""How two words of two names relate: a level of agreement, quickly for the many that do not."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import OSA, Levenshtein

from hamkor.matching.normalise import loose, persian_pattern
from hamkor.matching.vocabulary import Forms, are_two_names
from hamkor.matching.words import Features, Word

LEVELS = (
    "differs",
    "same",
    "variant",
    "persian",
    "joined",
    "loose",
    "stem",
    "consonants",
    "truncated",
    "near",
    "initial",
)
NUMBER_OF = {level: number for number, level in enumerate(LEVELS)}
DIFFERS, BEGINS = 0, -1
CUT = re.compile("(?<=...)[dkszg]$")
GLIDES = ("io", "iu")
FIRST_LETTERS = {"j": "dz", "x": "s", "c": "t", "h": "k"}
SHORTEST_NEAR, SHORTEST_CUT, SHORTEST_JOINED, LONG_NAME = 4, 3, 7, 9
MOST_LETTERS_APART = 2
"""Two edits put at most two letters into one of two words that the other does not have."""
ALIKE_FROM = 0.6
PAIRS_REMEMBERED = 1_000_000
NUMBERS = 1 << 40

_known: dict[int, int] = {}
_alike: dict[int, bool] = {}


def levels_between(ours: Sequence[Features], theirs: Sequence[Features]) -> tuple[list[int], bool]:
    """Return the level of each pair of words as its place in `LEVELS`, and whether to look again.

    Most words have nothing in common; that is seen from their letters alone. To look again is
    worth while where two words that differ begin alike: one may be two written as one.
    """
    levels = []
    begin_alike = False
    known = _known.get
    for signature, mine, not_mine, number, word in ours:
        for its_signature, yours, not_yours, its_number, its_word in theirs:
            if not signature & its_signature and (
                (mine & not_yours).bit_count() > MOST_LETTERS_APART
                or (yours & not_mine).bit_count() > MOST_LETTERS_APART
            ):
                levels.append(DIFFERS)
                continue
            pair = (
                number * NUMBERS + its_number
                if number < its_number
                else its_number * NUMBERS + number
            )
            level = known(pair)
            if level is None:
                level = _level_number(pair, word, its_word)
            if level == BEGINS:
                begin_alike = True
                level = DIFFERS
            levels.append(level)
    return levels, begin_alike


def levels_of_pairs(ours: Sequence[Word], theirs: Sequence[Word]) -> list[int]:
    """Return the level of each pair of words as its place in `LEVELS`, or `BEGINS`."""
    numbers = [
        one.number * NUMBERS + other.number
        if one.number < other.number
        else other.number * NUMBERS + one.number
        for one, other in zip(ours, theirs, strict=True)
    ]
    levels = list(map(_known.get, numbers))
    return [
        _level_number(numbers[place], ours[place], theirs[place]) if level is None else level
        for place, level in enumerate(levels)
    ]


def _level_number(pair: int, one: Word, other: Word) -> int:
    if len(_known) >= PAIRS_REMEMBERED:
        _known.clear()
    level = NUMBER_OF[_level(one, other) or "differs"]
    if level == DIFFERS and (_begins(one, other) or _begins(other, one)):
        level = BEGINS
    _known[pair] = level
    return level


def _begins(short: Word, long: Word) -> bool:
    """Say whether a long word may be `short` and another word written as one."""
    if len(long.main) < max(SHORTEST_JOINED, len(short.main) + SHORTEST_CUT):
        return False
    return any(each.startswith(first[:3]) for each in long.looses for first in short.looses)


def level_number(one: Word, other: Word) -> int:
    """Return the level of two words as its place in `LEVELS`; 0 for two names."""
    return levels_between((one.features,), (other.features,))[0][0]


def level_of(one: Word, other: Word) -> str:
    """Return the level of agreement by name; "" for two names."""
    return LEVELS[level_number(one, other)] if level_number(one, other) else ""


def _level(one: Word, other: Word) -> str:
    if one.is_initial or other.is_initial:
        return "initial" if starts(one) & starts(other) else ""
    if one.is_persian or other.is_persian:
        return _persian_level(one, other)
    if one.is_joined or other.is_joined:
        return "joined" if one.looses & other.looses else ""
    if one.looses & other.looses:
        return "same" if one.roots & other.roots else "loose"
    return _level_of_pairs(one, other)


def _level_of_pairs(one: Word, other: Word) -> str:
    pairs = list(product(one.forms, other.forms))
    if any(a.group and a.group == b.group for a, b in pairs):
        return "variant"
    if any(a.parts and a.parts == b.parts for a, b in pairs):
        return "variant"
    if any({a.loose, a.stem} & {b.loose, b.stem} for a, b in pairs):
        return "stem"
    if any(are_two_names(a, b) for a, b in pairs):
        return ""
    return _likeness(pairs, one.skeletons & other.skeletons)


def _likeness(pairs: list[tuple[Forms, Forms]], skeletons: frozenset[str]) -> str:
    if any(len(each) >= 3 for each in skeletons) and _fewest_edits(pairs) <= 2:
        return "consonants"
    if any(_is_cut(a, b) for a, b in pairs):
        return "truncated"
    return "near" if any(_is_near(a.loose, b.loose) for a, b in pairs) else ""


def _fewest_edits(pairs: list[tuple[Forms, Forms]]) -> int:
    return min((Levenshtein.distance(a.loose, b.loose) for a, b in pairs), default=99)


def _is_cut(a: Forms, b: Forms) -> bool:
    """Say whether one is the other cut short, as in a machine readable zone (dj even to d)."""
    short, long = sorted((a, b), key=lambda each: len(each.loose))
    if short.commonness != "rare":
        return False
    starting = (short.loose, CUT.sub("", short.loose))
    return any(len(each) >= SHORTEST_CUT and long.loose.startswith(each) for each in starting)


def _is_near(a: str, b: str) -> bool:
    if min(len(a), len(b)) < SHORTEST_NEAR:
        return False
    return OSA.distance(a, b) <= (2 if max(len(a), len(b)) >= LONG_NAME else 1)


@lru_cache(maxsize=65536)
def starts(word: Word) -> frozenset[str]:
    """Return what the word may be shortened to: a sound, or the first letter that writes it.

    Д. may stand for Джамшед, S. for Sherzod, K. for Khasan, Ю. for Юсуф.
    """
    found = {each[:length] for each in word.roots for length in (1, 2) if each}
    found = {each for each in found if len(each) == 1 or each in GLIDES}
    for sound in tuple(found):
        found.update(FIRST_LETTERS.get(sound, ""))
    return frozenset(map(loose, found))


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


def is_alike(one: Word, other: Word) -> bool:
    """Say whether two words that differ look like one typed wrong, rather than like two names."""
    a, b = one.number, other.number
    pair = a * NUMBERS + b if a < b else b * NUMBERS + a
    alike = _alike.get(pair)
    if alike is None:
        if len(_alike) >= PAIRS_REMEMBERED:
            _alike.clear()
        alike = _alike[pair] = _looks_alike(one, other)
    return alike


def _looks_alike(one: Word, other: Word) -> bool:
    ours, theirs = one.main, other.main
    if not ours or not theirs:
        return False
    likeness = Levenshtein.normalized_similarity(ours, theirs, score_cutoff=ALIKE_FROM)
    if likeness < ALIKE_FROM:
        return False
    return not any(are_two_names(a, b) for a, b in product(one.forms, other.forms))
