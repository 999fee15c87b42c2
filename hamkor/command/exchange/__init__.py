"""`hamkor exchange`: what offices exchanged, carried, checked, and written for a court."""

import argparse

from hamkor.command.exchange import bundle, check, export, verify


def main(arguments: list[str]) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="hamkor exchange", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for module in (bundle, check, export, verify):
        module.add_to(verbs)
    options = parser.parse_args(arguments)
    return int(options.do(options))
