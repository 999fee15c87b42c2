"""Cells of a register read into columns of facts: a text once, however often it comes."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from hamkor.law.facts import Decision, Family, Offence, Person, Stay
from hamkor.law.reading_facts import FactFault, read_value, shape_of
from hamkor.law.readings import Columns, default_of

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


def columns() -> tuple[str, ...]:
    """Return every column that is read, in the order of the reference."""
    return tuple(
        prefix + each.name for prefix, (_part, kind) in GROUPS.items() for each in fields(kind)
    )


class Together(tuple[Any, ...]):
    """Stays or offences of a row.

    Made once for each different row, so that being equal is being the same: comparing all their
    fields for every rule would cost more than the rule.
    """

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


NOTHING = Together()


class Read:
    """One group of columns of a piece: values by name, whether anything was told, faults."""

    __slots__ = ("faults", "is_told", "values")

    def __init__(
        self, values: Columns, is_told: list[bool], faults: dict[int, list[FactFault]]
    ) -> None:
        self.values, self.is_told, self.faults = values, is_told, faults


class Group:
    """The columns of one piece of the facts; a text is read once however often it comes."""

    def __init__(self, prefix: str, header: Sequence[str]) -> None:
        self.part, self._kind = GROUPS[prefix]
        self.prefix = prefix
        places = {column.removeprefix(prefix): n for n, column in enumerate(header)}
        named = [each.name for each in fields(self._kind) if prefix + each.name in header]
        self._columns = [(name, places[name], dict[str, Any]()) for name in named]
        self._defaults = {name: default_of(self._kind, name) for name in named}
        self._faulty: dict[str, dict[str, tuple[FactFault, ...]]] = {name: {} for name in named}
        self._pieces: dict[tuple[Together, tuple[Any, ...]], Together] = {}

    @property
    def has_any(self) -> bool:
        """Say whether the table has any of these columns."""
        return bool(self._columns)

    def read(self, texts: Sequence[Sequence[str]]) -> Read:
        """Read the columns of this group out of all columns of a piece."""
        values: Columns = {}
        faults: dict[int, list[FactFault]] = {}
        for name, place, known in self._columns:
            values[name] = self._column(name, texts[place], known)
            if faulty := self._faulty[name]:
                for row, text in enumerate(texts[place]):
                    if text in faulty:
                        faults.setdefault(row, []).extend(faulty[text])
        return Read(values, self._is_told(values), faults)

    def piece(self, told: dict[str, Any]) -> Any:
        """Return the facts that one row tells."""
        return self._kind(**told)

    def appended(self, before: list[Together], read: Read) -> list[Together]:
        """Return the stays or offences of each row with the one of this group behind."""
        if len(self._pieces) > MOST_DIFFERENT:
            self._pieces.clear()
        keys = zip(*read.values.values(), strict=True)
        return [
            self._behind(earlier, key) if is_told else earlier
            for earlier, key, is_told in zip(before, keys, read.is_told, strict=True)
        ]

    def _behind(self, earlier: Together, key: tuple[Any, ...]) -> Together:
        place = (earlier, key)
        if place not in self._pieces:
            told = dict(zip((name for name, *_rest in self._columns), key, strict=True))
            self._pieces[place] = Together((*earlier, self.piece(told)))
        return self._pieces[place]

    def _column(self, name: str, texts: Sequence[str], known: dict[str, Any]) -> list[Any]:
        try:
            return list(map(known.__getitem__, texts))
        except KeyError:
            if len(known) > MOST_DIFFERENT:
                known.clear()
                self._faulty[name].clear()
            for text in set(texts) - known.keys():
                known[text] = self._value(name, text)
            return list(map(known.__getitem__, texts))

    def _value(self, name: str, text: str) -> Any:
        faults: list[FactFault] = []
        kind = shape_of(self._kind)[name]
        value = read_value(kind, _cell(text), self.prefix + name, faults)
        if faults:
            self._faulty[name][text] = tuple(faults)
        return self._defaults[name] if value is None else value

    def _is_told(self, values: Columns) -> list[bool]:
        """Say of each row whether it tells anything of this group."""
        listed = [(column, self._defaults[name]) for name, column in values.items()]
        for column, default in listed:
            if default not in column:
                return [True] * len(column)
        defaults = tuple(default for _column, default in listed)
        return [key != defaults for key in zip(*values.values(), strict=True)]


def _cell(text: str) -> Any:
    """Read a cell: digits alone are a number, several words behind | are a list."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 12:
        return int(text)
    return text.split("|") if "|" in text else text
