"""Everything that can go wrong, and what was lost by it: the whole, of which the tests play a few.

``run.py bench --faults`` (an hour or two on two cores). HAMKOR_SCHEDULES sets how many schedules
are played instead of 10,000.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.report import Figure
from tests.faults import disk
from tests.faults.crash_matrix import launch

ROOT = Path(__file__).parents[2]
SCHEDULES = int(os.environ.get("HAMKOR_SCHEDULES", "10000"))
SHARES = {2: 0.80, 3: 0.15, 11: 0.05}
"""Which part of the schedules has how many offices."""
PIECE = 100
ROLLOVERS = 1_000
QUEUE = 10_000
FLIPS = 2_000
LONGEST_RECOVERY = 5.0


def figures() -> Iterator[Figure]:
    """Give what was lost, doubled or receipted in vain, and out of how much."""
    if disk.compiler() is None:
        print(disk.NO_COMPILER, file=sys.stderr)
    yield from _crashes("named crash points")
    yield from _crashes("every write", "--sweep", "write")
    yield from _crashes("every sync", "--sweep", "sync")
    for offices, share in SHARES.items():
        yield from _schedules(offices, round(SCHEDULES * share))
    yield from _rollovers()
    yield from _long_silence()
    yield from _page_flips()


def _crashes(name: str, *arguments: str) -> Iterator[Figure]:
    outcomes = list(launch(*arguments))
    wrong = [o for o in outcomes if o["wrong"]]
    for outcome in wrong:
        print(f"{outcome['point']}, {outcome['manner']}: {outcome['wrong']}", file=sys.stderr)
    slowest = max(outcome["recovery_seconds"] for outcome in outcomes)
    missed = sum(not outcome["was_struck"] for outcome in outcomes)
    yield Figure(f"{name}: crashes", len(outcomes), "", 1)
    yield Figure(f"{name}: lost, doubled, receipted in vain", len(wrong), "", 1, target="0")
    yield Figure(f"{name}: points not reached", missed, "", 1, target="0")
    yield Figure(f"{name}: longest recovery", slowest, "s", 1, target=f"< {LONGEST_RECOVERY:.0f}")


def _schedules(offices: int, count: int) -> Iterator[Figure]:
    """Play them in pieces, as many at a time as there are cores."""
    pieces = [(start, min(start + PIECE, count)) for start in range(0, count, PIECE)]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = list(pool.map(lambda piece: _program("play", offices, *piece), pieces))
    name = f"random schedules, {offices} offices"
    endured = sum((Counter(one["endured"]) for one in found), Counter())
    mishaps = endured.total() - endured["pass"]
    yield Figure(f"{name}: played", sum(one["schedules"] for one in found), "", 1)
    yield Figure(f"{name}: messages", sum(one["said"] for one in found), "", 1)
    yield Figure(f"{name}: mishaps endured", mishaps, "", 1)
    yield Figure(f"{name}: with a loss", sum(len(o["wrong"]) for o in found), "", 1, target="0")


def _rollovers() -> Iterator[Figure]:
    found = _program("rollovers", ROLLOVERS)
    wrong = found["refused"] + len(found["wrong"])
    yield Figure("key rollovers under load", found["rollovers"], "", 1)
    yield Figure("… messages refused or lost by them", wrong, "", 1, target="0")


def _long_silence() -> Iterator[Figure]:
    found = _program("long_silence", QUEUE)
    yield Figure("queued for an office that sleeps 31 days", QUEUE, "", 1)
    yield Figure("… given up after 30 days, and said", found["came"].get("expired", 0), "", 1)
    yield Figure("… whose officer was not told", QUEUE - found["told"], "", 1, target="0")
    yield Figure("… lost, doubled or out of order", len(found["wrong"]), "", 1, target="0")
    yield Figure("… delivered a second in one process", found["a second"], "/s", 1)


def _page_flips() -> Iterator[Figure]:
    found = _program("page_flips", FLIPS)
    yield Figure("bits flipped in a database", FLIPS, "", 1)
    yield Figure("… found by the node's own checks", found["came"]["found"], "", 1)
    yield Figure("… receipts for what is not held", len(found["wrong"]), "", 1, target="0")


def _program(name: str, *arguments: int) -> Any:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HAMKOR_", "DJANGO_"))}
    command = [sys.executable, "-m", f"tests.faults.{name}", *map(str, arguments)]
    done = subprocess.run(command, check=True, cwd=ROOT, env=kept, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])
