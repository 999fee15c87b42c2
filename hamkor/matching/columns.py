"""Records as columns of numbers, so that many pairs are weighed at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hamkor.matching.frequencies import Frequencies
from hamkor.matching.parsed import Parsed
from hamkor.matching.words import SIGNATURE_BITS, Word

Numbers = Any  # a numpy array
Shape = tuple[int, ...]
MOST_WORDS_AT_ONCE = 4
"""Names of more words are weighed one by one; hardly any has."""
PIECES = -(-SIGNATURE_BITS // 64)
PIECE = (1 << 64) - 1
SEX = {"": 0, "m": 1, "f": 2}
NO_WORDS = (0,) * MOST_WORDS_AT_ONCE


@dataclass(frozen=True, slots=True)
class Columns:
    """Records; row n of each column is of record n, and 0 says that it does not have this.

    Equal dates, shapes, places and states have one number. Papers are numbered by record.

    Attributes:
        words: rows of `WordColumns`.
        shapes: the shape of a name by its number.
        is_alone: records that cannot be weighed among many: of no name, of several, of a long one.
    """

    records: Sequence[Parsed]
    words: Numbers
    shape: Numbers
    shapes: Sequence[Shape]
    born: Numbers
    documents: Numbers
    national_ids: Numbers
    place: Numbers
    places: Sequence[str]
    state: Numbers
    sex: Numbers
    is_alone: Numbers


def columns_of(records: Sequence[Parsed]) -> tuple[Columns, list[Word | None]]:
    """Number what records hold; give the words by number too, of which the first is none."""
    names = [each.names[0] if _is_among_many(each) else None for each in records]
    words, known = _words([name.words if name else () for name in names])
    shape, shapes = _numbered([name.shape if name else () for name in names], ())
    place, places = _numbered([each.place for each in records], "")
    columns = Columns(
        records=records,
        words=words,
        shape=shape,
        shapes=shapes,
        born=np.array([each.born_number for each in records], np.int64),
        documents=_rows([bool(each.documents) for each in records]),
        national_ids=_rows([bool(each.national_ids) for each in records]),
        place=place,
        places=places,
        state=_numbered([each.citizenship for each in records], "")[0],
        sex=np.array([SEX[each.sex] for each in records], np.int64),
        is_alone=np.array([name is None for name in names], bool),
    )
    return columns, known


def _is_among_many(record: Parsed) -> bool:
    return len(record.names) == 1 and 0 < len(record.names[0].words) <= MOST_WORDS_AT_ONCE


def _words(names: Sequence[Sequence[Word]]) -> tuple[Numbers, list[Word | None]]:
    by_number = {each.number: each for name in names for each in name}
    rows = [(*[each.number for each in name], *NO_WORDS[len(name) :]) for name in names]
    different, where = np.unique(np.array(rows, np.int64), return_inverse=True)
    known = [by_number.get(number) for number in different.tolist()]
    if known and known[0] is None:
        return where.reshape(len(names), -1), known
    return where.reshape(len(names), -1) + 1, [None, *known]


def _numbered(held: Iterable[Any], nothing: Any) -> tuple[Numbers, list[Any]]:
    numbers = {nothing: 0}
    found = [numbers.setdefault(each, len(numbers)) for each in held]
    return np.array(found, np.int64), list(numbers)


def _rows(is_held: Sequence[bool]) -> Numbers:
    return np.where(is_held, np.arange(1, len(is_held) + 1), 0)


class WordColumns:
    """What the comparison reads of each word; row 0 stands for no word.

    Attributes:
        words: the words themselves.
        signature: bits in four columns: without one in common, most pairs of words differ.
        has: letters that all readings have.
        lacks: letters that no reading has.
        is_initial: whether it is one.
        common: how common the name is, a binary logarithm.
    """

    def __init__(self, words: Sequence[Word | None], frequencies: Frequencies) -> None:
        self.words = words
        features = [(0, 0, 0) if each is None else each.features[:3] for each in words]
        signs = [sign for sign, _has, _lacks in features]
        self.signature = [
            np.array([sign >> 64 * piece & PIECE for sign in signs], np.uint64)
            for piece in range(PIECES)
        ]
        self.has = np.array([has for _sign, has, _lacks in features], np.int64)
        self.lacks = np.array([lacks for _sign, _has, lacks in features], np.int64)
        self.is_initial = np.array([bool(each and each.is_initial) for each in words], bool)
        self.common = np.array(
            [frequencies.bits(each.main, each.main) if each else 0.0 for each in words]
        )
