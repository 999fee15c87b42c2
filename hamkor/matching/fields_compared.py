"""Birth date, documents, place, sex and citizenship of two records, each as a level."""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from hamkor.matching.parsed import ParsedDocument
from hamkor.matching.records import PartialDate

SHORTEST_TYPED_WRONG = 7
NEAR_YEARS = 2
GENERATION = 15
SHORTEST_PLACE = 4

Level = str


def born_level(one: PartialDate, other: PartialDate) -> Level:
    """Return how two dates agree; "" when they have no part in common."""
    if one.is_full and other.is_full:
        return _level_of_full(one, other)
    return _level(one, other) if _shared_parts(one, other) else ""


def _parts(born: PartialDate) -> tuple[int | None, int | None, int | None]:
    return born.year, born.month, born.day


def _shared_parts(one: PartialDate, other: PartialDate) -> list[tuple[int, int]]:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return [(a, b) for a, b in pairs if a is not None and b is not None]


def _level_of_full(one: PartialDate, other: PartialDate) -> Level:
    if one == other:
        return "same_first_of_january" if one.is_first_of_january else "same"
    if one.year == other.year:
        return _level_in_one_year(one, other)
    if (one.month, one.day) == (other.month, other.day) and not one.is_first_of_january:
        is_typed_wrong = Levenshtein.distance(str(one), str(other)) == 1
        return "year_misread" if is_typed_wrong else "year_only_differs"
    is_like = one.is_first_of_january == other.is_first_of_january
    return _level_of_years(one, other, is_exact=is_like and not one.is_first_of_january)


def _level_in_one_year(one: PartialDate, other: PartialDate) -> Level:
    if (one.month, one.day) == (other.day, other.month):
        return "day_and_month_exchanged"
    if one.is_first_of_january or other.is_first_of_january:
        return "only_year_known_for_sure"
    if one.month != other.month and one.day != other.day:
        return "differs"
    is_typed_wrong = Levenshtein.distance(str(one), str(other)) == 1
    return "one_digit_differs" if is_typed_wrong else "one_part_differs"


def _level(one: PartialDate, other: PartialDate) -> Level:
    shared = _shared_parts(one, other)
    if all(a == b for a, b in shared):
        return "same_year" if len(shared) == 1 else "same_as_far_as_known"
    return _level_of_years(one, other, is_exact=False)


def _level_of_years(one: PartialDate, other: PartialDate, *, is_exact: bool) -> Level:
    if one.year is None or other.year is None or one.year == other.year:
        return "differs"
    apart = abs(one.year - other.year)
    if apart <= NEAR_YEARS:
        return "years_close" if is_exact else "year_near"
    return "years_far_apart" if apart >= GENERATION else "years_differ"


def numbers_level(one: Sequence[ParsedDocument], other: Sequence[ParsedDocument]) -> Level:
    """Compare numbers; only documents of one kind and issuer can differ."""
    if len(one) == len(other) == 1:
        return _level_of_papers(one[0], other[0])
    levels = {_level_of_papers(a, b) for a in one for b in other}
    return next((each for each in ("same", "one_sign_differs", "differs") if each in levels), "")


def _level_of_papers(a: ParsedDocument, b: ParsedDocument) -> Level:
    if a.number == b.number:
        return "same"
    if _is_typed_wrong(a.number, b.number):
        return "one_sign_differs"
    return "differs" if a.kind == b.kind and a.issued_by == b.issued_by else ""


def _is_typed_wrong(a: str, b: str) -> bool:
    if min(len(a), len(b)) < SHORTEST_TYPED_WRONG or abs(len(a) - len(b)) > 1:
        return False
    return bool(Levenshtein.distance(a, b, score_cutoff=1) == 1)


@lru_cache(maxsize=1 << 16)
def place_level(one: str, other: str) -> Level:
    if one == other:
        return "same"
    if min(len(one), len(other)) >= SHORTEST_PLACE and Levenshtein.distance(one, other) == 1:
        return "near"
    return "differs"
