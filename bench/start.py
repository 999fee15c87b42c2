"""How soon an office answers after its start, and how much memory its two processes take."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.nodes import fresh_node
from bench.report import Figure, compare
from hamkor.demo.supervisor import Program, Supervisor, programs_of, wait_until_answering
from hamkor.node import load_node

RUNS = 5
SETTLED_SECONDS = 3
KIB = 1024


def figures() -> Iterator[Figure]:
    """Give seconds to the first page, and MiB of the web and the worker process."""
    with fresh_node() as folder:
        yield compare(
            "start of the web process to the first page",
            "s",
            ours=lambda: seconds_to_answer(folder),
            limit=("starting Python and importing Django", seconds_to_import_django),
            runs=RUNS,
        )
        yield from memory(folder)


def seconds_to_answer(folder: Path) -> float:
    start = time.perf_counter()
    program = Program("web", ("node", "run", str(folder)))
    with Supervisor([program], folder / "logs") as supervisor:
        wait_until_answering(supervisor, [load_node(folder).address])
        return time.perf_counter() - start


def seconds_to_import_django() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import django.core.handlers.wsgi"], check=True)
    return time.perf_counter() - start


def memory(folder: Path) -> Iterator[Figure]:
    """Measure the proportional set size of both process trees, seconds after the first page."""
    programs = programs_of(folder, "office")
    with Supervisor(programs, folder / "logs") as supervisor:
        wait_until_answering(supervisor, [load_node(folder).address])
        time.sleep(SETTLED_SECONDS)
        for program in programs:
            yield Figure(f"memory, {program.name}", resident_mib(program), "MiB", 1)


def resident_mib(program: Program) -> float:
    """Add up the proportional set sizes of all processes with this command line."""
    wanted = " ".join(program.arguments)
    total = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            total += _pss_kib(entry, wanted)
    return total / KIB


def _pss_kib(process: Path, wanted: str) -> int:
    try:
        command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        parent = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
        above = Path(f"/proc/{parent}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        if wanted not in command and wanted not in above:
            return 0
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
