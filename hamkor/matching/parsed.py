"""A record read once: everything that keys and scores need, small enough to store beside it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from hamkor.errors import RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.matching.numbers import document_number
from hamkor.matching.places import place
from hamkor.matching.records import Name, PartialDate, Record, Sex
from hamkor.matching.words import MOST_NAMES, Words, word, words_as_written

FORM_VERSION = 4
"""Rises when `parse` reads anything differently: what was stored under another is read anew."""
NATIONAL_ID = "national_id"
MOST_DOCUMENTS = 12
LONGEST_CONTEXT = 100


@dataclass(frozen=True, slots=True)
class ParsedName:
    """The words of one name, and what the source wrote for each."""

    words: Words
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document's number as it is compared; `written` as the source has it."""

    number: str
    kind: str
    issued_by: str
    written: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A record as it is compared. `order` is the same for equal records and for no others."""

    names: tuple[ParsedName, ...] = ()
    born: PartialDate | None = None
    sex: Sex = ""
    citizenship: str = ""
    birthplace: str = ""
    place: str = ""
    papers: tuple[ParsedDocument, ...] = ()
    order: str = dataclass_field(default="", compare=True)

    @property
    def documents(self) -> tuple[ParsedDocument, ...]:
        return tuple(each for each in self.papers if each.kind != NATIONAL_ID)

    @property
    def national_ids(self) -> tuple[ParsedDocument, ...]:
        return tuple(each for each in self.papers if each.kind == NATIONAL_ID)

    def papers_of(self, field: str) -> tuple[ParsedDocument, ...]:
        """Return the papers that are compared as "national_id", or as "document"."""
        return self.national_ids if field == NATIONAL_ID else self.documents

    def to_json(self) -> dict[str, Any]:
        """Return what a JSON column can hold; `from_json` gives an equal form back."""
        born = self.born and [self.born.year, self.born.month, self.born.day]
        return {
            "v": FORM_VERSION,
            "n": [[[each.code for each in name.words], list(name.written)] for name in self.names],
            "b": born,
            "s": self.sex,
            "c": self.citizenship,
            "p": [self.birthplace, self.place],
            "d": [[each.number, each.kind, each.issued_by, each.written] for each in self.papers],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any] | str) -> "Parsed":
        """Return the form that was stored.

        Raises:
            RuleViolation: it was stored under another `FORM_VERSION`; parse the record anew.
        """
        form = json.loads(stored) if isinstance(stored, str) else stored
        if form.get("v") != FORM_VERSION:
            raise RuleViolation(_("This form was read by another version and must be read anew"))
        names = [
            ParsedName(tuple(word(code) for code in codes), tuple(written))
            for codes, written in form["n"]
        ]
        return _ordered(
            names,
            PartialDate(*form["b"]) if form["b"] else None,
            form["s"],
            form["c"],
            (form["p"][0], form["p"][1]),
            [ParsedDocument(*each) for each in form["d"]],
        )


def parse(record: Record) -> Parsed:
    """Read a record; the order of its names, of their words and of its documents is lost."""
    names = sorted(record.names, key=repr)[:MOST_NAMES]
    context = " ".join(name.whole[:LONGEST_CONTEXT] for name in names)
    read = {_parsed_name(name, context) for name in names}
    papers = {
        ParsedDocument(number, each.kind.casefold(), each.issued_by.upper(), each.number.strip())
        for each in record.documents
        if (number := document_number(each.number))
    }
    born = record.born if record.born and record.born.is_possible else None
    written = record.birthplace.strip()
    return _ordered(
        [name for name in read if name.words],
        born,
        record.sex,
        record.citizenship.strip().upper(),
        (written, place(written)),
        papers,
    )


def _parsed_name(name: Name, context: str) -> ParsedName:
    pairs = words_as_written(name, context=context)
    return ParsedName(tuple(each for each, _w in pairs), tuple(written for _e, written in pairs))


def _ordered(
    names: Iterable[ParsedName],
    born: PartialDate | None,
    sex: Sex,
    citizenship: str,
    birthplace: tuple[str, str],
    papers: Iterable[ParsedDocument],
) -> Parsed:
    names = sorted(names, key=lambda name: ([each.code for each in name.words], name.written))
    documents = sorted(
        papers, key=lambda each: (each.number, each.kind, each.issued_by, each.written)
    )
    unlike = {tuple(name.words): name for name in reversed(names)}
    kept = tuple(sorted(unlike.values(), key=lambda name: [each.code for each in name.words]))
    order = "\n".join(
        (
            *(" ".join((*(each.code for each in name.words), *name.written)) for name in kept),
            f"{born} {sex} {citizenship} {birthplace}",
            *map(repr, documents[:MOST_DOCUMENTS]),
        )
    )
    return Parsed(
        kept, born, sex, citizenship, *birthplace, tuple(documents[:MOST_DOCUMENTS]), order
    )
