"""`hamkor law`: what follows from facts, by which provision; a register audited; a change weighed.

Exit codes: 0 answered, 1 some facts or rows could not be used, 2 the input cannot be read.
"""

import argparse

from hamkor.command.law import audit, change, diff, explain, list_rules


def main(arguments: list[str]) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="hamkor law", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    for module in (explain, list_rules, audit, diff, change):
        module.add_to(verbs)
    options = parser.parse_args(arguments)
    return int(options.do(options))
