"""Keys by which a register finds the few records worth comparing."""

import re
from itertools import combinations

from hamkor.matching.records import Record
from hamkor.matching.words import MOST_NAMES, Word, words_of

MOST_KEYS = 12
LONGEST_KEY = 60


def keys(record: Record) -> set[str]:
    """Return at most 12 short strings; two records of one person nearly always share one.

    Plain ASCII compared for equality, so that every database finds them alike. Kinds: "d:" a
    document, "n:" two words of the name, "b:" the birth date, "y:" a word and the birth year,
    "w:" a name of one word.
    """
    found = [*_document_keys(record), *_birth_key(record)]
    names = {words_of(name) for name in record.names[:MOST_NAMES]}
    for words in sorted(names, key=lambda words: [word.text for word in words]):
        found += _name_keys(words, record)
    return set(list(dict.fromkeys(found))[:MOST_KEYS])


def _document_keys(record: Record) -> list[str]:
    numbers = {document_number(document.number) for document in record.documents}
    return sorted(f"d:{number}"[:LONGEST_KEY] for number in numbers if len(number) >= 4)[:3]


def document_number(written: str) -> str:
    """Return a document's number as it is compared: capitals and digits only."""
    return re.sub(r"[\W_]", "", written.upper())


def _birth_key(record: Record) -> list[str]:
    return [f"b:{record.born}"] if record.born and record.born.is_full else []


def _name_keys(words: tuple[Word, ...], record: Record) -> list[str]:
    skeletons = sorted({_skeleton(word) for word in words if not word.is_initial} - {""})[:4]
    if len(skeletons) == 1:
        found = [f"w:{skeletons[0]}"]
    else:
        found = [f"n:{one}+{other}" for one, other in combinations(skeletons, 2)]
    if record.born and record.born.year:
        found += [f"y:{skeleton}{record.born.year}" for skeleton in skeletons]
    return [key[:LONGEST_KEY] for key in found]


def _skeleton(word: Word) -> str:
    """Return the shortest reading: where j may be й, all spellings agree without it."""
    return min(word.skeletons, key=lambda each: (len(each), each), default="")
