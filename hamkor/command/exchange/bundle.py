"""`hamkor exchange bundle`: what waits for an office without a network, on a stick."""

import argparse
from pathlib import Path

from hamkor.command.opening import open_node

MEGABYTE = 1024 * 1024


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verbs to the command line."""
    group = verbs.add_parser("bundle", help="carry messages on a stick", description=__doc__)
    parsers = group.add_subparsers(required=True, metavar="VERB")
    writing = parsers.add_parser("write", help="write all that waits for another office")
    writing.add_argument("folder", type=Path, metavar="FOLDER", help="the node")
    writing.add_argument("--to", required=True, metavar="OFFICE")
    writing.add_argument("--out", required=True, type=Path, metavar="FILE")
    writing.set_defaults(do=_write)
    reading = parsers.add_parser("read", help="take a bundle in and write the one that goes back")
    reading.add_argument("folder", type=Path, metavar="FOLDER", help="the node")
    reading.add_argument("files", type=Path, nargs="+", metavar="FILE", help="all its volumes")
    reading.add_argument("--back", type=Path, metavar="FILE", help="where the answer is written")
    reading.set_defaults(do=_read)
    for parser in (writing, reading):
        parser.add_argument(
            "--volume-mb", type=int, default=0, metavar="N", help="files of N MB at most"
        )


def _write(options: argparse.Namespace) -> int:
    open_node(options.folder)
    from hamkor.gateway.bundles import write_for

    size = options.volume_mb * MEGABYTE
    _tell(*write_for(options.to, options.out, volume_bytes=size))
    return 0


def _read(options: argparse.Namespace) -> int:
    open_node(options.folder)
    from hamkor.gateway.bundles import take_in, write_for

    outcome = take_in(options.files)
    print(f"Check code: {outcome.code}")
    new = ", ".join(f"{count} × {kind}" for kind, count in outcome.taken_in.items())
    print(f"From {outcome.sender}: {new or 'nothing new'}; {outcome.known} known already.")
    for code, count in outcome.refused.items():
        print(f"NOT taken in: {count} × {code}")
    if not outcome.taken_in and not outcome.refused:
        print("This bundle was taken in before; nothing has changed.")
    if options.back:
        size = options.volume_mb * MEGABYTE
        written = write_for(
            outcome.sender, options.back, volume_bytes=size, answers=outcome.answers
        )
        _tell(*written)
    return 1 if outcome.refused else 0


def _tell(files: list[Path], code: str) -> None:
    print(f"Written: {', '.join(str(path) for path in files)}")
    print(f"Check code: {code}")
    print("Write the code on the stick, or read it to the other office.")
