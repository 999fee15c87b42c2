"""`hamkor exchange verify`: does a container hold, yes or no, and why. Needs no node."""

import argparse
import re
from pathlib import Path

from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _

_ROOT = re.compile(r"([a-z0-9-]{1,40})\s+((?:\d{5}\s+){7}\d{5})", re.ASCII)


def add_to(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser("verify", help="say whether such a container holds, and why")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--keys", type=Path, metavar="ROOTS",
        help="a text file: each line an office and the 40 digits of its root",
    )  # fmt: skip
    parser.set_defaults(do=_verify)


def _verify(options: argparse.Namespace) -> int:
    from hamkor.court.checking import check_container, is_all_right

    roots = _read_roots(options.keys) if options.keys else {}
    judgements = []
    for one in check_container(options.file, roots):
        judgements.append(one)
        print(f"{'ok' if one.is_right else 'NO'}  {one.item}: {one.words}")
    if not is_all_right(judgements):
        print("NO: the container does not prove what it holds")
        return 1
    print("YES: every item is what it says")
    if not roots:
        print("     if the fingerprints above are those in the agreement of the offices")
    return 0


def _read_roots(path: Path) -> dict[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise HamkorError(_("The file %(name)s is not a list of roots"), name=path.name) from error
    found = {office: " ".join(digits.split()) for office, digits in _ROOT.findall(text)}
    if not found:
        raise HamkorError(_("The file %(name)s is not a list of roots"), name=path.name)
    return found
