"""The score of two parsed records: one piece of arithmetic for a page and for a batch."""

from collections.abc import Sequence
from math import floor, log2
from typing import NamedTuple

from hamkor.matching.fields_compared import (
    born_level,
    numbers_level,
    place_level,
)
from hamkor.matching.frequencies import Frequencies
from hamkor.matching.levels import AGREEMENT_OF_NAMES, NAME_FIELDS, NUMBER
from hamkor.matching.names_compared import Part, compared, contradiction
from hamkor.matching.parsed import Parsed, ParsedDocument, ParsedName
from hamkor.matching.weights import Bits, Table
from hamkor.matching.words import Words
from hamkor.matching.words_compared import LEVELS

PLACE = {level: NUMBER[field, level] for field, level in NUMBER if field == "birthplace"}
SAME_SEX, OTHER_SEX = NUMBER["sex", "same"], NUMBER["sex", "differs"]
SAME_STATE, OTHER_STATE = NUMBER["citizenship", "same"], NUMBER["citizenship", "differs"]
NUMBERS = 100_000_000
INITIAL = LEVELS.index("initial")
MOST_PARTS_OF_A_NAME = 4
"""Beyond these, initials are counted once: else a row of letters would be a confident answer."""
PAIRS_REMEMBERED = 500_000
SCORE_STEPS = 2.0**24
"""A score is kept in steps so small that one pair and many, weighed, reach the same one."""

_births: dict[int, int | None] = {}

Found = tuple[int, float]
"""The number of a level, and how common what agrees is (a binary logarithm)."""


class NamesFound(NamedTuple):
    """What two names show: the words that were compared, the parts, and a finding for each."""

    ours: Words
    theirs: Words
    parts: tuple[Part, ...]
    findings: Sequence[Found]


class Weighed(NamedTuple):
    """The score in bits, and what it rests on."""

    score: float
    names: NamesFound | None
    pair: tuple[ParsedName, ParsedName] | None
    fields: tuple[int, ...]


def names_found(
    ours: ParsedName, theirs: ParsedName, *, is_woman: bool, frequencies: Frequencies
) -> NamesFound:
    one, other, parts = compared(ours, theirs)
    if len(parts) > MOST_PARTS_OF_A_NAME:
        parts = _without_repeated_initials(parts)
    findings: list[Found] = []
    for role, level, mine, yours in parts:
        if level:
            number = AGREEMENT_OF_NAMES[role][level]
            findings.append((number, frequencies.bits(one[mine].main, other[yours].main)))
        else:
            said = contradiction(role, one[mine], other[yours], is_woman=is_woman)
            findings.append((NUMBER[NAME_FIELDS[role], said], 0.0))
    return NamesFound(one, other, parts, findings)


def _without_repeated_initials(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Let a row of single letters say as much as one of them, in each role."""
    initials = {part.role: part for part in reversed(parts) if part.level == INITIAL}
    return tuple(part for part in parts if part.level != INITIAL or part is initials[part.role])


def fields_found(ours: Parsed, theirs: Parsed) -> tuple[int, ...]:
    """Return the number of the level of each field that both records have."""
    found = []
    if ours.born_number and theirs.born_number:
        level = born_number_of(ours, theirs)
        if level is not None:
            found.append(level)
    if ours.documents and theirs.documents:
        found += _numbers("document", ours.documents, theirs.documents)
    if ours.national_ids and theirs.national_ids:
        found += _numbers("national_id", ours.national_ids, theirs.national_ids)
    if ours.place and theirs.place:
        found.append(PLACE[place_level(ours.place, theirs.place)])
    if ours.sex and theirs.sex:
        found.append(SAME_SEX if ours.sex == theirs.sex else OTHER_SEX)
    if ours.citizenship and theirs.citizenship:
        found.append(SAME_STATE if ours.citizenship == theirs.citizenship else OTHER_STATE)
    return tuple(found)


def born_number_of(ours: Parsed, theirs: Parsed) -> int | None:
    """Return the number of the level of two dates of birth, None when they share no part."""
    pair = ours.born_number * NUMBERS + theirs.born_number
    if pair not in _births:
        if len(_births) >= PAIRS_REMEMBERED:
            _births.clear()
        level = born_level(ours.born, theirs.born) if ours.born and theirs.born else ""
        _births[pair] = NUMBER["born", level] if level else None
    return _births[pair]


def _numbers(
    field: str, one: Sequence[ParsedDocument], other: Sequence[ParsedDocument]
) -> list[int]:
    level = numbers_level(one, other)
    return [NUMBER[field, level]] if level else []


def weigh(ours: Parsed, theirs: Parsed, frequencies: Frequencies, table: Table) -> Weighed:
    """Weigh two records in their given order; put them in `in_order` first."""
    fields = fields_found(ours, theirs)
    base = table.sum_of(fields)
    if not ours.names or not theirs.names:
        return Weighed(total(base, table) if fields else 0.0, None, None, fields)
    is_woman = "f" in (ours.sex, theirs.sex) and "m" not in (ours.sex, theirs.sex)
    best: Weighed | None = None
    for one in ours.names:
        for other in theirs.names:
            names = names_found(one, other, is_woman=is_woman, frequencies=frequencies)
            score = total(with_names(base, names.findings, table), table)
            if best is None or score > best.score:
                best = Weighed(score, names, (one, other), fields)
    if best is None:
        raise AssertionError
    return best


def with_names(base: Bits, findings: Sequence[Found], table: Table) -> Bits:
    same, stranger, sibling, twin, parent = base
    for number, commonness in findings:
        bits, cap, uses = table.bits[number], table.cap[number], table.uses[number]
        same += bits[0]
        if uses is None:
            stranger += bits[1]
            sibling += bits[2]
            twin += bits[3]
            parent += bits[4]
        else:
            share = commonness if commonness < cap else cap
            stranger += bits[1] + share
            sibling += bits[2] + share * uses[1]
            twin += bits[3] + share * uses[2]
            parent += bits[4] + share * uses[3]
    return same, stranger, sibling, twin, parent


def total(bits: Bits, table: Table) -> float:
    """Return how much likelier the findings are for one person than for two, in bits."""
    same, stranger, sibling, twin, parent = bits
    shares = table.log_share
    score = same - log2(
        2.0 ** (shares[0] + stranger)
        + 2.0 ** (shares[1] + sibling)
        + 2.0 ** (shares[2] + twin)
        + 2.0 ** (shares[3] + parent)
    )
    return floor(score * SCORE_STEPS + 0.5) / SCORE_STEPS


def in_order(one: Parsed, other: Parsed) -> tuple[Parsed, Parsed, bool]:
    """Return the two in the order in which they are weighed, and whether that turns them."""
    return (other, one, True) if other.order < one.order else (one, other, False)
