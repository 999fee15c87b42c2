"""A register of entries through the same rules that serve a single person.

A register repeats itself: its words and dates are few, so a cell is read once for each different
text. The rules are asked briefly, without the notes that an explanation needs; whoever wants the
explanation of a row assesses its facts again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from hamkor.law.engine import Brief
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
        self._state = state
        self._groups = [group for prefix in GROUPS if (group := _Group(prefix, header)).has_any]
        self._brief = Brief(RESULTS, on, state)

    def row(self, cells: Sequence[str]) -> AuditedRow:
        """Return what follows for one row."""
        facts, faults = self.facts(cells)
        if not facts.decisions:
            return AuditedRow(dict.fromkeys(RESULTS), faults)
        drawn = self._brief.results(facts)
        values = {key: found.answer.value if (found := drawn[key]) else None for key in RESULTS}
        return AuditedRow(values, faults)

    def facts(self, cells: Sequence[str]) -> tuple[Facts, tuple[FactFault, ...]]:
        """Return the facts of one row, and what could not be read of them."""
        parts: dict[str, Any] = {"state": self._state}
        faults: tuple[FactFault, ...] = ()
        for group in self._groups:
            piece, found = group.read(cells)
            if found:
                faults += found
            if piece is None:
                continue
            if group.is_one:
                parts[group.part] = piece
            else:
                parts[group.part] = (*parts.get(group.part, ()), piece)
        facts = Facts(**parts)
        return facts, (*faults, *contradictions(facts))


class _Group:
    """The columns of one piece of the facts; a text is read once however often it comes."""

    def __init__(self, prefix: str, header: Sequence[str]) -> None:
        self.part, self._kind = GROUPS[prefix]
        self.is_one = self.part in ("person", "family")
        self._prefix = prefix
        places = {column.removeprefix(prefix): n for n, column in enumerate(header)}
        named = [each.name for each in fields(self._kind) if prefix + each.name in header]
        self._columns = [(name, places[name], dict[str, Any]()) for name in named]
        self._faulty: dict[str, tuple[FactFault, ...]] = {}

    @property
    def has_any(self) -> bool:
        """Say whether the table has any of these columns."""
        return bool(self._columns)

    def read(self, cells: Sequence[str]) -> tuple[Any, tuple[FactFault, ...]]:
        """Return the piece of one row, None when nothing was said, and its faults."""
        told = {}
        faults: tuple[FactFault, ...] = ()
        for name, place, known in self._columns:
            text = cells[place] if place < len(cells) else ""
            if not text:
                continue
            try:
                value = known[text]
            except KeyError:
                value = self._read_anew(name, text, known)
            if value is not None:
                told[name] = value
            elif self._faulty:
                faults += self._faulty.get(f"{name} {text}", ())
        return (self._kind(**told) if told else None), faults

    def _read_anew(self, name: str, text: str, known: dict[str, Any]) -> Any:
        if len(known) > MOST_DIFFERENT:
            known.clear()
        faults: list[FactFault] = []
        kind = shape_of(self._kind)[name]
        known[text] = read_value(kind, _cell(text), self._prefix + name, faults)
        if faults:
            self._faulty[f"{name} {text}"] = tuple(faults)
        return known[text]


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
