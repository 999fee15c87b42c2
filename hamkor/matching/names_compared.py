"""Two names, word against word: which words are the same, which parts contradict.

What is decided here depends on the levels and the parts of the words alone, not on which words
they are; so one answer, a plan, serves all pairs of names of one build and is remembered.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA

from hamkor.matching.parsed import ParsedName
from hamkor.matching.words import ROLES, Word, Words, part_of, written_as_one
from hamkor.matching.words_compared import (
    DIFFERS,
    LEVELS,
    NUMBER_OF,
    SHORTEST_JOINED,
    is_alike,
    level_number,
    levels_between,
)

MOST_LETTERS_MORE = 4
"""An ending that one of two names written as one has kept."""
GIVEN, SURNAME, PATRONYMIC = range(3)
WORTH = dict(
    zip(
        LEVELS,
        (0.0, 8.0, 6.0, 7.0, 9.0, 6.5, 5.0, 4.5, 3.0, 3.5, 2.0),
        strict=True,
    )
)
"""How much an agreement counts when words are paired, roughly in bits."""
WORTH_OF = tuple(WORTH[level] for level in LEVELS)
TELLING = frozenset(
    NUMBER_OF[each] for each in LEVELS if each not in ("differs", "near", "truncated")
)
PLANS_REMEMBERED = 200_000

_plans: dict[tuple[Any, ...], "Plan"] = {}


class Part(NamedTuple):
    """One part of two names: the place of its word in each, and how the two relate."""

    role: int
    level: int
    one: int
    other: int


Plan = tuple[Part, ...]
Shape = tuple[int, ...]


def compared(ours: ParsedName, theirs: ParsedName) -> tuple[Words, Words, Plan]:
    """Return the words that were compared, split alike, and what was found."""
    levels, begin_alike = levels_between(ours.features, theirs.features)
    if begin_alike:
        one, other = _split(ours.words, theirs.words), theirs.words
        other = _split(theirs.words, one)
        if one is not ours.words or other is not theirs.words:
            ours, theirs = ParsedName(one, ()), ParsedName(other, ())
            levels, _again = levels_between(ours.features, theirs.features)
    return ours.words, theirs.words, plan_of(ours.shape, theirs.shape, levels)


def plan_of(ours: Shape, theirs: Shape, levels: Sequence[int]) -> Plan:
    """Return the plan for names of two builds whose words have these levels, made once."""
    key = (ours, theirs, *levels)
    found = _plans.get(key)
    if found is None:
        if len(_plans) >= PLANS_REMEMBERED:
            _plans.clear()
        found = _plans[key] = plan(ours, theirs, tuple(levels))
    return found


def _split(words: Words, others: Words) -> Words:
    """Split a word that the other name writes as two: Шоҳтемур beside Шоҳ Темур."""
    for word in words:
        if len(word.main) < SHORTEST_JOINED or _is_paired(word, others):
            continue
        for one in others:
            if not one.main or not _may_begin(word, one):
                continue
            for other in others:
                if other is not one and _is_both(word, one, other):
                    rest = tuple(each for each in words if each is not word)
                    return (*rest, part_of(word, one), part_of(word, other))
    return words


def _may_begin(whole: Word, start: Word) -> bool:
    return any(each.startswith(first[:3]) for each in whole.looses for first in start.looses)


def _is_both(whole: Word, one: Word, other: Word) -> bool:
    if abs(len(whole.main) - len(one.main) - len(other.main)) > MOST_LETTERS_MORE:
        return False
    return any(
        OSA.distance(each, both, score_cutoff=1) <= 1
        for each in whole.looses
        for both in written_as_one(one, other)
    )


def _is_paired(word: Word, words: Words) -> bool:
    return any(level_number(word, each) in TELLING for each in words)


def plan(ours: Shape, theirs: Shape, levels: tuple[int, ...]) -> Plan:
    """Return what agrees and what contradicts; parts that one side does not have say nothing."""
    pairs = _best_pairs(ours, theirs, levels)
    taken = {
        role
        for one, other, _l in pairs
        if (role := _sure_role(ours[one], theirs[other])) is not None
    }
    left = [place for place in range(len(ours)) if place not in {pair[0] for pair in pairs}]
    right = [place for place in range(len(theirs)) if place not in {pair[1] for pair in pairs}]
    differing = _differing(ours, theirs, left, right, taken)
    taken |= {part.role for part in differing}
    return (*_with_roles(ours, theirs, pairs, taken), *differing)


def _sure(code: int) -> int | None:
    """Return the part that a word's ending makes it."""
    return (code >> 4) - 1 if code >> 4 else None


