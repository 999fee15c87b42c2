"""A table of persons or of pairs as an office exports it, read so that a fault names its place.

UTF-8 with a header line; comma, semicolon or tab. A fault of the whole file refuses it; a fault
of one row sets that row aside and says why.
"""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hamkor.errors import UnreadableTable
from hamkor.errors import gettext_noop as _

DELIMITERS = ",;\t"
LONGEST_CELL = 2_000
LONGEST_LINE_BYTES = 1_000_000
NAME_COLUMNS = ("full_name", "surname", "given")
PAIR_COLUMNS = tuple(f"{side}_{column}" for side in "ab" for column in NAME_COLUMNS)
TWO_NAMES = ("name1", "name2")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    Attributes:
        number: as a spreadsheet counts, the header being row 1.
        cells: column → text, surrounding spaces removed.
        problem: why it cannot be used, an English sentence; "" when it can.
    """

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A readable table: its columns are known, its rows can be read any number of times."""

    path: Path
    columns: tuple[str, ...]
    delimiter: str

    def rows(self) -> Iterator[Row]:
        """Give the rows in order; empty lines are passed over.

        Raises:
            UnreadableTable: the encoding breaks further down.
        """
        with self.path.open("rb") as file:
            lines = _lines(self.path, file, self)
            reader = csv.reader(lines, delimiter=self.delimiter)
            next(reader, None)
            yield from self._read(reader)

    def _read(self, reader: "Iterator[list[str]]") -> Iterator[Row]:
        number = 1
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise UnreadableTable(
                    _("%(file)s, row %(row)s: not a row of a table (%(why)s)"),
                    file=self.path.name,
                    row=number,
                    why=str(error),
                ) from error
            if cells:
                yield self._row(number, cells)

    def _row(self, number: int, cells: list[str]) -> Row:
        named = {
            column: cell.strip()[:LONGEST_CELL]
            for column, cell in zip(self.columns, cells, strict=False)
        }
        named |= dict.fromkeys(self.columns[len(cells) :], "")
        return Row(number, named, self._problem(number, cells))

    def _problem(self, number: int, cells: list[str]) -> str:
        if len(cells) != len(self.columns):
            return (
                f"{self.path.name}, row {number}: {len(cells)} cells where the header has "
                f"{len(self.columns)}"
            )
        for column, cell in zip(self.columns, cells, strict=True):
            if len(cell) > LONGEST_CELL:
                return (
                    f"{self.path.name}, row {number}, column {column}: {len(cell):,} characters, "
                    f"at most {LONGEST_CELL:,}"
                )
        return ""


def open_persons(path: Path) -> Table:
    """Open a table of persons: `full_name`, or `surname` and `given`, must be among its columns.

    Raises:
        UnreadableTable: it is missing, empty, in another encoding, or has no such column.
    """
    return _open(path, [(column,) for column in NAME_COLUMNS])


def open_pairs(path: Path) -> Table:
    """Open a table of pairs: columns `a_…` and `b_…` as of persons, or `name1` and `name2`.

    Raises:
        UnreadableTable: as for `open_persons`.
    """
    choices = [(f"a_{column}", f"b_{column}") for column in NAME_COLUMNS]
    return _open(path, [TWO_NAMES, *choices])


def open_table(path: Path) -> Table:
    """Open a table whatever its columns.

    Raises:
        UnreadableTable: it is missing, empty, in another encoding, or names a column twice.
    """
    return _open(path, [()])


def _open(path: Path, choices: Sequence[tuple[str, ...]]) -> Table:
    header = _header(path)
    delimiter = max(DELIMITERS, key=header.count)
    try:
        columns = tuple(cell.strip() for cell in next(csv.reader([header], delimiter=delimiter)))
    except csv.Error:  # a line that ends where no line of a table may
        columns = (header.strip(),)
    if not any(set(wanted) <= set(columns) for wanted in choices):
        raise UnreadableTable(
            _("%(file)s, row 1: no column %(wanted)s; the columns are %(columns)s"),
            file=path.name,
            wanted=" / ".join(", ".join(wanted) for wanted in choices),
            columns=", ".join(columns[:30])[:300],
        )
    repeated = sorted({column for column in columns if columns.count(column) > 1})
    if repeated:
        raise UnreadableTable(
            _("%(file)s, row 1: the column %(column)s stands there twice"),
            file=path.name,
            column=repeated[0] or "“”",
        )
    return Table(path, columns, delimiter)


def _header(path: Path) -> str:
    try:
        with path.open("rb") as file:
            header = next(_lines(path, file), "")
    except OSError as error:
        raise UnreadableTable(
            _("%(file)s cannot be read: %(why)s"), file=path.name, why=error.strerror
        ) from error
    if not header.strip():
        raise UnreadableTable(_("%(file)s is empty"), file=path.name)
    return header


def _lines(path: Path, file: BinaryIO, table: Table | None = None) -> Iterator[str]:
    """Give the lines as text; a line that is not UTF-8 is refused with its row and column."""
    for number, raw in enumerate(iter(lambda: file.readline(LONGEST_LINE_BYTES), b""), start=1):
        if len(raw) == LONGEST_LINE_BYTES:
            raise UnreadableTable(
                _("%(file)s, row %(row)s: longer than %(most)s bytes"),
                file=path.name,
                row=number,
                most=LONGEST_LINE_BYTES,
            )
        line = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _wrong_encoding(path, number, line[: error.start], table) from error
        yield text.replace("\0", "")


def _wrong_encoding(path: Path, row: int, before: bytes, table: Table | None) -> UnreadableTable:
    place = before.count((table.delimiter if table else ",").encode())
    column = table.columns[min(place, len(table.columns) - 1)] if table else f"{place + 1}"
    return UnreadableTable(
        _(
            "%(file)s, row %(row)s, column %(column)s: not UTF-8; save the file as UTF-8 "
            "(it may be Windows-1251 or UTF-16)"
        ),
        file=path.name,
        row=row,
        column=column,
    )


def count_rows(table: Table) -> int:
    """Return about how many rows the table has, for a progress bar: line breaks, less one."""
    with table.path.open("rb") as file:
        blocks = iter(lambda: file.read(1 << 20), b"")
        return max(0, sum(block.count(b"\n") for block in blocks) - 1)


def has_names(cells: dict[str, str], prefixes: Iterable[str] = ("",)) -> bool:
    """Say whether any column of a name is filled."""
    return any(cells.get(f"{prefix}{column}") for prefix in prefixes for column in NAME_COLUMNS)
