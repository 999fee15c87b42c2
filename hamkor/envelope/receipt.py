"""A receipt: what an office signs about a message, and can never deny."""

from typing import Literal, Self
from uuid import UUID

from pydantic import model_validator

from hamkor.envelope import signed
from hamkor.envelope.claims import Claims, Digest, Instant, OfficeId, ReasonCode
from hamkor.envelope.keys import OfficeKeys, PublicKeys
from hamkor.errors import UnknownSender
from hamkor.errors import gettext_noop as _

RECEIPT_TYPE = "hamkor-receipt+jws"
Outcome = Literal[
    "queued",
    "stored",
    "registered",
    "not_registered",
    "opened",
    "accepted",
    "declined",
    "refused",
    "conflict",
    "not_reached",
    "no_decision",
    "other_channel",
]
"""What can be signed about a message; `docs/reference/evidence.md` says who signs which, and
when, and to which event of ETSI EN 319 522 each belongs."""
NEEDS_REASON: frozenset[Outcome] = frozenset(
    {"not_registered", "declined", "refused", "conflict", "not_reached", "no_decision"}
)
NEEDS_ROLE: frozenset[Outcome] = frozenset({"opened", "accepted", "declined", "other_channel"})


class Receipt(Claims):
    """One thing that happened to a message, as an office signs it and can never deny it.

    Stored is not registered, registered is not opened, opened is not accepted.

    Attributes:
        what: see `Outcome`.
        message_id: as in the header.
        header_hash: of the header, hexadecimal.
        by: office that signs.
        at: by its own clock.
        reason: code: why not, or which time has run out; empty where nothing went wrong.
        role: of the officer who did it, such as "deputy_prosecutor"; never a name; empty when
            the node did it by itself.
        place: code of where, such as the channel "post"; empty where it does not matter.
    """

    what: Outcome
    message_id: UUID
    header_hash: Digest
    by: OfficeId
    at: Instant
    reason: ReasonCode = ""
    role: ReasonCode = ""
    place: ReasonCode = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.what in NEEDS_REASON) != (self.reason != ""):
            raise ValueError("whoever refuses says why, and nobody else does")
        if (self.what in NEEDS_ROLE) != (self.role != ""):
            raise ValueError("what an officer did names the role, what a node did does not")
        if (self.what == "other_channel") != (self.place != ""):
            raise ValueError("whoever took another channel says which")
        return self


def sign_receipt(receipt: Receipt, keys: OfficeKeys, *, suite: str | None = None) -> str:
    """Sign `receipt` with the keys of the office in whose name it speaks.

    Args:
        receipt: what happened.
        keys: secret.
        suite: the one agreed with whoever gets it; the office's own when not given.
    """
    return signed.sign_by(receipt.to_payload(), typ=RECEIPT_TYPE, keys=keys, suite=suite)


def read_receipt(text: str, receiver: PublicKeys, *, suite: str | None = None) -> Receipt:
    """Read a receipt that `receiver` is said to have signed.

    Args:
        text: as it arrived.
        receiver: the office that was to give it.
        suite: the one agreed with that office; its own when not given.

    Raises:
        Malformed: it is none.
        TooLarge: it is too long to be one.
        UnknownSender: another office, or another key of this one, signed it.
        BadSignature: it was changed.
        LowerSuite: it is signed with less than what is agreed.
    """
    parts = signed.take_apart(text, typ=RECEIPT_TYPE)
    receipt = Receipt.from_payload(parts.payload)
    if receipt.by != receiver.office:
        raise UnknownSender(_("The receipt is not from the office that was to give it."))
    parts.verify_by(receiver, suite=suite)
    return receipt


def claims_of_receipt(text: str) -> Receipt:
    """Read what a receipt says without verifying it: one that was verified and kept here before.

    Raises:
        Malformed: it is none.
        TooLarge: it is too long to be one.
    """
    return Receipt.from_payload(signed.take_apart(text, typ=RECEIPT_TYPE).payload)


def key_named_in_receipt(text: str) -> str:
    """Return the id of the first key with which a receipt is said to be signed.

    Raises:
        Malformed: it is none.
    """
    return signed.take_apart(text, typ=RECEIPT_TYPE).key_id
