"""`hamkor persons score`: a table of pairs gets its scores."""

import argparse

from hamkor.batch.scoring import score_table
from hamkor.batch.tables import open_pairs
from hamkor.command.persons.reporting import report
from hamkor.command.persons.weights import scale_of


def run(options: argparse.Namespace) -> int:
    """Score the table; the input columns are kept."""
    table = open_pairs(options.pairs)
    scale = scale_of(options)
    tally = score_table(table, options.out, language=options.language, scale=scale)
    return report(options, tally)