def _hinted(code: int) -> int | None:
    return ((code >> 2) & 3) - 1 if (code >> 2) & 3 else None


def _best_pairs(ours: Shape, theirs: Shape, levels: tuple[int, ...]) -> list[tuple[int, int, int]]:
    """Return the pairing of words with the most bits; each word is used at most once."""
    best: dict[int, tuple[float, list[tuple[int, int, int]]]] = {0: (0.0, [])}
    for one in range(len(ours)):
        options = [
            (place, levels[one * len(theirs) + place], _worth(one, place, ours, theirs, levels))
            for place in range(len(theirs))
        ]
        for used, (bits, pairs) in list(best.items()):
            for place, level, worth in options:
                if worth and not used >> place & 1:
                    now = (bits + worth, [*pairs, (one, place, level)])
                    state = used | 1 << place
                    if state not in best or best[state][0] < now[0]:
                        best[state] = now
    return max(best.values(), key=lambda option: option[0])[1]


def _worth(one: int, other: int, ours: Shape, theirs: Shape, levels: tuple[int, ...]) -> float:
    level = levels[one * len(theirs) + other]
    if level == DIFFERS or not _may_be_one_part(ours[one], theirs[other], ours, theirs):
        return 0.0
    # A little for agreeing endings decides between two pairings of the same words.
    return WORTH_OF[level] + 0.01 + 0.1 * (_sure(ours[one]) == _sure(theirs[other]))


def _may_be_one_part(one: int, other: int, ours: Shape, theirs: Shape) -> bool:
    """Say whether two words can be the same part of the name.

    A father's name is no given name and no family name, or every son would be his father; unless
    the other name has no such part, as where the endings are gone since the reform.
    """
    if _sure(one) == _sure(other):
        hints = {_hinted(one), _hinted(other)}
        return _sure(one) is not None or hints != {GIVEN, PATRONYMIC}
    return _may_be(one, ours, theirs) and _may_be(other, theirs, ours)


def _may_be(one: int, ours: Shape, theirs: Shape) -> bool:
    role = _sure(one)
    if role is None:
        return True
    if any(_sure(code) == role for code in theirs):
        return False
    if role == PATRONYMIC and not any(_sure(code) == SURNAME for code in ours):
        return True
    return role == SURNAME or len(theirs) >= 3


def _sure_role(one: int, other: int) -> int | None:
    """Return the part two agreeing words are, from an ending or from columns that agree."""
    for sure in (_sure(one), _sure(other)):
        if sure is not None:
            return sure
    return _hinted(one) if _hinted(one) == _hinted(other) else None


def _differing(
    ours: Shape, theirs: Shape, left: list[int], right: list[int], taken: set[int]
) -> list[Part]:
    """Return the parts that contradict: words left over on both sides.

    Where their part is open, the given name is taken to differ first: between brothers it is
    what differs, and taking it for another part would make one man of two.
    """
    found: list[Part] = []
    for role in range(len(ROLES)):
        if role in taken or not left or not right:
            continue
        one, other = _fitting(ours, left, role), _fitting(theirs, right, role)
        if one is not None and other is not None:
            found.append(Part(role, DIFFERS, one, other))
            left.remove(one)
            right.remove(other)
    return found


def _fitting(shape: Shape, places: Iterable[int], role: int) -> int | None:
    order = [
        (_sure(shape[place]) != role, _hinted(shape[place]) != role, place)
        for place in places
        if _sure(shape[place]) in (None, role)
    ]
    return min(order)[2] if order else None


def _with_roles(
    ours: Shape, theirs: Shape, pairs: list[tuple[int, int, int]], taken: set[int]
) -> list[Part]:
    """Give the pairs whose part is open the parts that are left."""
    free = [role for role in range(len(ROLES)) if role not in taken]
    found = []
    for one, other, level in pairs:
        role = _sure_role(ours[one], theirs[other])
        if role is None:
            role = free.pop(0) if free else GIVEN
        found.append(Part(role, level, one, other))
    return found


def contradiction(role: int, one: Word, other: Word, *, is_woman: bool) -> str:
    """Return in which way a part that differs does so."""
    if one.is_initial or other.is_initial:
        return "initial_differs"
    if is_alike(one, other):
        return "differs_little"
    return "surname_of_woman" if role == SURNAME and is_woman else "differs"
