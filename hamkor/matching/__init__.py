"""Are two records one person? Names in four scripts, partial dates, reasons an officer can read.

Pure: no database, no clock. `keys` finds candidates, `compare` weighs a pair; neither decides.
"""

from hamkor.matching.compare import compare
from hamkor.matching.findings import Comparison, Reason, Verdict
from hamkor.matching.keys import keys
from hamkor.matching.records import DocumentNumber, Name, PartialDate, Record

__all__ = [
    "Comparison",
    "DocumentNumber",
    "Name",
    "PartialDate",
    "Reason",
    "Record",
    "Verdict",
    "compare",
    "keys",
]
