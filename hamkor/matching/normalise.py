"""Names in four scripts, folded so that spellings of one name become one string."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice, product
from typing import Literal

from hamkor.matching.letters import (
    CYRILLIC,
    FONT_A,
    FONT_B,
    LATIN,
    LOOKS_CYRILLIC,
    LOOKS_LATIN,
    PERSIAN_CONSONANTS,
    PERSIAN_FORMS,
    PERSIAN_VOWELS,
    Readings,
)

Script = Literal["cyrillic", "latin", "persian", "mixed", "none"]
Font = Literal["A", "B"]

MOST_READINGS = 8
LONGEST_WORD = 60
LONGEST_PERSIAN = 24  # longer patterns could take long to fail
LONGEST_NAME = 300
MARKS_WORTH_KEEPING = frozenset("čćçšşžğ")

APOSTROPHES = str.maketrans(dict.fromkeys("ʻʼ‘’`´ʹ′ʾʿ＇", "'"))
INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\u0301\u0640\u064b-\u0652\u0670]"
)
GLUE = str.maketrans("", "", "-‐‑‒–—")


def script_of(text: str) -> Script:
    """Say in which script `text` is written; digits and signs do not count."""
    found = {_script_of_letter(letter) for letter in text if letter.isalpha()} - {"none"}
    if not found:
        return "none"
    return found.pop() if len(found) == 1 else "mixed"


@lru_cache(maxsize=4096)
def _script_of_letter(letter: str) -> Script:
    name = unicodedata.name(letter, "")
    for start, script in (("CYRILLIC", "cyrillic"), ("LATIN", "latin"), ("ARABIC", "persian")):
        if name.startswith(start):
            return script  # type: ignore[return-value]
    return "none"


def clean(text: str) -> str:
    """Return `text` in lower case with one apostrophe, one script a word, no invisible signs."""
    whole = unicodedata.normalize("NFKC", text[:LONGEST_NAME]).casefold().translate(APOSTROPHES)
    whole = INVISIBLE.sub("", unicodedata.normalize("NFC", whole)).translate(GLUE)
    whole = whole.translate(PERSIAN_FORMS)
    return " ".join(_one_script(word) for word in whole.split())


def _one_script(word: str) -> str:
    """Undo look-alikes: a word of two alphabets is read in the one that has all its letters."""
    if script_of(word) != "mixed":
        return word
    as_cyrillic, as_latin = word.translate(LOOKS_CYRILLIC), word.translate(LOOKS_LATIN)
    if script_of(as_cyrillic) == "cyrillic":
        return as_cyrillic
    return as_latin if script_of(as_latin) == "latin" else word


def detect_legacy_font(text: str) -> Font | None:
    """Say which pre-Unicode Tajik font `text` was typed in, None when it cannot be told.

    The same letter stands for different sounds in the two fonts, so one letter proves nothing.
    What tells them apart: letters only one font uses, and where a letter stands: ӣ closes a word,
    ҷ and ҳ seldom do. A Ukrainian or Belarusian і between consonants is a vowel, not ҳ.
    """
    lowered = text.lower()
    if FONT_LETTERS.isdisjoint(lowered):
        return None
    words = re.findall(r"\w+", lowered)
    votes: Counter[str] = Counter()
    for word in words:
        votes.update(_votes(word))
    a, b = votes["A"], votes["B"]
    if max(a, b) < 3 or (min(a, b) + votes["neither"]) * 3 > max(a, b):
        return None
    return "A" if a > b else "B"


FONT_LETTERS = frozenset("єґіќѓњїѕ")
"""Letters of which one at least must stand in a text that `_votes` says anything of."""


def _votes(word: str) -> Iterable[str]:
    for place, letter in enumerate(word):
        is_last = place == len(word) - 1
        if letter in "єґ" or (letter == "і" and not _has_vowel_beside(word, place)):
            yield "neither"
        elif letter in "ќѓ" or (letter == "њ" and not is_last) or (letter == "ї" and is_last):
            yield "A"
        elif letter in "іѕ" or (letter == "ї" and not is_last) or (letter == "њ" and is_last):
            yield "B"


def _has_vowel_beside(word: str, place: int) -> bool:
    return any(letter in "аеёиоуэюя" for letter in word[max(0, place - 1) : place + 2])


def repair_legacy_font(text: str) -> str:
    """Return `text` in proper letters when its font is certain, else unchanged."""
    font = detect_legacy_font(text)
    return text.translate({"A": FONT_A, "B": FONT_B}[font]) if font else text


@lru_cache(maxsize=4096)
def fold(word: str) -> Readings:
    """Return the readings of one cleaned Cyrillic or Latin word, most usual first, at most 8."""
    word = word[:LONGEST_WORD]
    table = LATIN if script_of(word) == "latin" else CYRILLIC
    letters = _read(_without_marks(word) if table is LATIN else word, table)
    return tuple(dict.fromkeys("".join(way) for way in islice(product(*letters), MOST_READINGS)))


def _without_marks(word: str) -> str:
    return "".join(
        letter if letter in MARKS_WORTH_KEEPING else unicodedata.normalize("NFD", letter)[0]
        for letter in word
    )


def _read(word: str, table: Mapping[str, Readings]) -> list[Readings]:
    """Split `word` into the longest letter groups that `table` knows; what it lacks is dropped."""
    groups: list[Readings] = []
    place = 0
    while place < len(word):
        for length in (4, 3, 2, 1):
            if found := table.get(word[place : place + length]):
                groups.append(found)
                place += length
                break
        else:
            place += 1
    return groups


SURNAME = re.compile(r"(?<=..)(?:[oi](?:v|ff|u)(?:o|oi|i)?)$")
SURNAME_NEW = re.compile(r"(?<=..)(?:zod(?:o|i|ih|oh)?|(?<=..)i?ion|(?<=..)pur)$")
SURNAME_SLAVIC = re.compile(r"sk(?:oio|oi|ii?)$")
PATRONYMIC = re.compile(r"(?<=..)[oi]v(?:i(?:ts|t?s?[cxhkji])|i?no)$")
FINAL_I = re.compile(r"(?<=[^oiu]..)i+$|(?<=..[^oiu])i+$")
GLIDE_AT_END = re.compile(r"(?<=[ou])i+$")
FINAL_H = re.compile(r"(?<=o)h$")
ABDUL = re.compile("(?<=^[oi]bd[oiu])l(?=[^oiul])")
REPEATED = re.compile(r"(.)\1+")

Ending = Literal["", "surname", "patronymic", "new"]


def root(reading: str) -> tuple[str, Ending]:
    """Return a reading without the endings of family names and patronymics, and which it had.

    Раҳмонов, Раҳмонова, Раҳмонзода, Раҳмонӣ, Раҳмониён and Раҳмон have one root. The endings lost
    their force in Tajik law in 2016 and 2020, so one person may hold several in turn.
    """
    ending: Ending = ""
    bare = PATRONYMIC.sub("", reading)
    if bare != reading:
        ending = "patronymic"
    elif (bare := SURNAME.sub("", SURNAME_SLAVIC.sub("sk", reading))) != reading:
        ending = "surname"
    elif (bare := SURNAME_NEW.sub("", reading)) != reading:
        ending = "new"
    return tidy(bare), ending


def tidy(bare: str) -> str:
    """Drop what no two spellings agree on: doubled letters, a closing и, й or ҳ."""
    bare = GLIDE_AT_END.sub("", FINAL_H.sub("", REPEATED.sub(r"\1", bare)))
    bare = FINAL_I.sub("", bare)
    return REPEATED.sub(r"\1", ABDUL.sub("", bare.replace("dj", "j").replace("tc", "c")))


LOOSE = str.maketrans("hcxf", "gjjp")
VOWELS = str.maketrans("", "", "oiu")


def loose(reading: str) -> str:
    """Fold what translators exchange: ҳ and г, ҷ and ч and ш, ф and п."""
    return REPEATED.sub(r"\1", reading.translate(LOOSE))


def consonants(reading: str) -> str:
    """Return the loose consonants alone: what almost every spelling of a name keeps."""
    return REPEATED.sub(r"\1", loose(reading).translate(VOWELS))


PERSIAN_ENDINGS = re.compile(
    "(?<=..)(?:زاده|زاد|اوف|اف|وف|یف|اوا|یوا|یف[اه]|ف[اه]|افا|وفا)?[یيى]*$"
)
ARTICLE = re.compile("(?<=.)ال(?=..)|(?<=^عبد)ال")
PERSIAN_SILENT_END = re.compile("(?<=..)[هة]$")
ALLAH = re.compile("(?:ال)?له$")  # letters are single by now


@lru_cache(maxsize=4096)
def persian_pattern(word: str) -> re.Pattern[str]:
    """Return a pattern that the root of the same name in another script fits.

    Persian writes no short vowels: after each consonant one may stand unseen, while the written
    ones fix theirs. That tells حسین from حسن, which the consonants alone cannot.
    """
    written = REPEATED.sub(r"\1", word[:LONGEST_PERSIAN])
    bare = PERSIAN_ENDINGS.sub("", written.rstrip("ع"))  # not surely an ending: ظریف, Зариф
    return re.compile("|".join(_persian_pattern(each) for each in dict.fromkeys((written, bare))))


def _persian_pattern(word: str) -> str:
    word, has_allah = ALLAH.subn("", word) if len(word) > 3 else (word, 0)
    parts = [_persian_letter(sign) for sign in ARTICLE.sub("\0", word)]
    if word.endswith("ه"):
        parts[-1] = "[oiu]?h?"
    elif word.endswith("ف"):  # Айтматов may end so
        parts[-1] = "(?:f[oiu]?)?"
    return "".join(parts) + ("[oiu]?l+oh?" if has_allah else "") + "[oiu]?"


OPEN_CONSONANTS = {"ق": "[kg]", "ه": "h?"}
"""Letters that other languages write in two ways, or leave out."""


def _persian_letter(sign: str) -> str:
    if sign == "\0":
        return "u?l?"
    if consonant := PERSIAN_CONSONANTS.get(sign):
        return f"{OPEN_CONSONANTS.get(sign, consonant)}[oiu]?"
    return PERSIAN_VOWELS.get(sign, "")


def persian_consonants(word: str) -> str:
    """Return the loose consonants of a Persian word, comparable with `consonants`."""
    bare = PERSIAN_ENDINGS.sub("", REPEATED.sub(r"\1", word[:LONGEST_WORD]))
    bare = PERSIAN_SILENT_END.sub("", ALLAH.sub("ل", bare))
    return consonants("".join(PERSIAN_CONSONANTS.get(sign, "") for sign in ARTICLE.sub("", bare)))
