"""`hamkor law change RULE --on DATE`: what one change of law does to a register of decisions.

A bill is weighed as if it began on that day. Which persons of open cases a change concerns is
shown to the officers who may read those cases, on the page of cases.
"""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from hamkor.batch.pieces import open_any
from hamkor.command import words
from hamkor.command.law.diff import changed_in, in_words, said_of
from hamkor.errors import HamkorError
from hamkor.law.changing import Change, change_of
from hamkor.law.many import rows_changed_by


def add_to(verbs: Any) -> None:
    """Add this verb to the command line."""
    parser = verbs.add_parser("change", help="weigh one change of law, or a bill")
    parser.add_argument("rule", metavar="RULE", help="such as RU-KOAP-30.3; see `law list`")
    parser.add_argument("--on", type=words.a_day, required=True, metavar="DATE")
    parser.add_argument("--lang", choices=words.LANGUAGES, default="en")
    parser.add_argument("--table", type=Path, metavar="FILE", help="a register to weigh it on")
    parser.set_defaults(do=run)


def run(options: argparse.Namespace) -> int:
    """Print the change and what it alters; 2 when there is no such change or no such table."""
    try:
        change = change_of(options.rule, options.on)
        _print(change, options.on, options.lang)
        if options.table is None:
            return 0
        table = open_any(options.table)
        return changed_in(table, lambda header, rows: rows_changed_by(header, rows, change))
    except HamkorError as error:
        print(f"hamkor: {error}", file=sys.stderr)
        return 2


def _print(change: Change, on: date, language: str) -> None:
    print(f"{change.after.id}  {change.after.cite.in_language(language)}")
    print(f"    without it: {said_of(change.before, change.before.on(on))}")
    print(f"    with it: {said_of(change.after, change.after.on(on))}")


__all__ = ["add_to", "in_words", "run"]
