"""Nodes to measure: made in a temporary folder, on SQLite or on a PostgreSQL of their own."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.postgres_server import find_programs, running_postgresql

DATABASES = ("SQLite", "PostgreSQL")


@contextlib.contextmanager
def fresh_node(database: str = "SQLite") -> Iterator[Path]:
    """Make a demonstration node of the office in Dushanbe; delete it at the end."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hamkor-bench-")))
        url = stack.enter_context(running_postgresql()) if database == "PostgreSQL" else ""
        address = f"http://localhost:{free_port()}"
        options = ["--office", "tj-prosecutor-general", "--address", address, "--demo"]
        database_options = ["--database-url", url] if url else []
        hamkor("node", "init", str(folder / "node"), *options, *database_options)
        yield folder / "node"


def hamkor(*arguments: str) -> None:
    """Run the command and wait for it."""
    command = [sys.executable, "-m", "hamkor.command", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def inside(node: Path, module: str, *arguments: str) -> Any:
    """Run `bench.inside.<module>` as a process of that node; return the JSON it prints last."""
    command = [sys.executable, "-m", f"bench.inside.{module}", *arguments]
    environment = {**os.environ, "HAMKOR_NODE": str(node)}
    done = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def databases() -> Sequence[str]:
    """Name the databases this machine has."""
    return DATABASES if find_programs() else DATABASES[:1]


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])
