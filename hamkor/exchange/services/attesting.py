"""What an office signs about a message after its first receipt: written down once, for good."""

from dataclasses import dataclass
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from hamkor import envelope
from hamkor.evidence.kinds import LeafKind
from hamkor.exchange.identity import our_office
from hamkor.exchange.models import Evidence, InboxMessage, OutboxMessage, Traffic
from hamkor.exchange.services.signing import log_receipt, sign
from hamkor.exchange.statements import insert


class Why(TypedDict, total=False):
    """What a receipt says besides what happened; see `envelope.Receipt`."""

    reason: str
    role: str
    place: str


@dataclass(frozen=True)
class Matter:
    """The message that evidence is about, as far as it is known."""

    message_id: UUID
    header_hash: str
    peer: str
    about: UUID
    kind: str


def matter_of(message: InboxMessage | OutboxMessage) -> Matter:
    """Return what evidence about a message says of it."""
    peer = message.sender if isinstance(message, InboxMessage) else message.peer
    return Matter(message.message_id, message.header_hash, peer, message.about, message.kind)


@transaction.atomic
def attest(
    message: InboxMessage | OutboxMessage, what: envelope.Outcome, **why: Unpack[Why]
) -> None:
    """Sign that something happened to a message, in the transaction in which it happens.

    What happened to a message of theirs the other office is told. To say the same a second time
    changes nothing.

    Args:
        message: theirs or ours.
        what: see `envelope.Outcome`.
        why: where it belongs.
    """
    receipt, text = sign(what, message.message_id, message.header_hash, **why)
    is_news_there = isinstance(message, InboxMessage) or what == "other_channel"
    keep_evidence(matter_of(message), receipt, text, is_to_be_shared=is_news_there)


@transaction.atomic
def attest_last(about: UUID, kind: str, what: envelope.Outcome, **why: Unpack[Why]) -> None:
    """Sign what an officer has done with the last message of a kind that came about a matter.

    Nothing is signed when none has come: the matter began here.
    """
    came = InboxMessage.objects.filter(about=about, kind=kind, traffic=Traffic.CASEWORK)
    message = came.exclude(dispatched_at=None).defer("frame").order_by("-id").first()
    if message is not None:
        attest(message, what, **why)


@transaction.atomic
def attest_last_sent(
    about: UUID, kind: str | None, what: envelope.Outcome, **why: Unpack[Why]
) -> bool:
    """Sign what became of the last message that we sent about a matter.

    Args:
        about: the matter.
        kind: of the message; any when None.
        what: see `envelope.Outcome`.
        why: where it belongs.

    Returns:
        Whether there is one.
    """
    sent = OutboxMessage.objects.filter(about=about, traffic=Traffic.CASEWORK)
    if kind is not None:
        sent = sent.filter(kind=kind)
    message = sent.defer("frame", "content_key").order_by("-id").first()
    if message is None:
        return False
    attest(message, what, **why)
    return True


@transaction.atomic
def attest_opened(about: UUID, *, role: str) -> None:
    """Sign, once for each role, that an officer has opened what came about a matter."""
    came = InboxMessage.objects.filter(about=about, traffic=Traffic.CASEWORK)
    messages = list(came.exclude(dispatched_at=None).defer("frame"))
    opened = Evidence.objects.filter(about=about, what="opened", role=role, by=our_office().id)
    known = set(opened.values_list("header_hash", flat=True))
    for message in messages:
        if message.header_hash not in known:
            attest(message, "opened", role=role)


def keep_evidence(
    matter: Matter,
    receipt: envelope.Receipt,
    text: str,
    *,
    exhibit: bytes = b"",
    is_to_be_shared: bool = False,
) -> bool:
    """Store what an office has signed about a message; say whether it was new.

    Belongs in a transaction.

    Args:
        matter: which message.
        receipt: verified.
        text: as signed.
        exhibit: the signed header of a message that was refused.
        is_to_be_shared: the other office is owed it.
    """
    row = Evidence(
        message_id=matter.message_id,
        header_hash=matter.header_hash,
        peer=matter.peer,
        about=matter.about,
        kind=matter.kind,
        what=receipt.what,
        by=receipt.by,
        at=receipt.at,
        reason=receipt.reason,
        role=receipt.role,
        place=receipt.place,
        receipt=text,
        exhibit=exhibit,
        is_to_be_shared=is_to_be_shared,
    )
    if not insert(row, is_once=True):
        return False
    is_ours = receipt.by == our_office().id
    kind = LeafKind.RECEIPT_GIVEN if is_ours else LeafKind.RECEIPT_GOT
    log_receipt(kind, text, about=matter.about)
    return True
