"""What may be done with messages; no case and no request is known here."""

from hamkor.exchange.services.arriving import accept, mark_dispatched, set_aside, take_up_again
from hamkor.exchange.services.attesting import attest, attest_last, attest_opened
from hamkor.exchange.services.contact import note_contact
from hamkor.exchange.services.leaving import (
    claim_due,
    mark_settled,
    put_back,
    queue_message,
    renew_lease,
)
from hamkor.exchange.services.receipts import expire_overdue, record_receipt, warn_not_reached
from hamkor.exchange.services.trust import distrust_peer, take_in_statement, trust_peer

__all__ = [
    "accept",
    "attest",
    "attest_last",
    "attest_opened",
    "claim_due",
    "distrust_peer",
    "expire_overdue",
    "mark_dispatched",
    "mark_settled",
    "note_contact",
    "put_back",
    "queue_message",
    "record_receipt",
    "renew_lease",
    "set_aside",
    "take_in_statement",
    "take_up_again",
    "trust_peer",
    "warn_not_reached",
]
