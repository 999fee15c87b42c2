"""`hamkor persons`: are two records one person? One pair, a table of pairs, a register, two lists.

Ends with 0 when all is done, 1 when some rows were set aside or the answer was refused, 2 when a
file or the command line cannot be understood.
"""

import argparse
import importlib
import sys
from pathlib import Path

from hamkor.batch.linking.link import SHOWN_FROM
from hamkor.batch.said import LANGUAGES
from hamkor.errors import UnreadableTable

ENGINES = ("duckdb", "spark")
MOST_CANDIDATES = 200
NOT_UNDERSTOOD = 2


def main(arguments: list[str]) -> int:
    """Do what was asked; each verb is a module beside this one with `run(options)`."""
    options = _parser().parse_args(arguments)
    verb = importlib.import_module(f"hamkor.command.persons.{options.verb}")
    try:
        return int(verb.run(options))
    except UnreadableTable as error:
        print(f"hamkor persons: {error}", file=sys.stderr)
        return NOT_UNDERSTOOD


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hamkor persons",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(required=True, dest="verb", metavar="VERB")
    for name, line, add_options in (
        ("compare", "weigh two names or two records", _compare),
        ("score", "add score, probability, verdict and reasons to a table of pairs", _score),
        ("screen", "look up each person of a table in a register", _screen),
        ("link", "link two tables, or find who stands twice in one", _link),
        (
            "learn",
            "learn the weights anew from decisions, and say how far they have moved",
            _learn,
        ),
        ("rebuild", "read every record of a node anew, after an upgrade or an import", _rebuild),
    ):
        verb = verbs.add_parser(name, help=line, description=line)
        add_options(verb)
        verb.add_argument("--json", action="store_true", help="one JSON object for a program")
        verb.add_argument("--weights", type=Path, metavar="FILE", help="what `learn` has written")
        verb.add_argument("--language", choices=LANGUAGES, default="en", help="of the reasons")
    return parser


def _compare(verb: argparse.ArgumentParser) -> None:
    what = "a name, or a JSON object with the columns of a table of persons"
    verb.add_argument("one", metavar="A", help=what)
    verb.add_argument("other", metavar="B", help=what)


def _score(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("pairs", type=Path, metavar="PAIRS.csv")
    _add_out(verb)


def _screen(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("queries", type=Path, metavar="QUERIES.csv")
    verb.add_argument("--register", type=Path, required=True, metavar="R.csv")
    verb.add_argument("--top", type=_top, default=5, metavar="K", help="candidates each, at most")
    verb.add_argument(
        "--index", type=Path, metavar="FILE", help="keep the register's index, use it again"
    )
    _add_out(verb)


def _link(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("left", type=Path, metavar="LEFT.csv")
    verb.add_argument("right", type=Path, nargs="?", metavar="RIGHT.csv")
    verb.add_argument("--dedupe", action="store_true", help="compare LEFT.csv with itself")
    verb.add_argument("--engine", choices=ENGINES, default="duckdb")
    verb.add_argument("--spark-master", metavar="URL", help="of a cluster; all cores here if not")
    verb.add_argument("--work", type=Path, metavar="FOLDER", help="keep what is done, go on later")
    verb.add_argument(
        "--at-least",
        type=_share,
        default=SHOWN_FROM,
        metavar="P",
        help="probability from which to show a pair (default %(default)s)",
    )
    verb.add_argument(
        "--every-pair", action="store_true", help="not only where each is the other's best"
    )
    _add_out(verb)


def _learn(verb: argparse.ArgumentParser) -> None:
    source = verb.add_mutually_exclusive_group(required=True)
    source.add_argument("--pairs", type=Path, metavar="FILE", help="pairs with a column `match`")
    source.add_argument("--node", type=Path, metavar="FOLDER", help="the node's own decisions")
    source.add_argument(
        "--register", type=Path, metavar="FILE", help="a register nobody has judged pairs of"
    )
    verb.add_argument("--out", type=Path, required=True, metavar="WEIGHTS.yaml")


def _rebuild(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("node", type=Path, metavar="FOLDER", help="of the node")


def _add_out(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--out", type=Path, metavar="OUT.csv", help="`.jsonl` for JSON lines; else the terminal"
    )


def _top(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST_CANDIDATES:
        raise argparse.ArgumentTypeError(f"from 1 to {MOST_CANDIDATES}")
    return number


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("from 0 to 1")
    return share
