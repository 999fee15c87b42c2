"""Uzbek in Cyrillic letters, made from the Latin text by rule, so that both always say the same.

The table is that of the Uzbek law on the Latin alphabet (1993, in its wording of 1995) read
backwards. What the Latin script does not tell (ц, the soft sign) stands in the list of words;
what is no Uzbek (places to be filled, names of file formats) is left as it is.
"""

import re
from collections.abc import Mapping

TURNED_COMMA = "\u02bb"
"""Part of the letters oʻ and gʻ."""
APOSTROPHE = "\u02bc"
"""The tutuq belgisi, which parts or lengthens: maʼno."""

LETTERS: Mapping[str, str] = {
    f"o{TURNED_COMMA}": "ў",
    f"g{TURNED_COMMA}": "ғ",
    "sh": "ш",
    "ch": "ч",
    f"s{APOSTROPHE}h": "сҳ",
    "yo": "ё",  # but yoʻ is й and ў
    "yu": "ю",
    "ya": "я",
    "ye": "е",
    "ts": "ц",  # only in -tsiya and -tsion; elsewhere it is т and с
    **dict(zip("abdefghijklmnopqrstuvxyz", "абдефгҳижклмнопқрстувхйз", strict=True)),
    APOSTROPHE: "ъ",
}
VOWELS = frozenset("aeiou") | {f"o{TURNED_COMMA}"}

# Beginning of a word → the same in Cyrillic. What follows is spelled by rule.
WORDS: Mapping[str, str] = {
    "aprel": "апрель",
    "avtomobil": "автомобиль",
    "belarus": "беларусь",
    "dekabr": "декабрь",
    "fevral": "февраль",
    "iyul": "июль",
    "iyun": "июнь",
    "koeffitsiyent": "коэффициент",
    "konsert": "концерт",
    "litsenz": "лиценз",
    f"mo{TURNED_COMMA}jiz": "мўъжиз",
    "noyabr": "ноябрь",
    "ofitser": "офицер",
    "oktabr": "октябрь",
    "parol": "пароль",
    "primorye": "приморье",
    "protsent": "процент",
    "protsess": "процесс",
    "retsept": "рецепт",
    "rubl": "рубль",
    "sentabr": "сентябрь",
    "sotsial": "социал",
    "sudya": "судья",
    "yanvar": "январь",
}
SOFT_SIGN = "ь"
"""Stands at the end of a word only: апрель, апрелдан."""

KEPT = (
    r"%%|%\(\w+\)[sd]|%[sd]",  # places to be filled, and a per cent sign
    r"<[^>]*>|&\w+;|https?://\S+",  # marks and addresses of a page
    r"\b(?:PDF|Word|QR|PIN|SMS|MB|KB|GB|ZIP|JSON|JWS|RFC|SHA|Ed25519|C2SP|UTC|tlog-proof|"
    r"ruID|Amina|WhatsApp|Telegram|MAX)\b",
    r"\b[IVXLC]+\b",  # Roman numerals
)
_TYPED = re.compile("['‘’`´]")
_TYPED_COMMA = re.compile("([oOgG])['‘’`´]")
_KEPT = re.compile("|".join(KEPT))
_WORD = re.compile(rf"[A-Za-z{TURNED_COMMA}{APOSTROPHE}]+")
_LETTER = re.compile(
    "|".join(
        [
            r"ts(?=iya|ion)",
            f"yo(?!{TURNED_COMMA})",
            *sorted(LETTERS.keys() - {"ts", "yo"}, key=len, reverse=True),
            TURNED_COMMA,  # astray: nothing is lost
        ]
    ),
    re.IGNORECASE,
)
_LISTED = re.compile("|".join(sorted(WORDS, key=len, reverse=True)), re.IGNORECASE)


def with_own_signs(text: str) -> str:
    """Return an Uzbek text in Latin letters with the signs of its alphabet, however it was typed.

    People type the comma of oʻ and gʻ and the apostrophe as any of four signs that look alike.
    """
    return _TYPED.sub(APOSTROPHE, _TYPED_COMMA.sub(rf"\1{TURNED_COMMA}", text))


def in_cyrillic(text: str) -> str:
    """Return an Uzbek text in Latin letters as it is written in Cyrillic ones."""
    said, at = [], 0
    for kept in _KEPT.finditer(text):
        said += [_WORD.sub(_spelled, text[at : kept.start()]), kept[0]]
        at = kept.end()
    return "".join([*said, _WORD.sub(_spelled, text[at:])])


def _spelled(found: re.Match[str]) -> str:
    word: str = found[0]
    said = _with_listed_head(word)
    return said.upper() if word.isupper() and len(word) > 1 else said


def _with_listed_head(word: str) -> str:
    listed = _LISTED.match(word)
    if listed is None:
        return _by_rule(word, before="")
    rest = _by_rule(word[listed.end() :], before="*")
    head = WORDS[listed[0].lower()]
    if rest:
        head = head.removesuffix(SOFT_SIGN)
    return _in_case_of(listed[0], head) + rest


def _by_rule(word: str, *, before: str) -> str:
    """Spell letter by letter; `before` is what stands before the first, "" for nothing."""
    said = []
    for found in _LETTER.finditer(word):
        letter = found[0].lower()
        is_open = letter == "e" and (not before or before in VOWELS)
        said.append(_in_case_of(found[0][0], "э" if is_open else LETTERS.get(letter, letter)))
        before = letter
    return "".join(said)


def _in_case_of(model: str, word: str) -> str:
    if len(model) > 1 and model.isupper():
        return word.upper()
    return word[0].upper() + word[1:] if model[0].isupper() else word
