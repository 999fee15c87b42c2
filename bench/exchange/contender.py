"""A process that measures one thing whenever it is asked, so that several can take turns.

It prints a line when it is ready, then answers each line ``SIZE SECONDS`` with one line of JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NoReturn

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PEERS = ROOT / "build" / "peers"


class Contender:
    """One running process of this kind."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.facts: dict[str, Any] = json.loads(self._line())

    def measure(self, size: int, seconds: float) -> dict[str, Any]:
        """Let it work for so long on messages of `size` bytes, and return what it found."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{size} {seconds}\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._line())
        return found

    def per_second(self, size: int, seconds: float) -> float:
        return float(self.measure(size, seconds)["per_s"])

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"a contender ended with {self._process.wait()}")
        return line


@contextmanager
def running(script: str, *arguments: str, python: Path | None = None) -> Iterator[Contender]:
    """Start `script` of this folder in a scratch folder of its own; end it at the end."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="hamkor-bench-"))
        command = [str(python or sys.executable), str(HERE / script), folder, *arguments]
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("HAMKOR_", "DJANGO_"))}
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=kept | {"PYTHONPATH": str(ROOT) if python is None else ""},
        )
        stack.callback(process.wait)
        stack.callback(process.kill)
        yield Contender(process)


def python_of_peers() -> Path | None:
    """Return the interpreter that has the peers, made if need be; None where that fails."""
    python = PEERS / "bin" / "python"
    stamp = PEERS / "installed"
    wanted = (HERE / "peers.txt").read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    venv.create(PEERS, with_pip=True, clear=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "-r", str(HERE / "peers.txt")]
    if subprocess.run(install, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
        return None
    stamp.write_text(wanted)
    return python


def answer_questions(cycle: Callable[[int], object], **facts: object) -> NoReturn:
    """Run in a contender: measure `cycle(size)` as often as asked."""
    print(json.dumps(facts), flush=True)
    for line in sys.stdin:
        size, seconds = line.split()
        print(json.dumps(rate(lambda size=int(size): cycle(size), float(seconds))), flush=True)
    sys.exit(0)


def rate(once: Callable[[], object], seconds: float) -> dict[str, float]:
    """Repeat `once` for at least so long; return how often a second, and the median in ms."""
    once()
    taken = []
    start = time.perf_counter()
    while (now := time.perf_counter()) - start < seconds:
        once()
        taken.append(time.perf_counter() - now)
    wall = time.perf_counter() - start
    middle = sorted(taken)[len(taken) // 2]
    return {"per_s": len(taken) / wall, "p50_ms": 1_000 * middle, "runs": len(taken)}
