"""`hamkor persons link`: two tables linked, or one searched for who stands in it twice."""

import argparse

from hamkor.batch.linking.link import Wanted, link_tables
from hamkor.batch.tables import open_persons
from hamkor.command.persons.reporting import report
from hamkor.command.persons.weights import scale_of
from hamkor.errors import UnreadableTable
from hamkor.errors import gettext_noop as _


def run(options: argparse.Namespace) -> int:
    """Link, and say how many pairs were scored and written."""
    if options.dedupe == bool(options.right):
        raise UnreadableTable(_("give two tables, or one with --dedupe"))
    paths = [options.left] if options.dedupe else [options.left, options.right]
    wanted = Wanted(
        engine=options.engine,
        at_least=options.at_least,
        is_every_pair=options.every_pair or options.dedupe,
        language=options.language,
        spark_master=options.spark_master or "",
        weights=scale_of(options).weights,
    )
    linked = link_tables(list(map(open_persons, paths)), options.out, wanted, folder=options.work)
    return report(options, linked, candidates=linked.candidates, pairs=linked.pairs)
