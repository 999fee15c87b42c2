"""Two names, word against word: which words are the same, which parts contradict."""

from collections.abc import Iterable
from itertools import permutations
from math import log2

from hamkor.matching.findings import Finding, Odds, weights
from hamkor.matching.records import Sex
from hamkor.matching.words import Role, Word, joined
from hamkor.matching.words_compared import chance, level_of

ROLES: tuple[Role, ...] = ("given", "surname", "patronymic")
Words = tuple[Word, ...]
Pair = tuple[Word, Word, str]
SHORTEST_JOINED = 8


def compare_names(ours: Words, theirs: Words, sex: Sex) -> tuple[Finding, ...]:
    """Return what agrees and what contradicts; parts that one side does not have say nothing."""
    ours, theirs = _join_split_words(ours, theirs), _join_split_words(theirs, ours)
    pairs = _best_pairs(ours, theirs)
    left = [word for word in ours if word not in [pair[0] for pair in pairs]]
    right = [word for word in theirs if word not in [pair[1] for pair in pairs]]
    taken = {role for pair in pairs if (role := _sure_role(*pair[:2]))}
    differing = _differing(left, right, taken)
    taken |= {role for role, _one, _other in differing}
    agreeing = [_agreement(pair, role) for pair, role in _with_roles(pairs, taken)]
    return (*agreeing, *(_contradiction(*each, sex) for each in differing))


def _join_split_words(long: Words, short: Words) -> Words:
    """Read two words of `long` as one where `short` writes them so: Шоҳ Темур, Шоҳтемур."""
    for word in short:
        if len(word.text) < SHORTEST_JOINED or _is_paired(word, long):
            continue
        for one, other in permutations(long, 2):
            whole = joined(one, other)
            if whole.looses & word.looses:
                return (*(each for each in long if each not in (one, other)), whole)
    return long


def _is_paired(word: Word, words: Words) -> bool:
    return any(level_of(word, each) not in ("", "near", "truncated") for each in words)


def _best_pairs(ours: Words, theirs: Words) -> list[Pair]:
    """Return the pairing of words with the most bits; each word is used at most once."""
    best: dict[int, tuple[float, list[Pair]]] = {0: (0.0, [])}
    for one in ours:
        options = [
            (place, *_option(one, other, ours, theirs)) for place, other in enumerate(theirs)
        ]
        for used, (bits, pairs) in list(best.items()):
            for place, level, worth in options:
                if level and not used >> place & 1:
                    now = (bits + worth, [*pairs, (one, theirs[place], level)])
                    state = used | 1 << place
                    if state not in best or best[state][0] < now[0]:
                        best[state] = now
    return max(best.values(), key=lambda option: option[0])[1]


def _option(one: Word, other: Word, ours: Words, theirs: Words) -> tuple[str, float]:
    if not _may_be_one_part(one, other, ours, theirs):
        return "", 0.0
    level = level_of(one, other)
    if not level:
        return "", 0.0
    same, stranger = chance(one, other, level)
    # A little for agreeing endings decides between two pairings of the same words.
    return level, log2(same / stranger) + 0.01 + 0.1 * (one.sure_role == other.sure_role)


def _may_be_one_part(one: Word, other: Word, ours: Words, theirs: Words) -> bool:
    """Say whether two words can be the same part of the name.

    A father's name is no given name and no family name, or every son would be his father; unless
    the other name has no such part, as where the endings are gone since the reform.
    """
    if one.sure_role == other.sure_role:
        hints = {one.hinted_role, other.hinted_role}
        return bool(one.sure_role) or hints != {"given", "patronymic"}
    return _may_be(one, ours, other, theirs) and _may_be(other, theirs, one, ours)


def _may_be(one: Word, ours: Words, other: Word, theirs: Words) -> bool:
    role = one.sure_role
    if role is None:
        return True
    if any(word.sure_role == role for word in theirs):
        return False
    if role == "patronymic" and not any(word.sure_role == "surname" for word in ours):
        return True
    return role == "surname" or len(theirs) >= 3


def _sure_role(one: Word, other: Word) -> Role | None:
    """Return the part two agreeing words are, from an ending or from columns that agree."""
    if one.sure_role or other.sure_role:
        return one.sure_role or other.sure_role
    return one.hinted_role if one.hinted_role == other.hinted_role else None


def _differing(
    left: list[Word], right: list[Word], taken: set[Role]
) -> list[tuple[Role, Word, Word]]:
    """Return the parts that contradict: words left over on both sides.

    Where their part is open, the given name is taken to differ first: between brothers it is
    what differs, and taking it for another part would make one man of two.
    """
    found: list[tuple[Role, Word, Word]] = []
    left, right = list(left), list(right)
    for role in ROLES:
        if role in taken or not left or not right:
            continue
        one, other = _fitting(left, role), _fitting(right, role)
        if one and other:
            found.append((role, one, other))
            left.remove(one)
            right.remove(other)
    return found


def _fitting(words: Iterable[Word], role: Role) -> Word | None:
    order = {
        word: (word.sure_role != role, word.hinted_role != role, word.text)
        for word in words
        if word.sure_role in (None, role)
    }
    return min(order, key=lambda word: order[word], default=None)


def _with_roles(pairs: list[Pair], taken: set[Role]) -> list[tuple[Pair, Role]]:
    """Give the pairs whose part is open the parts that are left."""
    free = [role for role in ROLES if role not in taken]
    found: list[tuple[Pair, Role]] = []
    for pair in pairs:
        role = _sure_role(*pair[:2]) or (free.pop(0) if free else "given")
        found.append((pair, role))
    return found


def _agreement(pair: Pair, role: Role) -> Finding:
    one, other, level = pair
    same, stranger = chance(one, other, level)
    in_family = weights().name_agrees_in_family[role] * same
    family = stranger if role == "given" else max(stranger, in_family)
    odds = Odds(same_person=same, stranger=stranger, sibling=family, twin=family)
    return Finding(role, level, odds, _shown(one, other), kind="name")


def _contradiction(role: Role, one: Word, other: Word, sex: Sex) -> Finding:
    facts = _shown(one, other)
    differs = weights().name_differs
    if one.is_initial or other.is_initial:
        return Finding(role, "initial_differs", differs["initial"], facts, kind="name")
    if role == "surname" and sex == "f":
        return Finding(role, "surname_of_woman", differs["surname_of_woman"], facts)
    return Finding(role, "differs", differs[role], facts)


def _shown(one: Word, other: Word) -> dict[str, str]:
    return {"one": one.text.capitalize(), "other": other.text.capitalize()}
