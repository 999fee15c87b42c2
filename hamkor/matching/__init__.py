"""Are two records one person? Names in four scripts, partial dates, reasons an officer can read.

Pure: no database, no clock. `parse` reads a record once, `keys` finds candidates, `compare` weighs
a pair and says why, `score_pairs` weighs many. None of them decides.
"""

from hamkor.matching.compare import compare
from hamkor.matching.findings import Comparison, Reason, Verdict
from hamkor.matching.frequencies import Frequencies
from hamkor.matching.keys import keys
from hamkor.matching.learning import learn_from_unjudged
from hamkor.matching.pairs import score_pairs
from hamkor.matching.parsed import FORM_VERSION, Parsed, parse
from hamkor.matching.records import DocumentNumber, Name, PartialDate, Record
from hamkor.matching.weights import Weights

__all__ = [
    "FORM_VERSION",
    "Comparison",
    "DocumentNumber",
    "Frequencies",
    "Name",
    "Parsed",
    "PartialDate",
    "Reason",
    "Record",
    "Verdict",
    "Weights",
    "compare",
    "keys",
    "learn_from_unjudged",
    "parse",
    "score_pairs",
]
