"""`hamkor exchange`: evidence of what offices exchanged, written for a court and checked."""

import argparse

from hamkor.command.exchange import bundle, export, verify


def main(arguments: list[str]) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="hamkor exchange", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for module in (bundle, export, verify):
        module.add_to(verbs)
    options = parser.parse_args(arguments)
    return int(options.do(options))
