"""Accepting on PostgreSQL with four processes at a time, every commit on the disk."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.nodes import free_port, hamkor
from bench.report import Figure
from tests.postgres_server import find_programs, running_postgresql

WORKERS = 4
EACH = 500
OFFICES = ("tj-prosecutor-general", "ru-prosecutor-general")
ROOT = Path(__file__).parents[2]


def figures() -> Iterator[Figure]:
    """Give accepts a second and the slowest of a hundred."""
    if find_programs() is None:
        print("PostgreSQL is not installed", file=sys.stderr)
        return
    with (
        tempfile.TemporaryDirectory(prefix="hamkor-bench-") as name,
        running_postgresql(is_durable=True) as url,
    ):
        sender, receiver = (Path(name) / office for office in OFFICES)
        _make(sender, OFFICES[0])
        _make(receiver, OFFICES[1], "--database-url", url)
        _trust(sender, receiver)
        _trust(receiver, sender)
        frames = [Path(name) / f"frames-{n}" for n in range(WORKERS)]
        for path in frames:
            _start("seal", sender, path).wait()
        found = [json.loads(p.communicate()[0]) for p in _together(receiver, frames)]
    seconds = max(one["ended"] for one in found) - min(one["started"] for one in found)
    rate, slow = WORKERS * EACH / seconds, max(one["p99_ms"] for one in found)
    yield Figure("accepts of 10 kB, PostgreSQL, 4 processes", rate, "1/s", 1, target="≥ 800")
    yield Figure("… slowest of a hundred", slow, "ms", 1, target="< 100")


def _make(folder: Path, office: str, *more: str) -> None:
    address = f"http://localhost:{free_port()}"
    hamkor("node", "init", str(folder), "--office", office, "--address", address, "--demo", *more)


def _trust(node: Path, other: Path) -> None:
    statement = str(other / "keys" / "statement.jws")
    hamkor("node", "trust", str(node), "--statement", statement, "--yes")


def _together(node: Path, frames: list[Path]) -> "list[subprocess.Popen[str]]":
    running = [_start("accept", node, path) for path in frames]
    for process in running:  # each has opened its database and waits
        process.stdout.readline()
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    return running


def _start(what: str, node: Path, path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "bench.inside.frames", what, str(path), str(EACH)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HAMKOR_", "DJANGO_"))}
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=kept | {"HAMKOR_NODE": str(node)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
