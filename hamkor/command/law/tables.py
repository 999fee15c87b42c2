"""Tables of a million rows: read with their faults named, in pieces, on every core."""

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _

ROWS_A_PIECE = 20_000
LONGEST_ROW_CELLS = 1_000

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file with a header; `rows` starts behind as many rows as were done before."""

    path: Path
    header: tuple[str, ...]

    def pieces(self, skip: int = 0) -> Iterator[list[list[str]]]:
        """Give the rows behind the first `skip`, in pieces of `ROWS_A_PIECE`."""
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            piece: list[list[str]] = []
            for number, row in enumerate(rows):
                if number < skip:
                    continue
                piece.append(row)
                if len(piece) == ROWS_A_PIECE:
                    yield piece
                    piece = []
            if piece:
                yield piece


def open_table(path: Path) -> Table:
    """Open a CSV file.

    Raises:
        InputRefused: it cannot be read, is not UTF-8, or has no header.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file), None)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise InputRefused(
            _("%(file)s cannot be read: %(why)s"), file=path.name, why=why
        ) from error
    if not header or len(header) > LONGEST_ROW_CELLS:
        raise InputRefused(_("%(file)s has no line with the names of its columns"), file=path.name)
    return Table(path, tuple(name.strip() for name in header))


def in_parallel(
    work: Callable[[Sequence[Sequence[str]]], Done],
    pieces: Iterator[list[list[str]]],
    *,
    prepare: Callable[..., None],
    arguments: tuple[object, ...],
) -> Iterator[Done]:
    """Do `work` on each piece, on every core, and give the results in order.

    Two pieces a core are in flight, so that memory does not grow with the table.
    """
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores, initializer=prepare, initargs=arguments) as pool:
        flying = []
        for piece in pieces:
            flying.append(pool.submit(work, piece))
            if len(flying) > 2 * cores:
                yield flying.pop(0).result()
        for each in flying:
            yield each.result()
