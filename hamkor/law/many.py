"""A register of entries through the same rules that serve a single person.

A register repeats itself: its words and dates are few, so a cell is read once for each different
text. The rules are asked briefly, without the notes that an explanation needs; whoever wants the
explanation of a row assesses its facts again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from hamkor.law.engine import Assessment
from hamkor.law.facts import Decision, Facts, Family, Offence, Person, Stay
from hamkor.law.reading_facts import FactFault, contradictions, read_value, shape_of

GROUPS: dict[str, tuple[str, type]] = {
    "": ("decisions", Decision),
    "person_": ("person", Person),
    "family_": ("family", Family),
    "stay1_": ("stays", Stay),
    "stay2_": ("stays", Stay),
    "offence1_": ("offences", Offence),
    "offence2_": ("offences", Offence),
    "offence3_": ("offences", Offence),
}
"""Prefix of a column and the facts it belongs to; one without prefix is of the decision."""

MOST_DIFFERENT = 100_000
"""Different texts of a column that are remembered; a bound on memory, not on the table."""
RESULTS = ("ban_until", "appeal_by", "appeal_to", "findings")


@dataclass(frozen=True, slots=True)
class AuditedRow:
    """What follows for one row.

    Attributes:
        values: by the keys of `RESULTS`; findings as ids, the gravest first.
        faults: facts that could not be read; the row is answered as far as it can be.
    """

    values: dict[str, Any]
    faults: tuple[FactFault, ...]

    @property
    def weight(self) -> str:
        """Return the weight of the gravest finding, or nothing."""
        findings = self.values["findings"]
        return findings[0].weight if findings else ""


def columns() -> tuple[str, ...]:
    """Return every column that is read, in the order of the reference."""
    return tuple(
        prefix + each.name for prefix, (_part, kind) in GROUPS.items() for each in fields(kind)
    )


class Audit:
    """Answers rows of one table on one day.

    Args:
        header: names of the columns; those that are no fact are ignored.
        on: the day asked about.
        state: whose law.
    """

    def __init__(self, header: Sequence[str], on: date, state: str = "RU") -> None:
        self._on, self._state = on, state
        self._groups = [(prefix, _columns_of(prefix, header)) for prefix in GROUPS]

    def row(self, cells: Sequence[str]) -> AuditedRow:
        """Return what follows for one row."""
        facts, faults = self.facts(cells)
        if not facts.decisions:
            return AuditedRow(dict.fromkeys(RESULTS), faults)
        assessment = Assessment(facts, self._on, is_brief=True)
        values = {}
        for key in RESULTS:
            drawn = assessment.draw(key, 0)
            values[key] = drawn.answer.value if drawn else None
        return AuditedRow(values, faults)

    def facts(self, cells: Sequence[str]) -> tuple[Facts, tuple[FactFault, ...]]:
        """Return the facts of one row, and what could not be read of them."""
        parts: dict[str, Any] = {"state": self._state}
        faults: list[FactFault] = []
        for prefix, columns in self._groups:
            told = {column.name: column.read(cells, faults) for column in columns}
            known = {name: value for name, value in told.items() if value is not None}
            if not known:
                continue
            part, kind = GROUPS[prefix]
            piece = kind(**known)
            is_one = part in ("person", "family")
            parts[part] = piece if is_one else (*parts.get(part, ()), piece)
        facts = Facts(**parts)
        return facts, (*faults, *contradictions(facts))


class _Column:
    """One column of facts; a text is read once however often it comes."""

    def __init__(self, prefix: str, name: str, place: int) -> None:
        self.name = name
        self._prefix, self._place = prefix, place
        self._read: dict[str, tuple[Any, tuple[FactFault, ...]]] = {}

    def read(self, cells: Sequence[str], faults: list[FactFault]) -> Any:
        text = cells[self._place] if self._place < len(cells) else ""
        found = self._read.get(text)
        if found is None:
            if len(self._read) > MOST_DIFFERENT:
                self._read.clear()
            found = self._read[text] = self._read_anew(text)
        if found[1]:
            faults += found[1]
        return found[0]

    def _read_anew(self, text: str) -> tuple[Any, tuple[FactFault, ...]]:
        faults: list[FactFault] = []
        kind = shape_of(GROUPS[self._prefix][1])[self.name]
        value = read_value(kind, _cell(text), self._prefix + self.name, faults)
        return value, tuple(faults)


def _columns_of(prefix: str, header: Sequence[str]) -> list[_Column]:
    names = {each.name for each in fields(GROUPS[prefix][1])}
    return [
        _Column(prefix, column.removeprefix(prefix), place)
        for place, column in enumerate(header)
        if column.startswith(prefix) and column.removeprefix(prefix) in names
    ]


def _cell(text: str) -> Any:
    """Read a cell: digits alone are a number, several words behind | are a list."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 12:
        return int(text)
    return text.split("|") if "|" in text else text


def changed_rows(
    header: Sequence[str], rows: Iterable[Sequence[str]], first: date, second: date
) -> Iterator[tuple[int, dict[str, tuple[Any, Any]]]]:
    """Give the number of each row, from 0, that is answered otherwise on another day, and how."""
    one, other = Audit(header, first), Audit(header, second)
    for number, cells in enumerate(rows):
        before, after = one.row(cells).values, other.row(cells).values
        if found := _differences(before, after):
            yield number, found


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        key: (before[key], after[key])
        for key in before
        if _plain(before[key]) != _plain(after[key])
    }


def _plain(value: Any) -> Any:
    return tuple(each.id for each in value) if isinstance(value, tuple) else value


__all__ = ["Audit", "AuditedRow", "changed_rows", "columns"]
