"""The reader's language at the command line, from the catalogues of the pages."""

import gettext
from collections.abc import Callable
from pathlib import Path

import hamkor

LANGUAGES = ("en", "ru", "tg")
_LOCALE = Path(hamkor.__file__).parent / "locale"


def translator(language: str) -> Callable[[str], str]:
    """Return what turns an English sentence into one of `language`; English stays as it is."""
    if language == "en":
        return str
    return gettext.translation("django", _LOCALE, languages=[language], fallback=True).gettext
