"""In which languages the node speaks, and to whom.

Officers read three. The person reads six: every sentence that a person can meet is said in all of
them, the Cyrillic Uzbek made from the Latin by rule.
"""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

LOCALES = Path(__file__).parent / "locale"

OWN_NAMES = {
    "tg": "Тоҷикӣ",
    "uz": "O\u02bbzbekcha",
    "uz-cyrl": "Ўзбекча",
    "ky": "Кыргызча",
    "ru": "Русский",
    "en": "English",
}
"""The languages of the public pages by their own names, in the order in which they are offered."""

OF_OFFICERS = ("tg", "ru", "en")
IN_COMMON = "ru"
"""What an office falls back on whose own language is not spoken here."""
WRITTEN_IN_DATA = frozenset(OF_OFFICERS)
"""The languages in which a name stands in its data file; the others stand in the catalogues."""

DATA_CONTEXT = "data"
"""Context under which the catalogues hold the names of the data files."""


def locale_of(language: str) -> str:
    """Return the folder of a language's catalogue: "uz-cyrl" lies in ``uz_Cyrl``."""
    tongue, _dash, script = language.lower().partition("-")
    return f"{tongue}_{script.title()}" if script else tongue


def base_of(language: str) -> str:
    """Return the language without its script: ISO 639."""
    return language.split("-")[0]


def data_name(english: str, language: str) -> str:
    """Return a name of the data files in a language of the public pages, else in English."""
    return _catalogue(language.lower()).pgettext(DATA_CONTEXT, english)


@cache
def _catalogue(language: str) -> NullTranslations:
    for code in (language, base_of(language)):
        path = LOCALES / locale_of(code) / "LC_MESSAGES" / "django.mo"
        if code in OWN_NAMES and path.exists():
            with path.open("rb") as file:
                return GNUTranslations(file)
    return NullTranslations()
