"""A receipt: what the receiving office signs about a message, and can never deny."""

from typing import Literal, Self
from uuid import UUID

from pydantic import model_validator

from hamkor.envelope import signed
from hamkor.envelope.claims import Claims, Digest, Instant, OfficeId, ReasonCode
from hamkor.envelope.keys import OfficeKeys, PublicKeys
from hamkor.errors import UnknownSender
from hamkor.errors import gettext_noop as _

RECEIPT_TYPE = "hamkor-receipt+jws"
Outcome = Literal["stored", "refused", "conflict"]


class Receipt(Claims):
    """What became of a message at the receiving office. Stored is not accepted.

    Attributes:
        what: "stored" safely on disk; "refused"; or "conflict": another content is already known
            under this message id.
        message_id: as in the header.
        header_hash: of the signed header, hexadecimal.
        receiver: office that signs.
        at: by the receiver's clock.
        reason: code of the error that refused it; empty when stored.
    """

    what: Outcome
    message_id: UUID
    header_hash: Digest
    receiver: OfficeId
    at: Instant
    reason: ReasonCode = ""

    @model_validator(mode="after")
    def _check_reason(self) -> Self:
        if (self.what == "stored") != (self.reason == ""):
            raise ValueError("whoever refuses says why, whoever stores does not")
        return self


def sign_receipt(receipt: Receipt, keys: OfficeKeys) -> str:
    """Sign `receipt` with the keys of the office that it names as receiver."""
    return signed.sign(
        receipt.to_payload(), typ=RECEIPT_TYPE, key=keys.signing, key_id=keys.signing_key_id
    )


def read_receipt(text: str, receiver: PublicKeys) -> Receipt:
    """Read a receipt that `receiver` is said to have signed.

    Raises:
        Malformed: it is none.
        TooLarge: it is too long to be one.
        UnknownSender: another office, or another key of this one, signed it.
        BadSignature: it was changed.
    """
    parts = signed.take_apart(text, typ=RECEIPT_TYPE)
    receipt = Receipt.from_payload(parts.payload)
    if (receipt.receiver, parts.key_id) != (receiver.office, receiver.signing_key_id):
        raise UnknownSender(_("The receipt is not from the office that was to give it."))
    parts.verify(receiver.signing)
    return receipt
