"""`hamkor requests`: is a request complete and lawful on its face, and what kinds there are.

Exit codes: 0 complete, 1 incomplete or risky, 2 the input cannot be read.
"""

import argparse

from hamkor.command.requests import check, kinds


def main(arguments: list[str]) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="hamkor requests", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for module in (check, kinds):
        module.add_to(verbs)
    options = parser.parse_args(arguments)
    return int(options.do(options))
