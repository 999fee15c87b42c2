"""A table of a million rows in pieces, each read by itself, on whatever core is free.

A fault of one row sets that row aside and says why; the file is always read to its end. A piece
begins where a row begins, so that a run that was cut off goes on there.
"""

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hamkor.batch.tables import LONGEST_CELL, Table, open_table
from hamkor.errors import UnreadableTable
from hamkor.errors import gettext_noop as _

BYTES_A_PIECE = 4 << 20
ROWS_A_PIECE = 25_000
MOST_LINES_OF_A_ROW = 40
PARQUET = ".parquet"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a table as they lie in it.

    Attributes:
        block: bytes of a text table; nothing for Parquet.
        rows: of a Parquet table, every cell as text.
        after: where the next piece begins: a byte, or a row of Parquet.
    """

    block: bytes
    rows: list[list[str]]
    after: int


@dataclass(slots=True)
class ReadRows:
    """The rows of a piece.

    Attributes:
        cells: of each row, in order; none for an empty line or a row that is set aside.
        problems: why a row is set aside, by its place.
    """

    cells: list[list[str]] = field(default_factory=list)
    problems: dict[int, str] = field(default_factory=dict)

    def add(self, cells: list[str], problem: str) -> None:
        """Take in a row, or say why it cannot be used."""
        if problem:
            self.problems[len(self.cells)] = problem
        self.cells.append([] if problem else cells)


@dataclass(frozen=True, slots=True)
class NumberedRow:
    """A row with its number, or why it cannot be used."""

    number: int
    cells: list[str]
    problem: str


def open_any(path: Path) -> Table:
    """Open a text table, or one of Parquet, whatever its columns.

    Raises:
        UnreadableTable: it is missing, empty, or of another kind than its name says.
    """
    if path.suffix.lower() != PARQUET:
        return open_table(path)
    described = _ask(path, "DESCRIBE SELECT * FROM read_parquet($path)")
    return Table(path, tuple(str(name) for name, *_rest in described), "")


def first_row(table: Table) -> int:
    """Return the number of the first row: as a spreadsheet counts, with the header as row 1."""
    return 1 if is_parquet(table) else 2


def is_parquet(table: Table) -> bool:
    """Say whether a table is not text."""
    return not table.delimiter


def pieces(table: Table, start: int = 0) -> Iterator[Piece]:
    """Give the pieces from a place on that an earlier piece named, or from the first row.

    Raises:
        UnreadableTable: a Parquet file is broken further down.
    """
    return _of_parquet(table, start) if is_parquet(table) else _of_text(table, start)


def read_piece(table: Table, piece: Piece) -> ReadRows:
    """Return the rows of a piece, the empty lines among them."""
    if is_parquet(table):
        return ReadRows(piece.rows)
    return _at_once(table, piece.block) or _line_by_line(table, piece.block)


def rows_of(table: Table) -> Iterator[NumberedRow]:
    """Give every row that is not empty, one after the other."""
    number = first_row(table)
    for piece in pieces(table):
        read = read_piece(table, piece)
        for place, cells in enumerate(read.cells):
            problem = read.problems.get(place, "")
            if cells or problem:
                yield NumberedRow(number + place, cells, problem)
        number += len(read.cells)


def _of_text(table: Table, start: int) -> Iterator[Piece]:
    with table.path.open("rb") as file:
        file.seek(start)
        if not start:
            start = len(file.readline())
        rest = b""
        while block := file.read(BYTES_A_PIECE):
            rest += block
            cut = _end_of_a_row(rest)
            if cut:
                start += cut
                yield Piece(rest[:cut], [], start)
                rest = rest[cut:]
        if rest:
            yield Piece(rest, [], start + len(rest))


def _end_of_a_row(block: bytes) -> int:
    """Return the place behind the last line end outside of quotation marks; 0 when there is none.

    A quotation mark that is never closed would hide every line end behind it: after a few pieces
    of that the table is cut at a line, and the row with the mark is the one set aside.
    """
    cut = block.rfind(b"\n") + 1
    if len(block) > 4 * BYTES_A_PIECE:
        return cut or len(block)
    while cut and block.count(b'"', 0, cut) % 2:
        cut = block.rfind(b"\n", 0, block.rfind(b'"', 0, cut)) + 1
    return cut


def _at_once(table: Table, block: bytes) -> ReadRows | None:
    """Read a block without a fault or an empty line; None when there is one somewhere."""
    try:
        text = block.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None
    lines = text.removesuffix("\n").split("\n")
    if "\0" in text or "\r" in text or "" in lines or max(map(len, lines)) > LONGEST_CELL:
        return None
    cells: list[list[str]] = []
    if '"' not in text:
        cells = [line.split(table.delimiter) for line in lines]
    else:
        with suppress(csv.Error):
            cells = list(csv.reader((f"{line}\n" for line in lines), delimiter=table.delimiter))
    width, header = len(table.columns), list(table.columns)
    if not cells or any(len(row) != width for row in cells) or header in cells:
        return None
    return ReadRows(cells)


def _line_by_line(table: Table, block: bytes) -> ReadRows:
    """Read a block in which some row is at fault, and set that row aside."""
    read = ReadRows()
    lines = block.split(b"\n")
    if not lines[-1]:
        lines.pop()
    place = 0
    while place < len(lines):
        taken, cells, problem = _one_row(table, lines, place)
        read.add(cells, problem)
        place += taken
    return read


def _one_row(table: Table, lines: Sequence[bytes], place: int) -> tuple[int, list[str], str]:
    """Return how many lines the row at a place takes, its cells, and what is wrong with it."""
    taken = 1
    while b"".join(lines[place : place + taken]).count(b'"') % 2:
        taken += 1
        if taken > MOST_LINES_OF_A_ROW or place + taken > len(lines):
            return 1, [], "a quotation mark is opened and not closed"
    raw = b"\n".join(lines[place : place + taken])
    try:
        text = raw.decode("utf-8").replace("\0", "").removesuffix("\r")
    except UnicodeDecodeError as error:
        before = raw[: error.start].count(table.delimiter.encode())
        column = table.columns[min(before, len(table.columns) - 1)]
        return taken, [], f"column {column}: not UTF-8"
    try:
        cells = next(csv.reader([text], delimiter=table.delimiter), [])
    except csv.Error as error:
        return taken, [], f"not a row of a table ({error})"
    return taken, cells, _problem(table, cells)


def _problem(table: Table, cells: list[str]) -> str:
    if not cells:
        return ""
    if tuple(cell.strip() for cell in cells) == table.columns:
        return "the names of the columns stand here again"
    if len(cells) != len(table.columns):
        return f"{len(cells)} cells where the header has {len(table.columns)}"
    if max(map(len, cells)) > LONGEST_CELL:
        return f"a cell is longer than {LONGEST_CELL:,} characters"
    return ""


def _of_parquet(table: Table, start: int) -> Iterator[Piece]:
    select = ", ".join(_as_text(name, kind) for name, kind in _kinds(table.path))
    ask = f"SELECT {select} FROM read_parquet($path) OFFSET {start}"  # noqa: S608 - names quoted
    piece: list[list[str]] = []
    for row in _ask(table.path, ask):
        piece.append(list(row))
        if len(piece) == ROWS_A_PIECE:
            start += len(piece)
            yield Piece(b"", piece, start)
            piece = []
    if piece:
        yield Piece(b"", piece, start + len(piece))


def _kinds(path: Path) -> list[tuple[str, str]]:
    described = _ask(path, "DESCRIBE SELECT * FROM read_parquet($path)")
    return [(str(name), str(kind)) for name, kind, *_rest in described]


def _as_text(name: str, kind: str) -> str:
    """Return what makes a text of a column: several words stand behind | as in a text table."""
    quoted = '"' + name.replace('"', '""') + '"'
    if kind.endswith("[]"):
        return f"coalesce(array_to_string({quoted}, '|'), '')"
    if kind.startswith("TIMESTAMP"):
        quoted = f"CAST({quoted} AS DATE)"
    return f"coalesce(CAST({quoted} AS VARCHAR), '')"


def _ask(path: Path, question: str) -> Iterator[tuple[Any, ...]]:
    """Ask DuckDB about a Parquet file; without the library, say how to get it."""
    try:
        import duckdb
    except ImportError as error:
        raise UnreadableTable(
            _("%(file)s: for Parquet install hamkor[batch]"), file=path.name
        ) from error
    try:
        database = duckdb.connect()
        answer = database.execute(question, {"path": str(path)})
        while rows := answer.fetchmany(ROWS_A_PIECE):
            yield from rows
    except duckdb.Error as error:
        why = str(error).splitlines()[0][:200]
        raise UnreadableTable(
            _("%(file)s cannot be read: %(why)s"), file=path.name, why=why
        ) from error


__all__ = ["Piece", "ReadRows", "first_row", "open_any", "pieces", "read_piece", "rows_of"]
