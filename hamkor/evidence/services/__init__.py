"""What may be done with the evidence log; the network is brought along by callers."""

from hamkor.evidence.services.appending import append, erase
from hamkor.evidence.services.findings import note_told, take_in_finding
from hamkor.evidence.services.hearing import hear
from hamkor.evidence.services.recovering import (
    answer_for_leaves,
    doubt_own_log,
    is_own_log_in_doubt,
    question_for_leaves,
    settle_doubt,
    take_back,
)
from hamkor.evidence.services.sequencing import sequence_new
from hamkor.evidence.services.sharing import BEHIND, Offer, note_failure, offer_for, record_answer
from hamkor.evidence.services.witnessing import Answer, witness_checkpoint

__all__ = [
    "BEHIND",
    "Answer",
    "Offer",
    "answer_for_leaves",
    "append",
    "doubt_own_log",
    "erase",
    "hear",
    "is_own_log_in_doubt",
    "note_failure",
    "note_told",
    "offer_for",
    "question_for_leaves",
    "record_answer",
    "sequence_new",
    "settle_doubt",
    "take_back",
    "take_in_finding",
    "witness_checkpoint",
]
