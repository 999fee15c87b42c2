"""A long table that is being written: whole or not there, and gone on with after a cut."""

import json
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path


class Unfinished:
    """The findings as far as they are written, and from where the register is read on.

    Beside the table stands a note of what it is of; it is written after the rows it speaks of,
    so that rows that were half written are cut off when the work goes on.

    Args:
        out: the name the table takes when it is whole.
        of: the register that is read.
        on: the day asked about.

    Attributes:
        row: number of the next row; 0 before the first.
        place: where the next piece of the register begins.
        faulty: rows with a fault so far.
    """

    def __init__(self, out: Path, of: Path, on: date) -> None:
        self._out = out
        self._table = out.with_name(f".{out.name}.unfinished")
        self._note = out.with_name(f".{out.name}.unfinished.json")
        seen = of.stat()
        self._of = [str(of.resolve()), seen.st_size, seen.st_mtime_ns, on.isoformat()]
        self.row, self.place, self.faulty = 0, 0, 0
        self._take_up()

    def _take_up(self) -> None:
        try:
            told = json.loads(self._note.read_text(encoding="utf-8"))
            if told["of"] != self._of or self._table.stat().st_size < told["bytes"]:
                return
            os.truncate(self._table, told["bytes"])
            self.row, self.place, self.faulty = told["row"], told["place"], told["faulty"]
        except (OSError, ValueError, KeyError):
            return

    def begin(self, row: int, header: Sequence[str]) -> None:
        """Write the names of the columns; the first row to come has the number `row`."""
        self.row = row
        self._table.write_text(",".join(header) + "\n", encoding="utf-8")

    def add(self, lines: Sequence[str], after: int, faulty: int) -> None:
        """Write a line for each row of a piece, empty ones left out, and note how far it is."""
        numbers = range(self.row, self.row + len(lines))
        text = "".join([f"{n},{line}\n" for n, line in zip(numbers, lines, strict=True) if line])
        with self._table.open("a", encoding="utf-8", newline="") as file:
            file.write(text)
        self.row, self.place, self.faulty = numbers.stop, after, self.faulty + faulty
        note = {
            "of": self._of,
            "bytes": self._table.stat().st_size,
            "row": self.row,
            "place": self.place,
            "faulty": self.faulty,
        }
        whole = self._note.with_suffix(".new")
        whole.write_text(json.dumps(note), encoding="utf-8")
        whole.replace(self._note)

    def finish(self) -> None:
        """Give the table its name."""
        self._table.replace(self._out)
        self._note.unlink(missing_ok=True)
