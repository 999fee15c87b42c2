"""Play crashes and print what came of each as a line of JSON; `launch` starts this as a program.

It is a program of its own because the recorder of the disk must be there from the first
instruction (`LD_PRELOAD`).
"""

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.faults import disk

ROOT = Path(__file__).parents[2]


def launch(*arguments: str) -> Iterator[dict[str, Any]]:
    """Play crashes in a process whose disk is recorded, and give each outcome as it comes.

    Without a C compiler there is no recorder: power cuts are left out.
    """
    with tempfile.TemporaryDirectory(prefix="hamkor-crash-") as name:
        folder = Path(name)
        (folder / "stage").mkdir()
        library = disk.build(folder)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("HAMKOR_", "DJANGO_"))}
        kept |= {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "hamkor.settings"}
        if library:
            kept |= disk.environment(library, folder / "stage", folder / "journal")
        command = [sys.executable, "-m", "tests.faults.crash_matrix", str(folder / "stage")]
        with subprocess.Popen(
            [*command, *arguments], env=kept, cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                yield json.loads(line)
        if process.returncode:
            raise RuntimeError(f"the crashes ended with {process.returncode}")


def main(arguments: list[str]) -> int:
    """Play the crashes that were asked for."""
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from tests.faults import world
    from tests.faults.crash_points import POINTS
    from tests.faults.crashes import MANNERS, SIZES, Stage, crash

    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--point", action="append", help="a part of the name")
    parser.add_argument("--manner", action="append", choices=MANNERS)
    parser.add_argument("--size", action="append", choices=SIZES)
    parser.add_argument("--seeds", type=int, default=1, help="of each power cut, how many")
    parser.add_argument("--careless", action="store_true", help="do not wait for the disk")
    options = parser.parse_args(arguments)
    if options.careless:
        world.DATABASE_OPTIONS["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"
    stage = Stage(options.folder)
    for point, manner, size, seed in _chosen(options, POINTS, MANNERS, SIZES):
        outcome = crash(stage, point, manner, size, seed)
        sys.stdout.write(json.dumps(asdict(outcome)) + "\n")
        sys.stdout.flush()
    stage.close()
    return 0


def _chosen(options: argparse.Namespace, points: Any, manners: Any, sizes: Any) -> Iterator[Any]:
    for point in points:
        if options.point and not any(part in point.name for part in options.point):
            continue
        for manner in options.manner or manners:
            if not disk.is_recorded() and (manner == "power cut" or point.special == "sync"):
                continue
            for size in options.size or sizes:
                for seed in range(options.seeds if manner == "power cut" else 1):
                    yield point, manner, size, seed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
