"""Words of the command line: the reader's language, from the catalogues of the pages, and days."""

import argparse
import gettext
from collections.abc import Callable
from datetime import date
from pathlib import Path

import hamkor

LANGUAGES = ("en", "ru", "tg")
_LOCALE = Path(hamkor.__file__).parent / "locale"


def translator(language: str) -> Callable[[str], str]:
    """Return what turns an English sentence into one of `language`; English stays as it is."""
    if language == "en":
        return str
    return gettext.translation("django", _LOCALE, languages=[language], fallback=True).gettext


def a_day(text: str) -> date:
    """Read a day of the command line, such as 2026-11-24."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2026-11-24") from error
