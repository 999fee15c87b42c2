"""Keys by which a register finds the few records worth comparing."""

from collections.abc import Iterable
from itertools import combinations

from hamkor.matching.normalise import consonants
from hamkor.matching.parsed import Parsed, parse
from hamkor.matching.records import PartialDate, Record
from hamkor.matching.vocabulary import standard_form
from hamkor.matching.words import Word, Words

MOST_KEYS = 40
LONGEST_KEY = 60
MOST_SKELETONS = 4
MOST_NUMBERS = 3
SHORTEST_NUMBER = 4


def keys(record: Record | Parsed) -> set[str]:
    """Return at most 40 short strings; two records of one person nearly always share one.

    Plain ASCII compared for equality, so that every database finds them alike. Kinds: "d:" a
    document, "b:" the birth date, "n:" two words of the name, "y:" a word and the birth year,
    "m:" a word with day and month of birth in either order, "i:" a family name and an initial,
    "w:" a name of one word. A word stands for all its spellings: its consonants are written, of
    its standard form.
    """
    parsed = record if isinstance(record, Parsed) else parse(record)
    found = [*_document_keys(parsed), *_birth_keys(parsed.born)]
    for name in parsed.names:
        found += _name_keys(name.words, parsed.born)
    return set(list(dict.fromkeys(key[:LONGEST_KEY] for key in found))[:MOST_KEYS])


def _document_keys(record: Parsed) -> Iterable[str]:
    numbers = {each.number.encode("ascii", "ignore").decode() for each in record.papers}
    return [f"d:{each}" for each in sorted(numbers) if len(each) >= SHORTEST_NUMBER][:MOST_NUMBERS]


def _birth_keys(born: PartialDate | None) -> Iterable[str]:
    return [f"b:{born}"] if born and born.is_full and not born.is_first_of_january else []


def _name_keys(words: Words, born: PartialDate | None) -> Iterable[str]:
    known = {_skeleton(word) for word in words if not word.is_initial}
    skeletons = sorted(known - {""}, key=lambda each: (-len(each), each))[:MOST_SKELETONS]
    if len(skeletons) == 1:
        yield f"w:{skeletons[0]}"
    for pair in combinations(skeletons, 2):
        one, other = sorted(pair)
        yield f"n:{one}+{other}"
    for skeleton in skeletons:
        yield from _dated(skeleton, born)
    yield from _initial_keys(words)


def _dated(skeleton: str, born: PartialDate | None) -> Iterable[str]:
    if born and born.year:
        yield f"y:{skeleton}{born.year}"
    if born and born.day and born.month and not born.is_first_of_january:
        yield f"m:{skeleton}{'.'.join(map(str, sorted((born.day, born.month))))}"


def _skeleton(word: Word) -> str:
    """Return the shortest reading: where j may be й, all spellings agree without it."""
    readings = {consonants(standard_form(each)) for each in word.looses} or word.skeletons
    return min(readings, key=lambda each: (len(each), each), default="")


def _initial_keys(words: Words) -> Iterable[str]:
    """Return keys by which "Раҳимов К." finds Раҳимов Карим."""
    surnames = [word for word in words if word.sure_role == "surname"]
    starts = {word.main[:1] for word in words if word not in surnames} - {""}
    return [f"i:{_skeleton(word)}.{start}" for word in surnames for start in sorted(starts)]
