"""Evidence travels: what this office has signed goes to the other, what that one has is kept.

It goes as talk between machines, in sealed messages of its own, so that it reaches an office over
whatever reaches it, and is lost as little as any other message.
"""

from uuid import UUID

from django.db import transaction

from hamkor import envelope
from hamkor.errors import Malformed, PeerFault, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange.messages import MAX_RECEIPTS, EvidenceShared
from hamkor.exchange.models import Evidence, InboxMessage, OutboxMessage, Traffic
from hamkor.exchange.services.attesting import Matter, keep_evidence, matter_of
from hamkor.exchange.services.leaving import queue_message
from hamkor.exchange.services.receipts import read_receipt_of
from hamkor.exchange.services.refusing import NO_MATTER

HOUSEKEEPING = UUID(int=1)
"""The matter of all talk between the machines of two offices."""
TOLD_BY_RECEIVER = frozenset(
    {
        *("registered", "not_registered", "opened", "accepted", "declined"),
        *("conflict", "refused", "no_decision"),
    }
)
TOLD_BY_SENDER = frozenset({"other_channel"})


def share_evidence() -> int:
    """Tell other offices what was signed about their messages; return how many receipts went."""
    owed = Evidence.objects.filter(is_to_be_shared=True)
    peers = owed.order_by("peer").values_list("peer", flat=True).distinct()
    return sum(_share_with(peer) for peer in list(peers))


@transaction.atomic
def receive_evidence(body: EvidenceShared, *, sender: str, **_came: object) -> None:
    """Keep what another office has signed about messages between the two.

    Raises:
        PeerFault: a receipt is none, or that office did not sign it.
        Malformed: it says something that is not for that office to say.
    """
    for text in body.receipts:
        receipt = read_receipt_of(sender, text)
        keep_evidence(_matter(receipt, sender), receipt, text)


@transaction.atomic
def _share_with(peer: str) -> int:
    owed = Evidence.objects.filter(peer=peer, is_to_be_shared=True).select_for_update()
    rows = list(owed.order_by("id")[:MAX_RECEIPTS])
    body = EvidenceShared(receipts=tuple(row.receipt for row in rows)) if rows else None
    if body is None:
        return 0
    try:
        queue_message(body, to=peer, about=HOUSEKEEPING, traffic=Traffic.HOUSEKEEPING)
    except (PeerFault, WrongState):
        return 0  # not trusted now, or its keys are over: it is owed until that changes
    Evidence.objects.filter(pk__in=[row.pk for row in rows]).update(is_to_be_shared=False)
    return len(rows)


def _matter(receipt: envelope.Receipt, sender: str) -> Matter:
    named = {"message_id": receipt.message_id, "header_hash": receipt.header_hash}
    message: InboxMessage | OutboxMessage | None
    if receipt.what in TOLD_BY_RECEIVER:
        message = OutboxMessage.objects.filter(peer=sender, **named).defer("frame").first()
    elif receipt.what in TOLD_BY_SENDER:
        message = InboxMessage.objects.filter(sender=sender, **named).defer("frame").first()
    else:
        raise Malformed(_("Another office has signed what is not for it to say"))
    if message is None:
        return Matter(receipt.message_id, receipt.header_hash, sender, NO_MATTER, "")
    return matter_of(message)
