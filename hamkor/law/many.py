"""A register of entries through the same rules that serve a single person.

A register repeats itself: its words and dates are few, so a cell is read once for each different
text, and a rule is asked once for each different reading of the facts. Entries of the same kind
and ground are taken together, since the rules look at the same facts of them. Whoever wants the
explanation of a row assesses its facts again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice, repeat
from typing import Any, cast, get_args

from hamkor.law.changing import Change, plain
from hamkor.law.conclusions import Conclusion, Weight
from hamkor.law.facts import Facts
from hamkor.law.provisions import Provision, as_if
from hamkor.law.reading_facts import CONTRADICTIONS, FactFault, contradictions
from hamkor.law.readings import Columns, Question, Reader, Row, Shared
from hamkor.law.register_cells import GROUPS, NOTHING, Group, columns
from hamkor.law.rules.bans import ban_provision
from hamkor.law.rules.legality import CHECKS, gravest_first

ROWS_COMPARED = 10_000
RESULTS = ("ban_until", "appeal_by", "appeal_to", "findings")
DRAWN = RESULTS[:-1]
LINE = (*DRAWN, "weight", "findings", "faults")
WEIGHTS = get_args(Weight)


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


Judge = Callable[[Sequence[Sequence[str]]], list[AuditedRow]]


class Audit:
    """Answers rows of one table on one day.

    Args:
        header: names of the columns; those that are no fact are ignored.
        on: the day asked about.
        state: whose law.
    """

    def __init__(self, header: Sequence[str], on: date, state: str = "RU") -> None:
        self._state, self._width = state, len(header)
        self._groups = [group for prefix in GROUPS if (group := Group(prefix, header)).has_any]
        self._kind, self._ground = (
            header.index(name) if name in header else None for name in ("kind", "ground")
        )
        self._row = Row(on, state)
        self._shared: dict[bool, Shared] = {True: {}, False: {}}
        self._readers: dict[tuple[str, str, bool], Reader] = {}

    def row(self, cells: Sequence[str]) -> AuditedRow:
        """Return what follows for one row."""
        return self.rows([cells])[0]

    def rows(self, table: Sequence[Sequence[str]]) -> list[AuditedRow]:
        """Return what follows for each row."""
        found: dict[int, AuditedRow] = {}
        for sheet in self.sheets(table):
            for n, place in enumerate(sheet.places):
                found[place] = sheet.row(n)
        return [found[place] for place in range(len(table))]

    def lines(self, table: Sequence[Sequence[str]]) -> list[str]:
        """Return what follows for each row as a line of a CSV table, in the order of `LINE`."""
        found = [""] * len(table)
        for sheet in self.sheets(table):
            for place, line in zip(sheet.places, sheet.lines(), strict=True):
                found[place] = line
        return found

    def sheets(self, table: Sequence[Sequence[str]]) -> Iterator["Sheet"]:
        """Give the rows of each kind and ground together, with what follows for them."""
        alike: dict[tuple[str, str], list[int]] = {}
        for place, likeness in enumerate(self._likeness(table)):
            alike.setdefault(likeness, []).append(place)
        for likeness, places in alike.items():
            yield from self._alike(table, places, likeness)

    def _alike(
        self, table: Sequence[Sequence[str]], places: list[int], likeness: tuple[str, str]
    ) -> Iterator["Sheet"]:
        texts = list(zip(*[self._full(table[place]) for place in places], strict=True))
        facts, is_told, faults = self._columns(texts, len(places))
        if all(is_told) or not any(is_told):
            self._row.has_decision = is_told[0]
            reader = self._reader((*likeness, is_told[0]))
            kept = list(reader.answers(facts, len(places)))
            yield Sheet(places, kept, is_told[0], faults)
            return
        for wanted in (True, False):
            some = [place for place, told in zip(places, is_told, strict=True) if told is wanted]
            yield from self._alike(table, some, likeness)

    def _reader(self, likeness: tuple[str, str, bool]) -> Reader:
        if likeness not in self._readers:
            shared = self._shared[likeness[-1]]
            self._readers[likeness] = Reader(_QUESTIONS, _kept, self._row, shared)
        return self._readers[likeness]

    def facts(self, cells: Sequence[str]) -> tuple[Facts, tuple[FactFault, ...]]:
        """Return the facts of one row, and what could not be read of them."""
        texts = [(cell,) for cell in self._full(cells)]
        parts: dict[str, Any] = {"state": self._state}
        faults: list[FactFault] = []
        for group in self._groups:
            read = group.read(texts)
            faults += [fault for found in read.faults.values() for fault in found]
            if not read.is_told[0]:
                continue
            piece = group.piece({name: values[0] for name, values in read.values.items()})
            is_one = group.part in ("person", "family")
            parts[group.part] = piece if is_one else (*parts.get(group.part, ()), piece)
        facts = Facts(**parts)
        return facts, (*faults, *contradictions(facts))

    def _likeness(self, table: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
        """Give kind and ground of each row."""
        width, kind, ground = self._width, self._kind, self._ground
        for cells in table:
            whole = cells if len(cells) == width else self._full(cells)
            yield (
                "" if kind is None else whole[kind],
                "" if ground is None else ban_provision(whole[ground]),
            )

    def _full(self, cells: Sequence[str]) -> Sequence[str]:
        if len(cells) == self._width:
            return cells
        return (*cells[: self._width], *[""] * (self._width - len(cells)))

    def _columns(
        self, texts: Sequence[Sequence[str]], rows: int
    ) -> tuple[Columns, list[bool], dict[int, list[FactFault]]]:
        """Read texts, one sequence a column, into facts; which rows tell of a decision; faults."""
        facts: Columns = {}
        has_decision = [False] * rows
        faults: dict[int, list[FactFault]] = {}
        for group in self._groups:
            read = group.read(texts)
            for place, found in read.faults.items():
                faults.setdefault(place, []).extend(found)
            if group.part == "decisions":
                has_decision = read.is_told
            if group.part in ("stays", "offences"):
                before = facts.get(group.part, [NOTHING] * rows)
                facts[group.part] = group.appended(before, read)
            else:
                facts |= {group.prefix + name: values for name, values in read.values.items()}
        return facts, has_decision, faults


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of one kind and ground, and what follows for them.

    Attributes:
        places: of the rows in their table.
        kept: for each bundle of questions, what is kept for each row.
        has_decision: whether the rows tell of any.
        faults: cells that could not be read, by the row's place in this sheet.
    """

    places: list[int]
    kept: list[list["Kept"]]
    has_decision: bool
    faults: dict[int, list[FactFault]]

    def lines(self) -> list[str]:
        """Return what follows for each row as cells of a CSV table, in the order of `LINE`."""
        drawn = [self._drawn(place) for place in range(len(DRAWN))]
        marks = [[each.marks for each in kept] for kept in self.kept]
        marked = [column for column in marks if any(column)]
        findings = map(_told, zip(*marked, strict=True)) if marked else repeat(_told(()))
        return list(map(",".join, zip(*drawn, findings, self._faults(), strict=False)))

    def _drawn(self, place: int) -> list[str]:
        kept = next(kept for kept in self.kept if kept and place in kept[0].drawn)
        return [each.drawn[place] for each in kept]

    def _faults(self) -> list[str]:
        contradicted = [
            column for kept in self.kept if any(column := [each.faults for each in kept])
        ]
        if not contradicted and not self.faults:
            return [""] * len(self.places)
        said: list[tuple[str, ...]] = list(zip(*contradicted, strict=True))
        texts = ["; ".join(filter(None, row)) for row in said] or [""] * len(self.places)
        for n, found in self.faults.items():
            texts[n] = "; ".join(filter(None, (_said(found), texts[n])))
        return [as_cell(text) for text in texts]

    def row(self, n: int) -> AuditedRow:
        """Return what follows for a row of this sheet."""
        told = {place: said for bundle in self.kept for place, said in bundle[n].told.items()}
        wrong = [fault for place in _CONTRADICTED for fault in told[place]]
        faults = (*self.faults.get(n, ()), *wrong)
        if not self.has_decision:
            return AuditedRow(dict.fromkeys(RESULTS), faults)
        drawn = (cast("Conclusion | None", told[place]) for place in range(len(DRAWN)))
        values = {
            key: each.answer.value if each else None
            for key, each in zip(DRAWN, drawn, strict=True)
        }
        found = gravest_first(each for place in _CHECKED for each in told[place])
        return AuditedRow(values | {"findings": found}, faults)


