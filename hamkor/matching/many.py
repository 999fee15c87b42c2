"""Many pairs weighed at once: the arithmetic of `weighing`, on columns.

What depends on a pair of words, of dates or of documents alone is asked once for each different
pair of them; a plan is asked once for each pattern of levels; the sums are made for all pairs
together. The score is that of `weigh`, to the last digit it keeps.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from hamkor.matching.columns import (
    MOST_WORDS_AT_ONCE,
    SEX,
    Columns,
    Numbers,
    Shape,
    WordColumns,
    columns_of,
)
from hamkor.matching.fields_compared import numbers_level, place_level
from hamkor.matching.frequencies import Frequencies
from hamkor.matching.levels import AGREEMENT_OF_NAMES, FIELDS, NAME_FIELDS, NUMBER
from hamkor.matching.names_compared import SURNAME, Plan, plan_of
from hamkor.matching.parsed import Parsed
from hamkor.matching.weighing import (
    MOST_PARTS_OF_A_NAME,
    PLACE,
    SCORE_STEPS,
    born_number_of,
)
from hamkor.matching.weights import Table
from hamkor.matching.words import Word
from hamkor.matching.words_compared import (
    BEGINS,
    DIFFERS,
    MOST_LETTERS_APART,
    is_alike,
    levels_of_pairs,
)

BITS_OF_A_LEVEL = 4
PAIRED = 31
"""Bits for the second of two numbers in one."""


def scores_of_many(
    records: Sequence[Parsed],
    ours: Numbers,
    theirs: Numbers,
    frequencies: Frequencies,
    table: Table,
) -> tuple[Numbers, Numbers]:
    """Return the score of each pair of records, and which pairs must be weighed one by one.

    `ours` and `theirs` are places in `records`; in each pair the first in order is ours.
    """
    columns, known = columns_of(records)
    words = WordColumns(known, frequencies)
    levels, is_left_out = _levels(columns.words[ours], columns.words[theirs], words)
    shapes = columns.shape[ours], columns.shape[theirs]
    parts, is_long = _parts(levels, *shapes, columns.shapes)
    sums = _base(columns, ours, theirs, table)
    is_woman = _is_woman(columns.sex[ours], columns.sex[theirs])
    for number in range(MOST_PARTS_OF_A_NAME):
        role, level, mine, yours = parts[:, number].T
        pair = columns.words[ours, mine], columns.words[theirs, yours]
        _add(sums, role, level, pair, is_woman, words, table)
    is_alone = columns.is_alone[ours] | columns.is_alone[theirs]
    return _totals(sums, table), is_left_out | is_long | is_alone


def _is_woman(one: Numbers, other: Numbers) -> Numbers:
    sexes = np.stack([one, other])
    return (sexes == SEX["f"]).any(axis=0) & ~(sexes == SEX["m"]).any(axis=0)


def _levels(one: Numbers, other: Numbers, words: WordColumns) -> tuple[Numbers, Numbers]:
    """Return the levels of all pairs of words of each pair of names, and where to look again."""
    size = len(one)
    levels = np.zeros((size, MOST_WORDS_AT_ONCE, MOST_WORDS_AT_ONCE), np.int8)
    waiting = []
    for mine in range(MOST_WORDS_AT_ONCE):
        for yours in range(MOST_WORDS_AT_ONCE):
            a, b = one[:, mine], other[:, yours]
            rows = np.flatnonzero((a > 0) & (b > 0))
            rows = rows[_may_agree(a[rows], b[rows], words)]
            waiting.append((mine, yours, rows, a[rows], b[rows]))
    firsts, seconds = (np.concatenate([each[side] for each in waiting]) for side in (3, 4))
    found = _each_once(firsts, seconds, _levels_of(words))
    start = 0
    for mine, yours, rows, _a, _b in waiting:
        levels[rows, mine, yours] = found[start : start + len(rows)]
        start += len(rows)
    begins = (levels == BEGINS).any(axis=(1, 2))
    return levels, begins


def _may_agree(a: Numbers, b: Numbers, words: WordColumns) -> Numbers:
    """Say of pairs of words whether they must be compared letter by letter."""
    may_agree: Numbers = np.bitwise_count(words.has[a] & words.lacks[b]) <= MOST_LETTERS_APART
    may_agree &= np.bitwise_count(words.has[b] & words.lacks[a]) <= MOST_LETTERS_APART
    for piece in words.signature:
        may_agree |= (piece[a] & piece[b]) != 0
    return may_agree


Ask = Callable[[Numbers, Numbers], list[int]]


def _levels_of(words: WordColumns) -> Ask:
    def ask(ours: Numbers, theirs: Numbers) -> list[int]:
        return levels_of_pairs(_taken(words, ours), _taken(words, theirs))

    return ask


def _taken(words: WordColumns, rows: Numbers) -> list[Word]:
    found = [words.words[row] for row in rows.tolist()]
    return [each for each in found if each]


def _each_once(a: Numbers, b: Numbers, ask: Ask) -> Numbers:
    """Return what `ask` says of each pair of numbers, asking once for each different pair."""
    different, where = np.unique(a << PAIRED | b, return_inverse=True)
    told = ask(different >> PAIRED, different & ((1 << PAIRED) - 1))
    return np.array(told, np.int64)[where]


def _parts(
    levels: Numbers, ours: Numbers, theirs: Numbers, shapes: Sequence[Shape]
) -> tuple[Numbers, Numbers]:
    """Return the parts that two names have in common or not: role, level and places of words.

    The axes are pair, part and these four; a role of -1 says that there is no part.
    """
    flat = np.maximum(levels, 0).reshape(len(levels), -1).astype(np.int64)
    steps = np.arange(flat.shape[1]) * BITS_OF_A_LEVEL
    packed = (flat << steps).sum(axis=1)  # the highest level is below 16: sixteen fit, sign too
    keys = np.stack([packed, ours, theirs], axis=1)
    places: dict[tuple[int, ...], int] = {}
    where = [places.setdefault(key, len(places)) for key in zip(*keys.T.tolist(), strict=True)]
    firsts = np.unique(np.array(where, np.int64), return_index=True)[1]
    plans = [
        _plan(shapes[key[1]], shapes[key[2]], levels[first])
        for key, first in zip(places, firsts.tolist(), strict=True)
    ]
    rows = np.array([_as_rows(each) for each in plans], np.int64)
    is_long = np.array([len(each) > MOST_PARTS_OF_A_NAME for each in plans], bool)
    return rows[where], is_long[where]


def _plan(ours: Shape, theirs: Shape, levels: Numbers) -> Plan:
    if not ours or not theirs:  # weighed alone
        return ()
    known = np.maximum(levels[: len(ours), : len(theirs)], 0)
    return plan_of(ours, theirs, known.ravel().tolist())


def _as_rows(parts: Plan) -> list[tuple[int, ...]]:
    """Return a plan as four rows."""
    rows: list[tuple[int, ...]] = [tuple(part) for part in parts[:MOST_PARTS_OF_A_NAME]]
    return [*rows, *[(-1, 0, 0, 0)] * (MOST_PARTS_OF_A_NAME - len(rows))]


AGREEMENTS = np.array(AGREEMENT_OF_NAMES, np.int64)
INITIAL_DIFFERS, LITTLE, OTHERWISE = (
    np.array([NUMBER[field, level] for field in NAME_FIELDS], np.int64)
    for level in ("initial_differs", "differs_little", "differs")
)
OF_WOMAN = NUMBER["surname", "surname_of_woman"]


def _add(
    sums: Numbers,
    role: Numbers,
    level: Numbers,
    pair: tuple[Numbers, Numbers],
    is_woman: Numbers,
    words: WordColumns,
    table: Table,
) -> None:
    """Add what one part of the names says, as `with_names` does."""
    rows = np.flatnonzero(role >= 0)
    role, level, is_woman = role[rows], level[rows], is_woman[rows]
    one, other = pair[0][rows], pair[1][rows]
    is_against = level == DIFFERS
    number = AGREEMENTS[role, level]
    number[is_against] = _contradictions(
        role[is_against], one[is_against], other[is_against], is_woman[is_against], words
    )
    common = np.maximum(words.common[one], words.common[other])
    share = np.minimum(common, np.array(table.cap)[number])
    uses = np.array([each or (0, 0, 0, 0) for each in table.uses], float)[number]
    bits = np.array(table.bits)[number]
    bits[:, 1:] += share[:, None] * uses
    sums[rows] += bits


def _contradictions(
    role: Numbers, one: Numbers, other: Numbers, is_woman: Numbers, words: WordColumns
) -> Numbers:
    """Return in which way parts that differ do so, as `contradiction` says it."""

    def ask(ours: Numbers, theirs: Numbers) -> list[int]:
        return list(map(is_alike, _taken(words, ours), _taken(words, theirs)))

    number = np.where(is_woman & (role == SURNAME), OF_WOMAN, OTHERWISE[role])
    is_little = _each_once(one, other, ask) == 1
    number = np.where(is_little, LITTLE[role], number)
    is_initial = words.is_initial[one] | words.is_initial[other]
    return np.where(is_initial, INITIAL_DIFFERS[role], number)


def _base(columns: Columns, ours: Numbers, theirs: Numbers, table: Table) -> Numbers:
    """Return the sums of the levels of all fields but the name, one row for each pair."""
    born = dict(zip(columns.born.tolist(), columns.records, strict=True))
    records = (None, *columns.records)
    asked: tuple[tuple[Numbers, Callable[[int, int], int | None]], ...] = (
        (columns.born, lambda a, b: born_number_of(born[a], born[b])),
        *(
            (held, _papers_asked(field, records))
            for field, held in (
                ("document", columns.documents),
                ("national_id", columns.national_ids),
            )
        ),
        (columns.place, lambda a, b: PLACE[place_level(columns.places[a], columns.places[b])]),
    )
    found = [_field(held[ours], held[theirs], ask) for held, ask in asked]
    for name, held in (("sex", columns.sex), ("citizenship", columns.state)):
        found.append(_equal(name, held[ours], held[theirs]))
    return _sums(found, table)


def _papers_asked(
    field: str, records: Sequence[Parsed | None]
) -> Callable[[int, int], int | None]:
    def ask(a: int, b: int) -> int | None:
        one, other = records[a], records[b]
        level = one and other and numbers_level(one.papers_of(field), other.papers_of(field))
        return NUMBER[field, level] if level else None

    return ask


def _field(a: Numbers, b: Numbers, ask: Callable[[int, int], int | None]) -> Numbers:
    """Return the number of the level of a field, -1 where one side does not have it."""

    def ask_all(ours: Numbers, theirs: Numbers) -> list[int]:
        told = map(ask, ours.tolist(), theirs.tolist())
        return [-1 if number is None else number for number in told]

    found = np.full(len(a), -1, np.int64)
    rows = np.flatnonzero((a > 0) & (b > 0))
    if len(rows):
        found[rows] = _each_once(a[rows], b[rows], ask_all)
    return found


def _equal(field: str, a: Numbers, b: Numbers) -> Numbers:
    same, differs = (NUMBER[field, level] for level in FIELDS[field])
    return np.where((a > 0) & (b > 0), np.where(a == b, same, differs), -1)


def _sums(codes: Iterable[Numbers], table: Table) -> Numbers:
    together = np.stack(list(codes), axis=1)
    places: dict[tuple[int, ...], int] = {}
    rows = zip(*together.T.tolist(), strict=True)
    where = [places.setdefault(row, len(places)) for row in rows]
    sums = [table.sum_of(tuple(each for each in row if each >= 0)) for row in places]
    return np.array(sums, float).reshape(-1, 5)[where]


def _totals(sums: Numbers, table: Table) -> Numbers:
    others = (2.0 ** (sums[:, 1:] + np.array(table.log_share))).T
    chance = others[0] + others[1] + others[2] + others[3]
    return np.floor((sums[:, 0] - np.log2(chance)) * SCORE_STEPS + 0.5) / SCORE_STEPS
