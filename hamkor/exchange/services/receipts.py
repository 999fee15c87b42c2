"""What became of our own messages: receipts that come back, and time that runs out."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction

from hamkor import envelope
from hamkor.clock import now
from hamkor.errors import BadSignature, KeyRefused, UnknownSender
from hamkor.errors import gettext_noop as _
from hamkor.evidence.kinds import LeafKind
from hamkor.exchange.models import OutboxMessage, OutboxStatus, Traffic
from hamkor.exchange.peers import is_passing, signers_of, terms_with
from hamkor.exchange.services.attesting import attest, keep_evidence, matter_of
from hamkor.exchange.services.contact import note_contact
from hamkor.exchange.services.leaving import free_to_expire, put_back
from hamkor.exchange.services.signing import log_receipt
from hamkor.exchange.services.streams import start_new_streams
from hamkor.exchange.statements import mark_receipted
from hamkor.keyring.services import note_unknown

WARN_AFTER_HOURS = (12, 1)
"""When an officer is warned that a message has not got through, the longer time first."""
BATCH = 100

_ENDS: dict[str, str] = {
    "stored": OutboxStatus.DELIVERED,
    "refused": OutboxStatus.REFUSED,
    "conflict": OutboxStatus.CONFLICT,
}


@transaction.atomic
def record_receipt(message: OutboxMessage, receipt: str) -> None:
    """Believe that a message has arrived, or was refused: the other office signed that it was.

    A refusal that passes by itself, since the other office will learn of our new keys, lets the
    message rest. A second receipt that says something else is kept as evidence and changes
    nothing.

    Raises:
        PeerFault: the text is not this office's receipt for this message; nothing changes.
        WrongState: the office is no longer trusted.
    """
    read = read_receipt_of(message.peer, receipt)
    if (read.message_id, read.header_hash) != (message.message_id, message.header_hash):
        raise BadSignature(_("The receipt is for another message"))
    if read.what not in _ENDS:
        raise BadSignature(_("The receipt does not say whether the message was stored"))
    note_contact(message.peer)
    if read.what == "refused" and is_passing(read.reason):
        note_unknown(message.peer)
        put_back(message, read.reason)
        return
    is_first = mark_receipted(message, _ENDS[read.what], receipt, at=now(), reason=read.reason)
    if is_first and read.what == "conflict":
        # Two messages of ours in one place: this node has forgotten one, with a restored backup.
        start_new_streams(message.peer)
    if is_first:
        log_receipt(LeafKind.RECEIPT_GOT, receipt, about=message.about)
    elif OutboxMessage.objects.filter(pk=message.pk).exclude(receipt=receipt).exists():
        keep_evidence(matter_of(message), read, receipt)


def read_receipt_of(office: str, text: str) -> envelope.Receipt:
    """Read what a trusted office is said to have signed, with its present keys or earlier ones.

    Raises:
        PeerFault: it is none, or that office did not sign it.
        WrongState: the office is not trusted (any more).
    """
    present, suite = terms_with(office)
    try:
        return envelope.read_receipt(text, present, suite=suite)
    except (UnknownSender, KeyRefused):
        for keys in signers_of(office):
            try:
                return envelope.read_receipt(text, keys, suite=suite)
            except (UnknownSender, KeyRefused):
                continue
        raise


@transaction.atomic
def expire_overdue() -> int:
    """Give up messages whose time has run out, sign that they were not reached, tell how many."""
    overdue = list(free_to_expire(now()).defer("frame").order_by("id")[:BATCH])
    ours = OutboxMessage.objects.filter(pk__in=[message.pk for message in overdue])
    ours.filter(status=OutboxStatus.WAITING).update(status=OutboxStatus.EXPIRED)
    for message in overdue:
        if message.traffic == Traffic.CASEWORK:
            attest(message, "not_reached", reason="expired")
    return len(overdue)


@transaction.atomic
def warn_not_reached() -> int:
    """Sign, one hour and twelve hours after it was queued, that a message has not got through."""
    warned = list(_to_be_warned_of())
    for message, hours in warned:
        OutboxMessage.objects.filter(pk=message.pk).update(warned_hours=hours)
        attest(message, "not_reached", reason=f"hours_{hours}")
    return len(warned)


def _to_be_warned_of() -> Iterator[tuple[OutboxMessage, int]]:
    waiting = OutboxMessage.objects.filter(status=OutboxStatus.WAITING, traffic=Traffic.CASEWORK)
    seen: set[int] = set()
    for hours in WARN_AFTER_HOURS:
        late = waiting.filter(
            warned_hours__lt=hours, queued_at__lte=now() - timedelta(hours=hours)
        )
        for message in late.defer("frame").order_by("id")[:BATCH]:
            if message.pk not in seen:
                seen.add(message.pk)
                yield message, hours
