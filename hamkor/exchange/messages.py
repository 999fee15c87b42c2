"""What every wire body has in common. Bodies belong to the app that sends and receives them."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

MAX_RECEIPTS = 50
MAX_PERIODS = 400

_Receipt = Annotated[str, StringConstraints(max_length=16 * 1024)]
_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Period = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$")]


class Message(BaseModel):
    """A message body: frozen, strict about unknown keys; a changed body is a new kind.

    `KIND` is ``<app>.<verb>/<version>`` and names the receiver in `gateway.dispatch`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    KIND: ClassVar[str]


class EvidenceShared(Message):
    """What the sender has signed about messages of the recipient, or of its own."""

    KIND: ClassVar[str] = "exchange.evidence/1"
    receipts: Annotated[tuple[_Receipt, ...], Field(min_length=1, max_length=MAX_RECEIPTS)]


class TallyTold(Message):
    """What the sender counts of the traffic between the two, by day, and by month further back.

    Attributes:
        at: when it counted.
        until: messages made later are not counted.
        periods: for "2026-11-24" or "2026-11": how many messages the sender of the tally has
            sent and has a receipt for, the root over their hashes; how many it holds of the
            recipient, and the root over those.
    """

    KIND: ClassVar[str] = "exchange.tally/1"
    at: AwareDatetime
    until: AwareDatetime
    periods: dict[_Period, tuple[int, _Digest, int, _Digest]]


class InventoryShown(Message):
    """Which messages the sender holds of the periods on which two tallies do not agree.

    The list is a document: on each line "sent" or "received" and the hash of a header.
    """

    KIND: ClassVar[str] = "exchange.inventory/1"
    periods: Annotated[tuple[_Period, ...], Field(min_length=1, max_length=MAX_PERIODS)]
    is_reply: bool


class MessageReturned(Message):
    """A message that the recipient has lost, as a document, with the receipt given for it.

    Attributes:
        is_yours: the recipient sent it; else it got it.
        kind: of the message.
        about: the matter of the message.
        receipt: of whoever got it.
    """

    KIND: ClassVar[str] = "exchange.returned/1"
    is_yours: bool
    kind: Annotated[str, StringConstraints(max_length=64)]
    about: UUID
    receipt: _Receipt
