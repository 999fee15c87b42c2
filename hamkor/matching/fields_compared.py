"""Birth date, documents, place, sex and citizenship of two records."""

from functools import cache
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from hamkor.data_files import load
from hamkor.matching.findings import Finding, weights
from hamkor.matching.keys import document_number
from hamkor.matching.normalise import LONGEST_NAME, clean, fold, loose
from hamkor.matching.records import PartialDate, Record

NATIONAL_ID = "national_id"
MOST_DOCUMENTS = 12
SHORTEST_TYPED_WRONG = 7
NEAR_YEARS = 2


def compare_fields(ours: Record, theirs: Record) -> tuple[Finding, ...]:
    """Return a finding for each field that both records have; what is missing says nothing."""
    findings = (
        _born(ours.born, theirs.born),
        _documents(ours, theirs, "document"),
        _documents(ours, theirs, NATIONAL_ID),
        _plain("sex", ours.sex, theirs.sex),
        _birthplace(ours.birthplace, theirs.birthplace),
        _plain("citizenship", ours.citizenship.upper(), theirs.citizenship.upper()),
    )
    return tuple(finding for finding in findings if finding)


def _finding(field: str, level: str, **facts: object) -> Finding:
    return Finding(field, level, weights().fields[field][level], facts)


def _plain(field: str, one: str, other: str) -> Finding | None:
    if not one or not other:
        return None
    return _finding(field, "same" if one == other else "differs", one=one, other=other)


def _born(one: PartialDate | None, other: PartialDate | None) -> Finding | None:
    if not one or not other or not _shared_parts(one, other):
        return None
    level = _level_of_full(one, other) if one.is_full and other.is_full else _level(one, other)
    facts: dict[str, object] = {"one": str(one), "other": str(other)}
    if one.year and other.year:
        facts |= {"year": one.year, "years": abs(one.year - other.year)}
    return _finding("born", level, **facts)


def _parts(born: PartialDate) -> tuple[int | None, int | None, int | None]:
    return born.year, born.month, born.day


def _shared_parts(one: PartialDate, other: PartialDate) -> list[tuple[int, int]]:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return [(a, b) for a, b in pairs if a is not None and b is not None]


def _level_of_full(one: PartialDate, other: PartialDate) -> str:
    if one == other:
        return "same_first_of_january" if one.is_first_of_january else "same"
    if one.year == other.year:
        if (one.month, one.day) == (other.day, other.month):
            return "day_and_month_exchanged"
        if one.is_first_of_january or other.is_first_of_january:
            return "only_year_known_for_sure"
    if _typed_alike(one, other):
        return "one_part_differs"
    is_like = one.is_first_of_january == other.is_first_of_january
    return _level_of_years(one, other, is_exact=is_like)


def _typed_alike(one: PartialDate, other: PartialDate) -> bool:
    """Say whether one date may be the other with one part misread."""
    agreeing = sum(a == b for a, b in _shared_parts(one, other))
    if agreeing != 2 or one.is_first_of_january:
        return False
    return one.year == other.year or Levenshtein.distance(str(one), str(other)) == 1


def _level(one: PartialDate, other: PartialDate) -> str:
    if all(a == b for a, b in _shared_parts(one, other)):
        return "same_as_far_as_known"
    return _level_of_years(one, other, is_exact=False)


def _level_of_years(one: PartialDate, other: PartialDate, *, is_exact: bool) -> str:
    if one.year is None or other.year is None or one.year == other.year:
        return "differs"
    is_near = abs(one.year - other.year) <= NEAR_YEARS
    return "year_near" if is_near and not is_exact else "years_differ"


def _documents(ours: Record, theirs: Record, field: str) -> Finding | None:
    """Compare numbers; only documents of one kind and issuer can differ."""
    one, other = _numbers(ours, field), _numbers(theirs, field)
    if not one or not other:
        return None
    if shared := sorted(set(one) & set(other)):
        return _finding(field, "same", one=shared[0])
    if any(_is_typed_wrong(a, b) for a in one for b in other):
        return _finding(field, "one_sign_differs")
    kinds = set(one.values()) & set(other.values())
    return _finding(field, "differs") if kinds else None


def _numbers(record: Record, field: str) -> dict[str, tuple[str, str]]:
    return {
        document_number(each.number): (each.kind, each.issued_by.upper())
        for each in sorted(record.documents, key=lambda each: (each.number, each.kind))
        if (each.kind == NATIONAL_ID) == (field == NATIONAL_ID) and document_number(each.number)
    }


def _is_typed_wrong(a: str, b: str) -> bool:
    return min(len(a), len(b)) >= SHORTEST_TYPED_WRONG and Levenshtein.distance(a, b) == 1


def _birthplace(one: str, other: str) -> Finding | None:
    ours, theirs = _place(one), _place(other)
    if not ours or not theirs:
        return None
    level = "same" if ours == theirs else "differs"
    return _finding("birthplace", level, one=one, other=other)


def _place(written: str) -> str:
    """Return one name for a place: the present one, folded; "" for a whole country."""
    folded = _folded_place(written)
    return _present_names().get(folded, folded)


def _folded_place(written: str) -> str:
    return "".join(loose(fold(word)[0]) for word in clean(written[:LONGEST_NAME]).split())


@cache
def _present_names() -> dict[str, str]:
    places = load(Path(__file__).parent / "places.yaml", list[list[str]])
    return {_folded_place(each): _folded_place(names[0]) for names in places for each in names}