class Kept:
    """What a bundle of questions answered: as it was told, and as texts of a table.

    Attributes:
        told: answers by the places of the questions.
        drawn: texts of the results among them, by their places; empty where none arises.
        marks: findings among them: weight, place of the check and name of each, one text.
        faults: contradictions among them.
    """

    __slots__ = ("drawn", "faults", "marks", "told")

    def __init__(self, told: dict[int, Any]) -> None:
        self.told = told
        self.drawn = {place: _text(each) for place, each in told.items() if place < len(DRAWN)}
        self.marks = "".join(
            f"{WEIGHTS.index(each.weight)}{place:03}{each.id};"
            for place, found in told.items()
            if place in _CHECKED
            for each in found
        )
        self.faults = _said(
            fault for place, found in told.items() if place in _CONTRADICTED for fault in found
        )


@cache
def _kept_nothing(places: tuple[int, ...]) -> Kept:
    return Kept({place: None if place < len(DRAWN) else () for place in places})


def _kept(told: dict[int, Any]) -> Kept:
    """Keep answers; most bundles find nothing in most rows, and share that."""
    return Kept(told) if any(told.values()) else _kept_nothing(tuple(told))


def _text(drawn: Conclusion | None) -> str:
    return "" if drawn is None or drawn.answer.value is None else str(drawn.answer.value)


