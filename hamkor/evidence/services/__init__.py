"""What may be done with the evidence log; keys and the network are brought along by callers."""

from hamkor.evidence.services.appending import append, erase

__all__ = ["append", "erase"]
