"""Single steps: the log's share, proofs, eleven recipients, a gigabyte, a thousand forgeries."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.report import Figure

ROOT = Path(__file__).parents[2]


def figures() -> Iterator[Figure]:
    """Give each with its target."""
    share = measured("log_share")
    yield Figure("log append, share of an accept", share["share"], "%", 1, target="< 2")
    yield Figure("accepts of 10 kB, one process", share["accept_per_s"], "1/s", 1, target="≥ 800")
    proof = measured("receipt_bytes")
    yield Figure("receipt", proof["receipt"], "B", 1)
    yield Figure("… with proof and cosignature", proof["both"], "B", 1, target="≤ 2,048")
    eleven = measured("eleven")
    yield Figure("1 MB queued for eleven offices", eleven["ms"], "ms", 15, target="< 15")
    yield Figure("… stored for it", eleven["stored_mb"], "MB", 15, target="once")
    large = measured("gigabyte")
    yield Figure(
        "most memory, 1 GB sealed and opened",
        large["mb"],
        "MB",
        1,
        limit=large["before_mb"],
        limit_name="the same process before it began",
        target="< 200",
    )
    yield Figure("1 GB sealed and opened", large["s"], "s", 1)
    forged = measured("forgeries")
    yield Figure(
        "forged logs found at first contact",
        forged["found"],
        "",
        1,
        limit=forged["forged"],
        limit_name="forged logs",
        target="all",
    )


def measured(what: str) -> Any:
    """Measure in a process of its own, in a folder of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HAMKOR_", "DJANGO_"))}
    with tempfile.TemporaryDirectory(prefix="hamkor-bench-") as folder:
        command = [sys.executable, "-m", "bench.exchange.inside", what, folder]
        done = subprocess.run(command, check=True, cwd=ROOT, env=kept, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])
