"""The exchange beside a peer and beside what the machine can do at best, all in one run.

``run.py bench exchange``. The peer, django-pyas2, is installed into an environment of its own
from `peers.txt`; where that cannot be done, its column is empty and a line says so.
"""

import sys
from collections.abc import Iterator

from bench.exchange import cycles, details, nodes, postgresql
from bench.exchange.contender import python_of_peers
from bench.report import Figure


def figures() -> Iterator[Figure]:
    """Give every figure of the exchange with its target."""
    peers = python_of_peers()
    if peers is None:
        print("django-pyas2 could not be installed: its column stays empty", file=sys.stderr)
    yield from cycles.figures(peers)
    yield from details.figures()
    yield from nodes.figures()
    yield from postgresql.figures()
