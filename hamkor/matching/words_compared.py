"""How two words of two names relate: a level of agreement, quickly for the many that do not."""

import re
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import OSA, Levenshtein

from hamkor.matching.normalise import loose, persian_pattern
from hamkor.matching.vocabulary import Forms, are_two_names
from hamkor.matching.words import Word

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
DIFFERS, INITIAL = 0, NUMBER_OF["initial"]
CUT = re.compile("(?<=...)[dkszg]$")
GLIDES = ("io", "iu")
FIRST_LETTERS = {"j": "dz", "x": "s", "c": "t", "h": "k"}
SHORTEST_NEAR, SHORTEST_CUT, LONG_NAME = 4, 3, 9
MOST_LETTERS_APART = 4
"""Two edits put at most four letters into one of two words and not into the other."""
ALIKE_FROM = 0.6
PAIRS_REMEMBERED = 1_000_000
NUMBERS = 1 << 40

_known: dict[int, int] = {}


def level_number(one: Word, other: Word) -> int:
    """Return the level of agreement as its place in `LEVELS`; 0 for two names.

    Most pairs of words have nothing in common; that is seen from their letters alone.
    """
    if not (one.is_special or other.is_special) and one.links.isdisjoint(other.links):
        apart = (one.mask_all & ~other.mask_any).bit_count()
        if apart + (other.mask_all & ~one.mask_any).bit_count() > MOST_LETTERS_APART:
            return DIFFERS
    a, b = one.number, other.number
    pair = a * NUMBERS + b if a < b else b * NUMBERS + a
    level = _known.get(pair)
    if level is None:
        if len(_known) >= PAIRS_REMEMBERED:
            _known.clear()
        level = _known[pair] = NUMBER_OF[_level(one, other) or "differs"]
    return level


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
    ours, theirs = one.main, other.main
    if not ours or not theirs:
        return False
    if any(are_two_names(a, b) for a, b in product(one.forms, other.forms)):
        return False
    return Levenshtein.normalized_similarity(ours, theirs) >= ALIKE_FROM
