"""Others' programs in an environment of their own, made from `peers.txt` when it is missing."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LOCK = HERE / "peers.txt"
PROGRAM = HERE / "peer_program.py"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hamkor"
METHODS = ("logic-v2", "regression-v1", "er-unstable", "rapidfuzz", "rapidfuzz + regression")


@cache
def python() -> Path | None:
    """Return the Python of the peers' environment; None, and a line why, when it cannot be made.

    The name of its folder says which packages are in it. PyICU among them is built from source:
    it needs a compiler and ICU's headers (on Debian: g++ pkg-config libicu-dev).
    """
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    folder = CACHE / f"identity-peers-{digest}"
    found = folder / "bin" / "python"
    if (folder / "complete").exists():
        return found
    print(f"Installing the peers into {folder} …", file=sys.stderr, flush=True)
    venv.create(folder, with_pip=True, clear=True)
    wanted = ["-m", "pip", "install", "-qq", "--require-hashes", "-r", str(LOCK)]
    if subprocess.run([found, *wanted]).returncode:
        print("The peers could not be installed: no figures of theirs.", file=sys.stderr)
        return None
    (folder / "complete").touch()
    return found


def ask(*arguments: str | Path) -> dict[str, Any] | None:
    """Run the peers' program and return its answer; None when it cannot be run."""
    program = python()
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [program, "-W", "ignore", PROGRAM, *arguments, answer]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            print(f"{arguments[0]} {arguments[1]}: {done.stderr[-400:]}", file=sys.stderr)
            return None
        return dict(json.loads(answer.read_text(encoding="utf-8")))


def score(
    method: str, pairs: Sequence[tuple[dict[str, str], dict[str, str]]], truth: Sequence[bool]
) -> tuple[list[float], float] | None:
    """Let a peer score pairs of rows; return its scores and the seconds it took."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for (one, other), is_match in zip(pairs, truth, strict=True):
            line = {"one": one, "other": other, "match": int(is_match)}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        answer = ask("score", method, file.name)
    return (answer["scores"], answer["seconds"]) if answer else None
