"""What may be done with messages; no case and no request is known here."""

from hamkor.exchange.services.arriving import accept, mark_dispatched, set_aside, take_up_again
from hamkor.exchange.services.attesting import attest, attest_last, attest_last_sent, attest_opened
from hamkor.exchange.services.contact import note_contact
from hamkor.exchange.services.leaving import (
    claim_due,
    go_on_later,
    mark_settled,
    put_back,
    queue_message,
)
from hamkor.exchange.services.mending import ask_for_damaged
from hamkor.exchange.services.receipts import expire_overdue, record_receipt, warn_not_reached
from hamkor.exchange.services.returning import receive_returned
from hamkor.exchange.services.sharing import receive_evidence, share_evidence
from hamkor.exchange.services.streams import start_new_streams
from hamkor.exchange.services.tallies import (
    receive_inventory,
    receive_tally,
    tell_tallies,
)
from hamkor.exchange.services.trust import distrust_peer, take_in_statement, trust_peer
from hamkor.exchange.services.uploads import add_chunks, begin_upload, clear_uploads

__all__ = [
    "accept",
    "add_chunks",
    "ask_for_damaged",
    "attest",
    "attest_last",
    "attest_last_sent",
    "attest_opened",
    "begin_upload",
    "claim_due",
    "clear_uploads",
    "distrust_peer",
    "expire_overdue",
    "go_on_later",
    "mark_dispatched",
    "mark_settled",
    "note_contact",
    "put_back",
    "queue_message",
    "receive_evidence",
    "receive_inventory",
    "receive_returned",
    "receive_tally",
    "record_receipt",
    "set_aside",
    "share_evidence",
    "start_new_streams",
    "take_in_statement",
    "take_up_again",
    "tell_tallies",
    "trust_peer",
    "warn_not_reached",
]
