"""A record read once: everything that keys and scores need, small enough to store beside it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hamkor.errors import RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.matching.numbers import document_number
from hamkor.matching.places import place
from hamkor.matching.records import Name, PartialDate, Record, Sex
from hamkor.matching.words import MOST_NAMES, Words, word, words_as_written

FORM_VERSION = 7
"""Rises when `parse` reads anything differently: what was stored under another is read anew."""
NATIONAL_ID = "national_id"
MOST_DOCUMENTS = 12
LONGEST_CONTEXT = 100


class ParsedName:
    """The words of one name, and what the source wrote for each.

    `features` and `shape` say of each word what the comparison of many names reads of it.
    """

    __slots__ = ("features", "shape", "words", "written")

    def __init__(self, words: Words, written: tuple[str, ...]) -> None:
        self.words, self.written = words, written
        self.features = tuple([each.features for each in words])
        self.shape = tuple([each.role_code for each in words])

    @property
    def codes(self) -> list[str]:
        return [each.code for each in self.words]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, ParsedName)
            and self.written == other.written
            and self.words == other.words
        )

    def __hash__(self) -> int:
        return hash((self.words, self.written))

    def __repr__(self) -> str:
        return f"ParsedName({self.codes!r}, {self.written!r})"


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document's number as it is compared; `written` as the source has it."""

    number: str
    kind: str
    issued_by: str
    written: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A record as it is compared. `order` is the same for equal records and for no others.

    `born_number` is the date of birth as year, month and day in one number, 0 when unknown.
    """

    names: tuple[ParsedName, ...] = ()
    born: PartialDate | None = None
    sex: Sex = ""
    citizenship: str = ""
    birthplace: str = ""
    place: str = ""
    documents: tuple[ParsedDocument, ...] = ()
    national_ids: tuple[ParsedDocument, ...] = ()
    order: str = ""
    born_number: int = 0

    @property
    def papers(self) -> tuple[ParsedDocument, ...]:
        return (*self.documents, *self.national_ids)

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
            ParsedName(tuple([word(code) for code in codes]), tuple(written))
            for codes, written in form["n"]
        ]
        birthplace, known_as = form["p"]
        return _formed(
            tuple(names),
            PartialDate(*form["b"]) if form["b"] else None,
            form["s"],
            form["c"],
            (birthplace, known_as),
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
    names = sorted(names, key=lambda name: (name.codes, name.written))
    unlike = {tuple(name.words): name for name in reversed(names)}
    return _formed(
        tuple(sorted(unlike.values(), key=lambda name: name.codes)),
        born,
        sex,
        citizenship,
        birthplace,
        sorted(papers, key=_papers_first)[:MOST_DOCUMENTS],
    )


def _papers_first(each: ParsedDocument) -> tuple[bool, tuple[str, ...]]:
    return (each.kind == NATIONAL_ID, _document_order(each))


def _document_order(each: ParsedDocument) -> tuple[str, ...]:
    return (each.number, each.kind, each.issued_by, each.written)


def _formed(
    names: tuple[ParsedName, ...],
    born: PartialDate | None,
    sex: Sex,
    citizenship: str,
    birthplace: tuple[str, str],
    papers: list[ParsedDocument],
) -> Parsed:
    """Return the form of what is in order already."""
    number = _number(born)
    written, known_as = birthplace
    order = [f"{number}{sex}{citizenship}/{written}/{known_as}"]
    for name in names:
        order += [each.code for each in name.words]
        order += name.written
    for each in papers:
        order += _document_order(each)
    return Parsed(
        names,
        born,
        sex,
        citizenship,
        written,
        known_as,
        tuple([each for each in papers if each.kind != NATIONAL_ID]),
        tuple([each for each in papers if each.kind == NATIONAL_ID]),
        "\n".join(order),
        number,
    )


def _number(born: PartialDate | None) -> int:
    if born is None:
        return 0
    return (born.year or 0) * 10_000 + (born.month or 0) * 100 + (born.day or 0)
