"""Keys by which a register finds the few records worth comparing."""

import re
from itertools import combinations

from hamkor.matching.letters import LOOKS_LATIN
from hamkor.matching.normalise import consonants
from hamkor.matching.records import Record
from hamkor.matching.vocabulary import standard_form
from hamkor.matching.words import MOST_NAMES, Word, words_of

MOST_KEYS = 12
LONGEST_KEY = 60


def keys(record: Record) -> set[str]:
    """Return at most 12 short strings; two records of one person nearly always share one.

    Plain ASCII compared for equality, so that every database finds them alike. Kinds: "d:" a
    document, "n:" two words of the name, "b:" the birth date, "y:" a word and the birth year,
    "w:" a name of one word, "i:" a family name and an initial.
    """
    found = [*_document_keys(record), *_birth_key(record)]
    names = {words_of(name) for name in record.names[:MOST_NAMES]}
    for words in sorted(names, key=lambda words: [word.text for word in words]):
        found += _name_keys(words, record)
    return set(list(dict.fromkeys(found))[:MOST_KEYS])


def _document_keys(record: Record) -> list[str]:
    numbers = {
        document_number(document.number).encode("ascii", "ignore").decode()
        for document in record.documents
    }
    return sorted(f"d:{number}"[:LONGEST_KEY] for number in numbers if len(number) >= 4)[:3]


def document_number(written: str) -> str:
    """Return a document's number as it is compared: capitals and digits only."""
    return re.sub(r"[\W_]", "", written.lower().translate(LOOKS_LATIN)).upper()


def _birth_key(record: Record) -> list[str]:
    return [f"b:{record.born}"] if record.born and record.born.is_full else []


def _name_keys(words: tuple[Word, ...], record: Record) -> list[str]:
    skeletons = sorted({_skeleton(word) for word in words if not word.is_initial} - {""})[:3]
    if len(skeletons) == 1:
        found = [f"w:{skeletons[0]}"]
    else:
        found = [f"n:{one}+{other}" for one, other in combinations(skeletons, 2)]
    if record.born and record.born.year:
        found += [f"y:{skeleton}{record.born.year}" for skeleton in skeletons]
    return [key[:LONGEST_KEY] for key in (*found, *_initial_keys(words))]


def _skeleton(word: Word) -> str:
    """Return the shortest reading: where j may be й, all spellings agree without it."""
    readings = {consonants(standard_form(each)) for each in word.looses} or word.skeletons
    return min(readings, key=lambda each: (len(each), each), default="")


def _initial_keys(words: tuple[Word, ...]) -> list[str]:
    """Return keys by which "Раҳимов К." finds Раҳимов Карим."""
    surnames = [word for word in words if word.sure_role == "surname"]
    starts = {word.main[:1] for word in words if word not in surnames} - {""}
    return [f"i:{_skeleton(word)}.{start}" for word in surnames for start in sorted(starts)]
