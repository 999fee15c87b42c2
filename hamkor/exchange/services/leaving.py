"""Messages on their way out: sealed once, the same bytes sent until a receipt comes back."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from random import SystemRandom
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hamkor import envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.clock import now
from hamkor.errors import BadSignature, InputRefused, PeerUnreachable, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange.identity import our_keys, our_office
from hamkor.exchange.messages import Message
from hamkor.exchange.models import OutboxMessage, OutboxStatus, Peer, Stream
from hamkor.exchange.peers import keys_of
from hamkor.exchange.services.trust import note_contact

LIFETIME = timedelta(days=30)
LONGEST_REST_FACTOR = 120
"""A peer that does not answer is asked again after at most this many of the first pause."""
OVERHEAD_BYTES = envelope.MAX_MANIFEST_BYTES + 1024**2
"""What a frame holds besides the documents, at most: text, header, tags of the seal."""
SLOWEST_BYTES_PER_SECOND = 64 * 1024
"""A lease lasts long enough for a line of this speed."""

_chance = SystemRandom()


@transaction.atomic
def queue_message(
    body: Message,
    *,
    to: str,
    about: UUID,
    documents: Sequence[envelope.Document] = (),
    limits_on_use: Sequence[str] = (),
) -> OutboxMessage:
    """Seal a message for another office and keep it until that office has given a receipt.

    It is sealed now, in the transaction of the decision that it tells, and never again.

    Args:
        body: what to say; its kind names the receiver there.
        to: a trusted office.
        about: reference of the matter; messages about one matter keep their order.
        documents: files that travel with it.
        limits_on_use: purposes for which alone the other office may use it.

    Raises:
        WrongState: this office and that one exchange no messages.
        InputRefused: with its documents it is larger than a node takes in.
    """
    recipient = keys_of(to)
    Stream.objects.get_or_create(peer=to, about=about)
    stream = Stream.objects.select_for_update().get(peer=to, about=about)
    said = envelope.Message(
        kind=body.KIND,
        about=about,
        body=body.model_dump(mode="json"),
        documents=tuple(documents),
        limits_on_use=tuple(limits_on_use),
    )
    sealed = _seal(said, stream, recipient)
    Stream.objects.filter(pk=stream.pk).update(
        last_sequence=sealed.header.sequence, last_hash=sealed.header_hash
    )
    return _keep(sealed, to, said)


def claim_due(limit: int, *, not_to: Collection[str] = ()) -> list[OutboxMessage]:
    """Take up to `limit` messages to deliver; nobody else gets them while the lease lasts.

    Of each matter only the first that waits, so that they leave in order.

    Args:
        limit: how many at most.
        not_to: offices to leave out.
    """
    waiting = OutboxMessage.objects.filter(status=OutboxStatus.WAITING)
    earlier = waiting.filter(stream=OuterRef("stream"), sequence__lt=OuterRef("sequence"))
    trusted = Peer.objects.filter(office=OuterRef("peer"), distrusted_at=None)
    due = _free(waiting, now()).filter(~Exists(earlier), Exists(trusted), next_try_at__lte=now())
    chosen = due.exclude(peer__in=not_to).order_by("next_try_at", "id")
    sizes = list(chosen.values_list("pk", "size")[:limit])
    claimed = (_claim(pk, size) for pk, size in sizes)
    return [message for message in claimed if message]


@transaction.atomic
def record_receipt(message: OutboxMessage, receipt: str) -> None:
    """Believe that a message has arrived, or was refused: the other office signed that it was.

    Raises:
        PeerFault: the text is not this office's receipt for this message; nothing changes.
        WrongState: the office is no longer trusted.
    """
    read = envelope.read_receipt(receipt, keys_of(message.peer))
    if (read.message_id, read.header_hash) != (message.message_id, message.header_hash):
        raise BadSignature(_("The receipt is for another message"))
    is_stored = read.what == "stored"
    OutboxMessage.objects.filter(pk=message.pk, status=OutboxStatus.WAITING).update(
        status=OutboxStatus.DELIVERED if is_stored else OutboxStatus.REFUSED,
        receipt=receipt,
        receipt_at=now(),
        attempts=F("attempts") + 1,
        leased_until=None,
        last_failure=read.reason,
    )
    note_contact(message.peer)


@transaction.atomic
def put_back(message: OutboxMessage, failure: str) -> None:
    """Let a message rest that could not be delivered; the longer, the more often it failed.

    When the whole office cannot be reached, all that waits for it rests as long.

    Args:
        message: as claimed. If its lease has run out and another worker has it, nothing happens.
        failure: code of the error.
    """
    moment = now()
    next_try_at = moment + _rest(message.attempts)
    ours = OutboxMessage.objects.filter(
        pk=message.pk, status=OutboxStatus.WAITING, leased_until=message.leased_until
    )
    ours.update(
        attempts=F("attempts") + 1,
        next_try_at=next_try_at,
        leased_until=None,
        last_failure=failure,
    )
    if failure == PeerUnreachable.code:
        others = OutboxMessage.objects.filter(peer=message.peer, status=OutboxStatus.WAITING)
        _free(others, moment).filter(next_try_at__lt=next_try_at).update(next_try_at=next_try_at)
        Peer.objects.filter(office=message.peer).update(last_failure_at=moment)


def expire_overdue() -> int:
    """Give up messages whose time has run out and tell how many; their senders are told next."""
    moment = now()
    waiting = OutboxMessage.objects.filter(status=OutboxStatus.WAITING, expires_at__lte=moment)
    return _free(waiting, moment).update(status=OutboxStatus.EXPIRED)


@transaction.atomic
def mark_settled(message: OutboxMessage, *, failure: str = "") -> None:
    """Note, in the transaction that does it, that the case was told what became of a message.

    Args:
        message: delivered, refused or expired.
        failure: code, when the case could not be told: a human must look at it.

    Raises:
        WrongState: it is still on its way, or another worker has just told the case.
    """
    settled = OutboxMessage.objects.filter(pk=message.pk, settled_at=None)
    if not settled.exclude(status=OutboxStatus.WAITING).update(settled_at=now()):
        raise WrongState(_("The outcome of this message has been dealt with"))
    if failure:
        about = message.message_id
        record(AuditAction.MESSAGE_SET_ASIDE, by=NODE, about=about, code=failure)


def _seal(
    said: envelope.Message, stream: Stream, recipient: envelope.PublicKeys
) -> envelope.Sealed:
    created_at = now()
    _check_size(sum(len(document.content) for document in said.documents))
    return envelope.seal(
        said,
        sender_keys=our_keys(),
        sender=our_office().id,
        recipient=recipient,
        message_id=uuid4(),
        stream=stream.stream,
        sequence=stream.last_sequence + 1,
        previous=stream.last_hash,
        created_at=created_at,
        expires_at=created_at + LIFETIME,
    )


def _check_size(documents_bytes: int) -> None:
    """Refuse before sealing what the other office would not take in."""
    limit = settings.MAX_FRAME_BYTES - OVERHEAD_BYTES
    if documents_bytes > limit:
        raise InputRefused(
            _("All documents of a message together may have %(megabytes)s MB"),
            megabytes=limit // 1024**2,
        )


def _keep(sealed: envelope.Sealed, to: str, said: envelope.Message) -> OutboxMessage:
    return OutboxMessage.objects.create(
        message_id=sealed.header.message_id,
        peer=to,
        kind=said.kind,
        about=said.about,
        stream=sealed.header.stream,
        sequence=sealed.header.sequence,
        header_hash=sealed.header_hash,
        frame=sealed.frame,
        size=len(sealed.frame),
        traffic=sealed.header.traffic_class,
        queued_at=sealed.header.created_at,
        next_try_at=sealed.header.created_at,
        expires_at=sealed.header.expires_at,
    )


def _free(messages: QuerySet[OutboxMessage], moment: datetime) -> QuerySet[OutboxMessage]:
    return messages.filter(Q(leased_until=None) | Q(leased_until__lte=moment))


def _claim(pk: int, size: int) -> OutboxMessage | None:
    """One statement decides between two workers: whoever changes the row has it."""
    moment = now()
    seconds = settings.NODE.lease_seconds + size // SLOWEST_BYTES_PER_SECOND
    row = OutboxMessage.objects.filter(pk=pk, status=OutboxStatus.WAITING)
    if not _free(row, moment).update(leased_until=moment + timedelta(seconds=seconds)):
        return None
    return OutboxMessage.objects.get(pk=pk)


def _rest(attempts: int) -> timedelta:
    """Double from the first pause up to the longest, less up to a quarter by chance."""
    factor = min(2 ** min(attempts, 30), LONGEST_REST_FACTOR)
    return timedelta(seconds=settings.NODE.retry_seconds * factor * _chance.uniform(0.75, 1))
