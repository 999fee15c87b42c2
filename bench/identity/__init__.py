"""Identity matching: ours beside what others offer, same data, same run.

`run.py bench identity [--data DIR] [--million]`. Without `--data` on invented families that the
project makes itself (`generate`), the same for the same seed.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.report import Figure

QUERIES = 2_000
SIZE = 100_000
MILLION = 1_000_000
SEED = 2026


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what only this measurement understands."""
    parser.add_argument("--data", type=Path, metavar="DIR", help="identity: pairs from there")
    parser.add_argument("--size", type=int, default=SIZE, help="identity: of the register")
    parser.add_argument("--million", action="store_true", help="identity: a register of 1,000,000")


def figures(options: argparse.Namespace) -> Iterator[Figure]:
    """Give the table: pairs, screening, linking."""
    from bench.identity import generate, linking, pairs, searching

    with tempfile.TemporaryDirectory(prefix="hamkor-identity-") as scratch:
        own = Path(scratch)
        data = getattr(options, "data", None)
        if not data:
            generate.write_folder(own, size=1_000, seed=SEED)
        yield from pairs.figures(data or own)
        largest = getattr(options, "size", SIZE)
        for size in [largest, MILLION] if getattr(options, "million", False) else [largest]:
            generate.write_registers(own, size, SEED + size)
            tables = own / f"register_{size}.csv", own / f"queries_{size}.csv"
            yield from searching.figures(*tables, most=QUERIES)
            if size == largest:
                yield from linking.figures(tables[1], tables[0])
