"""One name as different offices write it: Russian, passports, French, Uzbek Latin, old fonts."""

from collections.abc import Callable

TO_RUSSIAN = {
    "ҷ": "дж", "ҳ": "х", "қ": "к", "ғ": "г", "ӯ": "у", "ӣ": "и", "ў": "у", "ъ": "",
    "ң": "н", "ө": "о", "ү": "у",
}  # fmt: skip
WRONG_KEYBOARD = TO_RUSSIAN | {"ҷ": "ч"}
OLD_FONT = {"ҷ": "љ", "ҳ": "њ", "қ": "ќ", "ғ": "ѓ", "ӯ": "ў", "ӣ": "ї"}
OTHER_OLD_FONT = {"ҷ": "ї", "ҳ": "і", "қ": "ѕ", "ғ": "љ", "ӣ": "њ"}
ICAO = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ы": "y", "ъ": "ie", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
TAJIK_LATIN = ICAO | {
    "ҷ": "j", "ҳ": "h", "қ": "q", "ғ": "gh", "ӯ": "u", "ӣ": "i", "ё": "yo", "ю": "yu", "я": "ya",
    "й": "y", "ъ": "",
}  # fmt: skip
UZBEK_LATIN = ICAO | {
    "ҳ": "h", "қ": "q", "ғ": "gʻ", "ў": "oʻ", "х": "x", "ж": "j", "й": "y", "ё": "yo", "ю": "yu",
    "я": "ya", "ъ": "ʼ", "ц": "s",
}  # fmt: skip
KYRGYZ_LATIN = ICAO | {"ң": "ng", "ө": "o", "ү": "u", "ж": "j", "й": "i"}
FRENCH = ICAO | {
    "дж": "dj", "ш": "ch", "ч": "tch", "ж": "j", "у": "ou", "ю": "iou", "й": "i", "х": "kh",
}  # fmt: skip
BACK_FROM_LATIN = {
    "shch": "щ", "kh": "х", "zh": "ж", "ch": "ч", "sh": "ш", "ts": "ц", "iu": "ю", "ia": "я",
    "a": "а", "b": "б", "v": "в", "g": "г", "d": "д", "e": "е", "z": "з", "i": "и", "k": "к",
    "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "r": "р", "s": "с", "t": "т", "u": "у",
    "f": "ф", "y": "ы",
}  # fmt: skip
LOOKS_ALIKE = str.maketrans("аеорсухАЕОРСУХКМТВН", "aeopcyxAEOPCYXKMTBH")
LONGEST = 4


def spell(text: str, table: dict[str, str]) -> str:
    """Replace letter groups by `table`, the longest first; capitals stay at the start of words."""
    written, place = [], 0
    while place < len(text):
        for length in range(LONGEST, 0, -1):
            piece = text[place : place + length]
            found = table.get(piece.lower()) if len(piece) == length else None
            if found is not None:
                written.append(found.capitalize() if piece[0].isupper() else found)
                place += length
                break
        else:
            written.append(text[place])
            place += 1
    return "".join(written)


def russian(text: str) -> str:
    """Write a Tajik, Uzbek or Kyrgyz name as a Russian office does."""
    return spell(text, TO_RUSSIAN)


def icao(text: str) -> str:
    """Write it as a Russian document's machine readable zone does."""
    return spell(russian(text), ICAO)


def french(text: str) -> str:
    """Write it as passports of the nineties did."""
    return spell(russian(text), FRENCH)


def chain(text: str) -> str:
    """Write it in Russian, then in passport Latin, then back: what three offices make of it."""
    return spell(icao(text), BACK_FROM_LATIN)


def tajik_latin(text: str) -> str:
    """Write it as a Tajik passport does."""
    return spell(text, TAJIK_LATIN)


def uzbek_latin(text: str) -> str:
    """Write it in the Uzbek Latin alphabet."""
    return spell(text, UZBEK_LATIN)


def kyrgyz_latin(text: str) -> str:
    """Write it as a Kyrgyz passport does."""
    return spell(text, KYRGYZ_LATIN)


def old_font(text: str) -> str:
    """Write it as a Tajik font from before Unicode shows today."""
    return spell(text, OLD_FONT)


def other_old_font(text: str) -> str:
    """Write it as another font of that time shows: its letters stand for other sounds."""
    return spell(text, OTHER_OLD_FONT)


def wrong_keyboard(text: str) -> str:
    """Write it with the letters of a Russian keyboard."""
    return spell(text, WRONG_KEYBOARD)


def homoglyphs(text: str) -> str:
    """Write some letters in the other alphabet, as a hurried clerk does."""
    return "".join(
        letter.translate(LOOKS_ALIKE) if place % 2 else letter for place, letter in enumerate(text)
    )


LATIN_OF: dict[str, Callable[[str], str]] = {
    "tg": tajik_latin,
    "uz": uzbek_latin,
    "ky": kyrgyz_latin,
    "ru": icao,
}
