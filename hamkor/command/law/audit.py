"""`hamkor law audit FILE --out FINDINGS.csv`: a register of decisions, row by row.

Reads a table of text (comma, semicolon or tab) or Parquet. Writes each row's number, what the law
says of its end and of the time to contest it, and the findings. Rows that could not be read as
they are stand in the table too, with what is wrong. The file takes its name when all rows are
written; a run that was cut off goes on behind the pieces it had written. With `--explain ROW` the
reasons for one row are printed instead.
"""

import argparse
import csv
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

from hamkor.batch.pieces import Piece, first_row, open_any, pieces, read_piece, rows_of
from hamkor.batch.pool import each, open_pool
from hamkor.batch.progress import Bar
from hamkor.batch.tables import Table
from hamkor.command import words
from hamkor.command.law.unfinished import Unfinished
from hamkor.errors import InputRefused
from hamkor.law.engine import Assessment
from hamkor.law.explaining import explain
from hamkor.law.many import LINE, Audit, as_cell, columns
from hamkor.parties.sayings import spoken

PLACE = "RU"
MOST_LISTED = 20
"""Rows with a fault that are named on the terminal; the table names all."""
WORTH_A_POOL_BYTES = 3_000_000
NOTHING_FOLLOWS = "," * (len(LINE) - 1)


def add_to(verbs: Any) -> None:
    """Add this verb to the command line."""
    parser = verbs.add_parser("audit", help="audit a register of decisions, a million rows long")
    parser.add_argument("table", type=Path, metavar="FILE", help="CSV, or .parquet")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="FINDINGS.csv")
    what.add_argument("--explain", type=int, metavar="ROW", help="print the reasons for one row")
    parser.add_argument("--on", type=words.a_day, required=True, metavar="DATE")
    parser.add_argument("--lang", choices=words.LANGUAGES, default="en")
    parser.set_defaults(do=run)


def run(options: argparse.Namespace) -> int:
    """Audit a table; 1 when rows had faults, 2 when it cannot be read."""
    try:
        table = open_any(options.table)
        if not set(table.columns) & set(columns()):
            print(f"hamkor: no column of {table.path.name} is a fact; see --help", file=sys.stderr)
            return 2
        if options.explain is not None:
            return _explain(table, options.explain, options.on, options.lang)
        return _audit(table, options.out, options.on)
    except (InputRefused, OSError) as error:
        print(f"hamkor: {error}", file=sys.stderr)
        return 2


def _audit(table: Table, out: Path, on: date) -> int:
    run = Unfinished(out, table.path, on)
    if not run.row:
        run.begin(first_row(table), ("row", *LINE))
    bar = Bar("audit", 0)
    bar.add(run.row - first_row(table))
    with _pool(table) as pool:
        for done in each(pool, partial(audited, table, on), pieces(table, run.place)):
            _list_faulty(run, done)
            run.add(done.lines, done.after, len(done.faulty))
            bar.add(len(done.lines))
    bar.close()
    run.finish()
    rows = run.row - first_row(table)
    print(f"{rows} rows audited, {run.faulty} of them with facts that could not be read")
    return 1 if run.faulty else 0


@contextmanager
def _pool(table: Table) -> Iterator[Pool | None]:
    pool = open_pool() if table.path.stat().st_size > WORTH_A_POOL_BYTES else None
    if pool is None:
        yield None
        return
    with pool:
        yield pool


@dataclass(frozen=True, slots=True)
class Audited:
    """A piece that was audited.

    Attributes:
        after: where the next piece begins.
        lines: for each row, behind its number; nothing for an empty line of the table.
        faulty: places of the rows with a fault.
    """

    after: int
    lines: list[str]
    faulty: list[int]


def audited(table: Table, on: date, piece: Piece) -> Audited:
    """Audit a piece of a table in this process, which remembers what it was asked before."""
    read = read_piece(table, piece)
    with _uncollected():
        lines = _audit_of(table.columns, on).lines(read.cells)
    for place, problem in read.problems.items():
        lines[place] = NOTHING_FOLLOWS + as_cell(problem)
    faulty = [place for place, line in enumerate(lines) if not line.endswith(",")]
    if not all(read.cells):
        for place, cells in enumerate(read.cells):
            if not cells and place not in read.problems:
                lines[place] = ""
        faulty = [place for place in faulty if lines[place]]
    return Audited(piece.after, lines, faulty)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing here forms cycles, and looking for them among a million answers costs a third."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@lru_cache(maxsize=2)
def _audit_of(header: tuple[str, ...], on: date) -> Audit:
    return Audit(header, on, PLACE)


def _list_faulty(run: Unfinished, done: Audited) -> None:
    for place in done.faulty[: max(0, MOST_LISTED - run.faulty)]:
        problem = next(csv.reader([done.lines[place]]))[-1]
        print(f"row {run.row + place}: {problem}", file=sys.stderr)


def _explain(table: Table, wanted: int, on: date, language: str) -> int:
    row = next((row for row in rows_of(table) if row.number == wanted), None)
    if row is None:
        print(f"hamkor: {table.path.name} has no row {wanted}", file=sys.stderr)
        return 2
    if row.problem:
        print(f"hamkor: row {row.number}: {row.problem}", file=sys.stderr)
        return 1
    return _print_reasons(table, row.cells, on, language)


def _print_reasons(table: Table, cells: list[str], on: date, language: str) -> int:
    facts, faults = Audit(table.columns, on, PLACE).facts(cells)
    translate = words.translator(language)
    for fault in faults:
        print(f"{fault.path}: {spoken(fault.says, language, translate)}")
    for name, conclusion in Assessment(facts, on).results():
        print()
        for line in explain(name, conclusion, language, translate):
            print(line)
    return 1 if faults else 0
