"""What a run over a table says at its end: on the terminal, or as JSON."""

import argparse
import json
import sys
from typing import Any

from hamkor.batch.scoring import Tally

MOST_SHOWN = 5


def report(options: argparse.Namespace, tally: Tally, **more: Any) -> int:
    """Say what became of the rows; return 1 when some were set aside, else 0."""
    facts = {
        "rows": tally.rows,
        "verdicts": tally.verdicts,
        "set_aside": tally.set_aside,
        "unread": tally.unread,
        **more,
    }
    if options.json:
        stream = sys.stdout if options.out else sys.stderr
        print(json.dumps(facts, ensure_ascii=False), file=stream)
    else:
        _print(facts)
    return 1 if tally.set_aside else 0


def _print(facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        if isinstance(value, list):
            _print_list(name.replace("_", " "), value)
        elif isinstance(value, dict):
            told = ", ".join(f"{key} {_number(each)}" for key, each in value.items())
            print(f"{name.replace('_', ' ')}: {told}", file=sys.stderr)
        else:
            print(f"{name.replace('_', ' ')}: {_number(value)}", file=sys.stderr)


def _print_list(name: str, values: list[str]) -> None:
    if values:
        print(f"{name}: {len(values)}", file=sys.stderr)
        print(*(f"  {value}" for value in values[:MOST_SHOWN]), sep="\n", file=sys.stderr)


def _number(value: Any) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
