"""Play crashes and print what came of each as a line of JSON.

``python -m tests.faults.crash_matrix [--point PART] [--manner …] [--size …] [--sweep write|sync]``

The recorder of the disk must be there from the first instruction (`LD_PRELOAD`), so that the
program starts itself once more, in a scratch folder; `launch` does that for tests.
"""

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.faults import disk

if TYPE_CHECKING:
    from tests.faults.crashes import Outcome, Stage

CARELESS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"
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
        command = [
            sys.executable,
            "-m",
            "tests.faults.crash_matrix",
            "--stage",
            str(folder / "stage"),
            *arguments,
        ]
        with subprocess.Popen(
            command, env=kept, cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                yield json.loads(line)
        if process.returncode:
            raise RuntimeError(f"the crashes ended with {process.returncode}")


def main(arguments: list[str]) -> int:
    """Play the crashes that were asked for."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkor.settings")
    django.setup()
    logging.disable(logging.CRITICAL)
    from tests.faults.crashes import SIZES, Stage

    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--point", action="append", help="a part of the name")
    parser.add_argument("--manner", action="append", help="as `crashes.Manner`")
    parser.add_argument("--size", action="append", choices=SIZES)
    parser.add_argument("--seeds", type=int, default=1, help="of each power cut, how many")
    parser.add_argument("--sweep", choices=("write", "sync"), help="every one of them")
    parser.add_argument(
        "--careless", action="store_true", help="at last one crash of nodes that wait for no disk"
    )
    options = parser.parse_args(arguments)
    if options.stage is None:
        for outcome in launch(*arguments):
            sys.stdout.write(json.dumps(outcome) + "\n")
        return 0
    stage = Stage(options.stage)
    played = _sweep(stage, options) if options.sweep else _play(stage, options)
    for outcome in chain(played, _careless(stage) if options.careless else ()):
        sys.stdout.write(json.dumps(asdict(outcome)) + "\n")
        sys.stdout.flush()
    stage.close()
    return 0


def _play(stage: "Stage", options: argparse.Namespace) -> "Iterator[Outcome]":
    """Strike at every named point that was asked for."""
    from tests.faults.crash_points import POINTS
    from tests.faults.crashes import MANNERS, SIZES, crash

    for point in POINTS:
        if options.point and not any(part in point.name for part in options.point):
            continue
        for manner in options.manner or MANNERS:
            if not disk.is_recorded() and (manner == "power cut" or point.needs_recorder):
                continue
            for size in options.size or SIZES:
                for seed in range(options.seeds if manner == "power cut" else 1):
                    yield crash(stage, point, manner, size, seed)


def _careless(stage: "Stage") -> "Iterator[Outcome]":
    """Cut the power of a receiver that has answered without having waited for its disk."""
    from tests.faults.crash_points import POINTS
    from tests.faults.crashes import crash

    for node in stage.world:
        node.database.settings_dict["OPTIONS"]["init_command"] = CARELESS
    (point,) = (point for point in POINTS if point.name == "receiver after the answer")
    outcome = crash(stage, point, "power cut", "10 kB")
    yield replace(outcome, point=f"careless {outcome.point}")


def _sweep(stage: "Stage", options: argparse.Namespace) -> "Iterator[Outcome]":
    """Strike at the first, second, … write or sync of each process, as many as there are."""
    from tests.faults.crash_points import SWEPT, at_disk
    from tests.faults.crashes import crash

    for side, process, doing in SWEPT:
        for manner in options.manner or ("kill -9", "power cut", "disk full", "disk error"):
            for size in options.size or ("10 kB",):
                for number in count():
                    point = at_disk(side, process, doing, options.sweep, number)
                    outcome = crash(stage, point, manner, size, number)
                    if not outcome.was_struck:
                        break
                    yield outcome


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
