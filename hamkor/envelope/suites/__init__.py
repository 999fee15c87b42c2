"""Which algorithms a message is sealed and signed with, and who computes them.

A suite is a name in two offices' signed statements; nothing is negotiated on the wire. Each
algorithm is computed behind the five calls of `Algorithms`: those of suites A and B in this
process, national ones in a process of their own.
"""

from hamkor.envelope.suites.interface import Algorithms, Description
from hamkor.envelope.suites.registry import add_provider, algorithms_for
from hamkor.envelope.suites.table import SUITES, Suite, SuiteName, common_suite, is_lower

__all__ = [
    "SUITES",
    "Algorithms",
    "Description",
    "Suite",
    "SuiteName",
    "add_provider",
    "algorithms_for",
    "common_suite",
    "is_lower",
]
