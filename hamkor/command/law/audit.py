"""`hamkor law audit FILE.csv --out FINDINGS.csv`: a register of decisions, row by row.

Writes each row's number, what the law says of its end and of the time to contest it, and the
findings. Rows that could not be read as they are stand in the table too, with what is wrong.
A run that was cut off goes on behind the rows it had written.
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hamkor.batch.progress import Bar
from hamkor.command.law.tables import Table, in_parallel, open_table
from hamkor.errors import InputRefused
from hamkor.law.many import RESULTS, Audit, AuditedRow, columns

OUT = ("row", *RESULTS[:-1], "weight", "findings", "faults")


def add_to(verbs: Any) -> None:
    """Add this verb to the command line."""
    from hamkor.command.law import a_day

    parser = verbs.add_parser("audit", help="audit a register of decisions, a million rows long")
    parser.add_argument("table", type=Path, metavar="FILE.csv")
    parser.add_argument("--out", type=Path, required=True, metavar="FINDINGS.csv")
    parser.add_argument("--on", type=a_day, required=True, metavar="DATE")
    parser.set_defaults(do=run)


def run(options: argparse.Namespace) -> int:
    """Audit a table; 1 when rows had faults, 2 when it cannot be read."""
    try:
        table = open_table(options.table)
    except InputRefused as error:
        print(f"hamkor: {error}", file=sys.stderr)
        return 2
    known = set(table.header) & set(columns())
    if not known:
        print(f"hamkor: no column of {table.path.name} is a fact; see --help", file=sys.stderr)
        return 2
    return _audit(table, options.out, options.on)


def _audit(table: Table, out: Path, on: date) -> int:
    done, faulty = _done_before(out)
    bar = Bar("audit", 0)
    with out.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if not done:
            writer.writerow(OUT)
        for rows in in_parallel(
            _audit_piece, table.pieces(done), prepare=_prepare, arguments=(table.header, on)
        ):
            for row in rows:
                done += 1
                faulty += bool(row[-1])
                writer.writerow((done, *row))
            file.flush()
            bar.add(len(rows))
    bar.close()
    print(f"{done} rows audited, {faulty} of them with facts that could not be read")
    return 1 if faulty else 0


def _done_before(out: Path) -> tuple[int, int]:
    """Return how many whole rows a run that was cut off had written; cut what it half wrote."""
    if not out.exists():
        return 0, 0
    whole = out.read_bytes().rpartition(b"\n")[0]
    out.write_bytes(whole + b"\n" if whole else b"")
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return len(rows), sum(bool(row[-1]) for row in rows)


@cache
def _audit_of(header: tuple[str, ...], on: date) -> Audit:
    return Audit(header, on)


_asked: dict[str, tuple[tuple[str, ...], date]] = {}


def _prepare(header: tuple[str, ...], on: date) -> None:
    """Tell a new process what table it works on."""
    _asked["table"] = (header, on)


def _audit_piece(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    audit = _audit_of(*_asked["table"])
    return [as_cells(audit.row(row)) for row in rows]


def as_cells(row: AuditedRow) -> tuple[str, ...]:
    """Return a row of the result, without its number."""
    findings = row.values["findings"] or ()
    plain = (row.values[key] for key in RESULTS[:-1])
    return (
        *("" if value is None else str(value) for value in plain),
        row.weight,
        " ".join(finding.id for finding in findings),
        "; ".join(f"{fault.path}: {fault.says}" for fault in row.faults),
    )
