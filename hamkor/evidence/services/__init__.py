"""What may be done with the evidence log; the network is brought along by callers."""

from hamkor.evidence.services.appending import append, erase
from hamkor.evidence.services.sequencing import sequence_new

__all__ = ["append", "erase", "sequence_new"]
