"""What this office signs about messages: its own and those of others."""

import hashlib
from typing import Any
from uuid import UUID

from hamkor import envelope
from hamkor.clock import now
from hamkor.envelope import signed
from hamkor.envelope.receipt import RECEIPT_TYPE
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.services import append
from hamkor.exchange.identity import our_keys, our_office
from hamkor.keyring.own import our_ring


def sign(
    what: envelope.Outcome, message_id: UUID, header_hash: str, **more: str
) -> tuple[envelope.Receipt, str]:
    """Sign that something happened to a message, now.

    Args:
        what: see `envelope.Outcome`.
        message_id: of the message.
        header_hash: of the message, hexadecimal.
        more: `reason`, `role` and `place` where they belong.

    Returns:
        What was signed, and the signed text.
    """
    claims: dict[str, Any] = {"what": what, "message_id": message_id, **more}
    receipt = envelope.Receipt(header_hash=header_hash, by=our_office().id, at=now(), **claims)
    return receipt, envelope.sign_receipt(receipt, our_keys())


def sign_queued(header: envelope.Header, header_hash: str) -> str:
    """Sign that a message was handed in here and will be sent."""
    _receipt, text = sign("queued", header.message_id, header_hash)
    return text


def log_receipt(kind: LeafKind, text: str, *, about: UUID) -> None:
    """Let the log hold a receipt; belongs in the transaction that stores it."""
    append(kind, hashlib.sha256(text.encode()).hexdigest(), about=str(about))


def is_signed_with_revoked(receipt: str) -> bool:
    """Say whether we have revoked the key with which we signed a receipt."""
    stated = our_ring().statement
    if not stated.revoked:
        return False
    return stated.is_revoked(signed.take_apart(receipt, typ=RECEIPT_TYPE).key_id)
