from hamkor.matching.normalise import script_of

CODES = {"cyrillic": "Cyrl", "latin": "Latn", "persian": "Arab", "mixed": "mixed", "none": ""}


def script_code(text: str) -> str:
    """Return the ISO 15924 code of the script of `text`, "mixed", or empty for no letters."""
    return CODES[script_of(text)]
