"""`hamkor law diff DATE1 DATE2`: what changed in the law, and which entries change with it."""

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from hamkor.batch.pieces import open_any, rows_of
from hamkor.batch.tables import Table
from hamkor.command import words
from hamkor.errors import InputRefused
from hamkor.law.many import changed_rows
from hamkor.law.provisions import Provision, Version, provisions


def add_to(verbs: Any) -> None:
    """Add this verb to the command line."""
    parser = verbs.add_parser("diff", help="tell what changed between two days, and for whom")
    parser.add_argument("first", type=words.a_day, metavar="DATE1")
    parser.add_argument("second", type=words.a_day, metavar="DATE2")
    parser.add_argument("--lang", choices=words.LANGUAGES, default="en")
    parser.add_argument("--table", type=Path, metavar="FILE", help="a register to compare")
    parser.set_defaults(do=run)


def run(options: argparse.Namespace) -> int:
    """Print the changes; 2 when the table cannot be read."""
    for line in changes(options.first, options.second, options.lang):
        print(line)
    if options.table is None:
        return 0
    first, second = options.first, options.second
    try:
        table = open_any(options.table)
        return changed_in(table, lambda header, rows: changed_rows(header, rows, first, second))
    except InputRefused as error:
        print(f"hamkor: {error}", file=sys.stderr)
        return 2


Compare = Callable[
    [tuple[str, ...], Iterator[list[str]]], Iterator[tuple[int, dict[str, tuple[Any, Any]]]]
]


def changed_in(table: Table, compare: Compare) -> int:
    """Print the rows of a table that are answered otherwise; 1 when some cannot be used."""
    used: list[int] = []
    count = faulty = 0

    def cells() -> Iterator[list[str]]:
        nonlocal faulty
        for row in rows_of(table):
            if row.problem:
                faulty += 1
                print(f"row {row.number}: {row.problem}", file=sys.stderr)
            else:
                used.append(row.number)
                yield row.cells

    for place, found in compare(table.columns, cells()):
        count += 1
        print(f"row {used[place]}: {in_words(found)}")
    print(f"{count} rows change")
    return 1 if faulty else 0


def in_words(found: dict[str, tuple[Any, Any]]) -> str:
    """Return what changes of a row in one line: findings by their names."""
    return "; ".join(
        f"{key}: {_one(before)} → {_one(after)}" for key, (before, after) in found.items()
    )


def _one(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(str(getattr(each, "id", each)) for each in value) or "–"
    return "–" if value is None else str(value)


def changes(first: date, second: date, language: str) -> Iterator[str]:
    """Give a line for each provision whose wording on the two days is not the same."""
    for each in provisions().values():
        before, after = each.on(first), each.on(second)
        if before is not after:
            yield f"{each.id}  {each.cite.in_language(language)}"
            yield f"    {first}: {said_of(each, before)}"
            yield f"    {second}: {said_of(each, after)}"


def said_of(each: Provision, version: Version | None) -> str:
    """Return the values of a wording in one line."""
    if version is None:
        return "not in force"
    terms = (f"{name} {term.length} {term.unit}" for name, term in version.terms.items())
    values = (f"{name} {value}" for name, value in version.values.items())
    return "; ".join((*terms, *values)) or each.status
