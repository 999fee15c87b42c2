"""Files and functions a reader can take in: the sizes, and the limits on them.

Run as a program it prints what is too large and ends with 1; the house tests call the same.
"""

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES_OF_A_FILE = 400
# A program for outsiders is one file, whatever it must know; it is held to this by its own test.
ONE_FILE_ON_PURPOSE = "verifier/hamkor_verify.py"
MEDIAN_FUNCTION_BELOW = 12
WRITTEN_BY_HAND = (".py", ".html", ".css", ".js", ".md", ".sh")
# Law is as long as law is; a catalogue of sentences, a licence and other people's code likewise.
NOT_OURS_TO_CUT = ("/migrations/", "/vendor/", "vendor/", "docs/reference/")


def tracked_files() -> list[Path]:
    """List the files of the project that exist, known to git or new, never ignored ones."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listing.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def too_long_files(files: list[Path], root: Path = ROOT) -> list[str]:
    """Name each file written by hand that has more lines than a reader can take in."""
    found = []
    for path in files:
        name = path.relative_to(root).as_posix()
        if name == ONE_FILE_ON_PURPOSE or path.suffix not in WRITTEN_BY_HAND:
            continue
        if any(part in name for part in NOT_OURS_TO_CUT):
            continue
        lines = path.read_bytes().count(b"\n")
        if lines > MOST_LINES_OF_A_FILE:
            found.append(f"{name}: {lines} lines, at most {MOST_LINES_OF_A_FILE}")
    return found


def function_lengths(source: str) -> Iterator[int]:
    """Give the lines of each function, from `def` to its last line, docstring not counted."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            has_docstring = ast.get_docstring(node, clean=False) is not None
            docstring = first.end_lineno - first.lineno + 1 if has_docstring else 0
            yield node.end_lineno - node.lineno + 1 - docstring


def median_function(files: list[Path]) -> float:
    """Return the median length in lines of the functions of the package; 0 without any."""
    lengths = [
        length
        for path in files
        if path.suffix == ".py" and path.is_relative_to(ROOT / "hamkor")
        for length in function_lengths(path.read_text(encoding="utf-8"))
    ]
    return statistics.median(lengths) if lengths else 0


def problems() -> list[str]:
    """Say everything that is too large, one sentence each."""
    files = tracked_files()
    median = median_function(files)
    too_long = too_long_files(files)
    if median >= MEDIAN_FUNCTION_BELOW:
        too_long.append(f"the median function has {median} lines, not < {MEDIAN_FUNCTION_BELOW}")
    return too_long


if __name__ == "__main__":
    found = problems()
    print(*found, sep="\n")  # noqa: T201
    sys.exit(1 if found else 0)