def _said(faults: Iterable[FactFault]) -> str:
    return "; ".join(f"{fault.path}: {fault.says}" for fault in faults)


@cache
def _told(marks: tuple[str, ...]) -> str:
    """Return weight and names of findings as two cells, the gravest first."""
    each = sorted(mark for text in marks for mark in text.split(";") if mark)
    weight = WEIGHTS[int(each[0][0])] if each else ""
    return f"{weight},{' '.join(mark[4:] for mark in each)}"


def as_cell(text: str) -> str:
    """Return a text as a cell of a CSV table."""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\r\n') else text


def _result(key: str) -> Question:
    return lambda row: row.result(key) if row.has_decision else None


def _check(check: Any) -> Question:
    return lambda row: tuple(check(row)) if row.has_decision else ()


def _contradiction(check: Any) -> Question:
    return lambda row: tuple(check(row))


_QUESTIONS: tuple[Question, ...] = (
    *map(_result, DRAWN),
    *map(_check, CHECKS),
    *map(_contradiction, CONTRADICTIONS),
)
_CHECKED = range(len(DRAWN), len(DRAWN) + len(CHECKS))
_CONTRADICTED = range(_CHECKED.stop, len(_QUESTIONS))


def changed_rows(
    header: Sequence[str], rows: Iterable[Sequence[str]], first: date, second: date
) -> Iterator[tuple[int, dict[str, tuple[Any, Any]]]]:
    """Give the number of each row, from 0, that is answered otherwise on another day, and how."""
    yield from _compared(rows, Audit(header, first).rows, Audit(header, second).rows)


def rows_changed_by(
    header: Sequence[str], rows: Iterable[Sequence[str]], change: Change
) -> Iterator[tuple[int, dict[str, tuple[Any, Any]]]]:
    """Give the number of each row, from 0, that a change of law answers otherwise, and how."""
    yield from _compared(
        rows,
        _under(change.before, Audit(header, change.on)),
        _under(change.after, Audit(header, change.on)),
    )


def _under(law: Provision, audit: Audit) -> Judge:
    def rows(table: Sequence[Sequence[str]]) -> list[AuditedRow]:
        with as_if(law):
            return audit.rows(table)

    return rows


def _compared(
    rows: Iterable[Sequence[str]], one: Judge, other: Judge
) -> Iterator[tuple[int, dict[str, tuple[Any, Any]]]]:
    left, number = iter(rows), 0
    while some := list(islice(left, ROWS_COMPARED)):
        for before, after in zip(one(some), other(some), strict=True):
            if found := _differences(before.values, after.values):
                yield number, found
            number += 1


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        key: (before[key], after[key]) for key in before if plain(before[key]) != plain(after[key])
    }


__all__ = [
    "GROUPS",
    "Audit",
    "AuditedRow",
    "as_cell",
    "changed_rows",
    "columns",
    "rows_changed_by",
]
