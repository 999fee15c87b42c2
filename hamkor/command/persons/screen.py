"""`hamkor persons screen`: each person of a table looked up in a register."""

import argparse
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

from hamkor.batch.register import open_register
from hamkor.batch.screening import Screened, screen_table
from hamkor.batch.tables import open_persons
from hamkor.command.persons.reporting import report
from hamkor.command.persons.weights import scale_of


def run(options: argparse.Namespace) -> int:
    """Index the register, or take the index that is there, and look up every query."""
    register_table, queries = open_persons(options.register), open_persons(options.queries)
    with tempfile.TemporaryDirectory(prefix="hamkor-screen-") as folder:
        index = options.index or Path(folder) / "register.index"
        with closing(open_register(register_table, index)) as register:
            register.scale = replace(register.scale, weights=scale_of(options).weights)
            screened = screen_table(
                register, queries, options.out, top=options.top, language=options.language
            )
            screened.set_aside += register.problems
            size = register.size
    return report(options, screened, register=size, **_times(screened))


def _times(screened: Screened) -> dict[str, float]:
    if len(screened.milliseconds) < 2:
        return {}
    cuts = quantiles(screened.milliseconds, n=100, method="inclusive")
    return {"p50_ms": cuts[49], "p95_ms": cuts[94]}
