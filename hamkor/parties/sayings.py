"""Sentences with facts, so that a page can say in any language why the node answers as it does."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hamkor.data_files import Names

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True)
class Saying:
    """An English sentence with ``%(name)s`` places and the facts that fill them.

    A fact may be a `Names`, a date or plain text; `in_language` renders each as a reader of that
    language expects it.
    """

    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def in_language(
        self, language: str, translate: Callable[[str], str] = lambda sentence: sentence
    ) -> str:
        """Return the whole sentence; `translate` is the page's gettext."""
        facts = {name: _render(fact, language) for name, fact in self.facts.items()}
        return translate(self.sentence) % facts if facts else translate(self.sentence)

    def __str__(self) -> str:
        return self.in_language("en")


def spoken(saying: Saying, language: str, translate: Callable[[str], str]) -> str:
    """Return the whole sentence; a word among its facts that is a sentence is translated too."""
    facts = {
        name: translate(fact) if isinstance(fact, str) and fact else fact
        for name, fact in saying.facts.items()
    }
    return Saying(saying.sentence, facts).in_language(language, translate)


def _render(fact: Any, language: str) -> str:
    if isinstance(fact, Names):
        return fact.in_language(language)
    if isinstance(fact, date):
        return _day(fact, language)
    return str(fact)


def _day(day: date, language: str) -> str:
    if language.startswith("en"):
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day:%d.%m.%Y}"


_ARTICLE = {"tg": "моддаи ", "ru": "ст. ", "en": "art. "}


def cited(instrument: Names, provision: str) -> Names:
    """Return "Minsk Convention, art. 7(1)" as a reader of each language would cite it."""
    return Names(
        **{
            language: f"{instrument.in_language(language)}, {provision.replace('art. ', word)}"
            for language, word in _ARTICLE.items()
        }
    )


def joined(names: Iterable[Names], separator: str = "; ") -> Names:
    """Join names into one fact that can be shown in every language."""
    listed = list(names)
    return Names(
        **{
            language: separator.join(name.in_language(language) for name in listed)
            for language in _ARTICLE
        }
    )
