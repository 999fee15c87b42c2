"""What may be done with messages; no case and no request is known here."""

from hamkor.exchange.services.arriving import accept, mark_dispatched, set_aside, take_up_again
from hamkor.exchange.services.leaving import (
    claim_due,
    expire_overdue,
    mark_settled,
    put_back,
    queue_message,
    record_receipt,
)
from hamkor.exchange.services.trust import distrust_peer, take_in_statement, trust_peer

__all__ = [
    "accept",
    "claim_due",
    "distrust_peer",
    "expire_overdue",
    "mark_dispatched",
    "mark_settled",
    "put_back",
    "queue_message",
    "record_receipt",
    "set_aside",
    "take_in_statement",
    "take_up_again",
    "trust_peer",
]
