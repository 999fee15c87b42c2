"""Results as a file, whole or not there: CSV for a spreadsheet, JSON lines for a program."""

import csv
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _

Write = Callable[[Mapping[str, Any]], None]
DIGITS = {"score": 4, "probability": 9}


@contextmanager
def open_output(path: Path | None, columns: Sequence[str]) -> Iterator[Write]:
    """Give what writes one row; the file takes its name when all rows are written.

    Args:
        path: where to; a name that ends in `.jsonl` gets JSON lines. None: standard output.
        columns: in their order; a value a row lacks is left empty.

    Raises:
        HamkorError: the file cannot be written.
    """
    if path is None:
        yield _writer(sys.stdout, columns, is_json=False)
        return
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            yield _writer(file, columns, is_json=path.suffix == ".jsonl")
        unfinished.replace(path)
    except OSError as error:
        raise HamkorError(
            _("The file %(name)s cannot be written: %(why)s"), name=path.name, why=error.strerror
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _writer(file: TextIO, columns: Sequence[str], *, is_json: bool) -> Write:
    if is_json:
        return lambda row: _write_json(file, columns, row)
    table = csv.writer(file)
    table.writerow(columns)
    return lambda row: table.writerow([_cell(column, row) for column in columns])


def _write_json(file: TextIO, columns: Sequence[str], row: Mapping[str, Any]) -> None:
    kept = {column: row.get(column, "") for column in columns}
    file.write(json.dumps(kept, ensure_ascii=False) + "\n")


def _cell(column: str, row: Mapping[str, Any]) -> Any:
    value = row.get(column, "")
    return round(value, DIGITS.get(column, 6)) if isinstance(value, float) else value
