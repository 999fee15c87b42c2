"""Keys by which a register finds the few records worth comparing."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations, product

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
LONGEST_SKELETON = 5
LONGEST_SINGLE, SHORTEST_PART, MOST_WORDS_OF_A_MERGED_NAME = 10, 2, 2
INITIAL_MAY_BE = {"d": "j", "z": "j", "s": "j", "t": "j", "k": "g"}


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
    full = [word for word in words if not word.is_initial]
    known = [skeletons_of(word) for word in full]
    read = sorted(filter(None, known), key=lambda each: (-len(each[0]), each))[:MOST_SKELETONS]
    if len(read) == 1:
        yield from (f"w:{skeleton}" for skeleton in read[0])
    for one, other in combinations(read, 2):
        yield from (f"n:{'+'.join(sorted(pair))}" for pair in product(one, other))
    for skeleton in sorted({each for skeletons in read for each in skeletons}):
        yield from _dated(skeleton, born)
    yield from _initial_keys(words, full)
    if len(read) <= MOST_WORDS_OF_A_MERGED_NAME:
        yield from _parted(full)


def _dated(skeleton: str, born: PartialDate | None) -> Iterable[str]:
    if born and born.year:
        yield f"y:{skeleton}{born.year}"
    if born and born.day and born.month and not born.is_first_of_january:
        yield f"m:{skeleton}{'.'.join(map(str, sorted((born.day, born.month))))}"


@lru_cache(maxsize=65536)
def skeletons_of(word: Word) -> tuple[str, ...]:
    """Return the first consonants of a word, of one reading or, where j may be й, of two.

    Without в, which a Persian و or a Latin u may hide, and cut where a machine readable zone may
    have cut.
    """
    bare = word.skeletons
    if word.looses:
        bare = frozenset(consonants(standard_form(each)) for each in word.looses)
    read = sorted({(each.replace("v", "") or each)[:LONGEST_SKELETON] for each in bare} - {""})
    read.sort(key=lambda each: (len(each), each))
    return tuple(dict.fromkeys((read[0], read[-1]))) if read else ()


def _initial_keys(words: Words, full: list[Word]) -> Iterable[str]:
    """Return keys by which "Раҳимов К." finds Раҳимов Карим.

    The family name is what an ending or the source's columns say; else it may be any word.
    """
    surnames = [word for word in full if word.sure_role == "surname"]
    surnames = surnames or [word for word in full if word.hinted_role == "surname"] or full
    for word in surnames:
        others = {start for each in words if each is not word for start in _first_sounds(each)}
        for skeleton in skeletons_of(word)[:1]:
            yield from (f"i:{skeleton}.{start}" for start in sorted(others))


def _first_sounds(word: Word) -> Iterable[str]:
    """Return the first sound of a word, or every one that an initial may stand for."""
    if not word.is_initial:
        return (word.main[:1],) if word.main else ()
    first = {each[:1] for each in word.looses}
    return first | {sound for each in first for sound in INITIAL_MAY_BE.get(each, "")}


def _parted(full: list[Word]) -> Iterable[str]:
    """Return the keys of two words for each way to part a long word that may be two."""
    for word in full:
        if len(word.main) < LONGEST_SINGLE:
            continue
        readings = sorted({consonants(each).replace("v", "") for each in word.looses})
        for whole in dict.fromkeys((*readings[:1], *readings[-1:])):
            for cut in range(SHORTEST_PART, len(whole) - SHORTEST_PART + 1):
                pair = sorted((whole[:cut][:LONGEST_SKELETON], whole[cut:][:LONGEST_SKELETON]))
                yield f"n:{'+'.join(pair)}"
