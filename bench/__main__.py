"""`python3 run.py bench [NAME …] [--faults] [--json]`: run the modules beside this one.

A module `bench/NAME.py` has a function `figures()` that yields `report.Figure`. One that has
options of its own has `add_options(parser)` too, and its `figures` takes the options.
"""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.report import Figure, as_table

NOT_MEASUREMENTS = {"__main__", "inside", "nodes", "report", "tested"}
ONLY_WHEN_ASKED = {"faults"}
"""What takes hours."""


def names() -> list[str]:
    """Name every module here that measures something."""
    modules = pkgutil.iter_modules([str(Path(__file__).parent)])
    return sorted({module.name for module in modules} - NOT_MEASUREMENTS)


def measure(chosen: list[str], options: argparse.Namespace) -> Iterator[Figure]:
    """Give the figures of each chosen module as they are taken."""
    for name in chosen:
        module = importlib.import_module(f"bench.{name}")
        yield from module.figures(*([options] if hasattr(module, "add_options") else []))


def main(arguments: list[str]) -> int:
    """Measure what was asked for, and show it."""
    parser = argparse.ArgumentParser(prog="run.py bench")
    parser.add_argument("name", nargs="*", help=f"any of: {', '.join(names()) or 'none yet'}")
    parser.add_argument("--json", action="store_true", help="one JSON object per line")
    parser.add_argument("--faults", action="store_true", help="everything that can go wrong")
    for name in set(arguments) & set(names()):
        module = importlib.import_module(f"bench.{name}")
        getattr(module, "add_options", lambda _parser: None)(parser)
    options = parser.parse_args(arguments)
    unknown = set(options.name) - set(names())
    if unknown:
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    chosen = options.name + ["faults"] * (options.faults and "faults" not in options.name)
    taken = measure(chosen or sorted(set(names()) - ONLY_WHEN_ASKED), options)
    if options.json:
        for figure in taken:
            print(figure.as_json(), flush=True)
    else:
        print(as_table(taken))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
