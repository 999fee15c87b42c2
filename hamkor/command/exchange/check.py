"""`hamkor exchange check`: is every message that lies here still the one that was signed?"""

import argparse
from pathlib import Path

from hamkor.command.opening import open_node


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("check", help="name each message that the disk has damaged")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the node")
    parser.add_argument(
        "--mend", action="store_true", help="ask the other offices for their copies"
    )
    parser.set_defaults(do=_check)


def _check(options: argparse.Namespace) -> int:
    open_node(options.folder)
    from hamkor.exchange.checking import damaged_messages, damaged_pages, damaged_statements
    from hamkor.exchange.services import ask_for_damaged

    found = list(damaged_messages())
    for damage in found:
        print(f"{damage.item}: {damage.what}")
    others = [*damaged_statements(), *damaged_pages()]
    print(*others, sep="\n", end="\n" if others else "")
    if found and options.mend:
        print(f"{ask_for_damaged(found)} were asked for: the worker puts them in their place")
        print("What was never delivered comes back from a backup, or is said anew.")
    print(f"{len(found) + len(others)} damaged" if found or others else "whole")
    return 1 if found or others else 0
