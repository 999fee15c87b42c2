"""Messages that come in: kept once, with the receipt that every repetition gets again."""

import logging
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from hamkor import envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.clock import now
from hamkor.errors import Conflict, PeerFault, TooOld, Unreadable, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange.identity import our_keys, our_office
from hamkor.exchange.models import InboxMessage
from hamkor.exchange.peers import keys_named
from hamkor.exchange.services.trust import note_contact

log = logging.getLogger(__name__)


def accept(frame: bytes) -> str:
    """Keep a message that arrived and return the signed receipt for it.

    A repetition gets the same receipt and has no second effect. A message that its sender did
    sign, but that cannot be taken in, gets a signed refusal; another content under a known id or
    place in its stream gets a signed receipt of conflict, and nothing is stored over.

    Args:
        frame: the bytes, of anybody.

    Raises:
        PeerFault: it is not provably from a trusted office to us; nothing is stored but a line
            in the audit log.
    """
    try:
        return _accept(frame)
    except PeerFault as fault:
        log.info("refused a frame: %s", fault.code)
        record(AuditAction.MESSAGE_REFUSED, by=NODE, code=fault.code)
        raise


@transaction.atomic
def mark_dispatched(inbox: InboxMessage) -> None:
    """Note, in the transaction that takes it in, that a message has had its effect.

    Raises:
        WrongState: another worker has just dealt with it.
    """
    if not _unfinished(inbox).update(dispatched_at=now()):
        raise WrongState(_("This message has been dealt with"))


@transaction.atomic
def set_aside(inbox: InboxMessage, failure: str) -> None:
    """Leave a message that cannot take effect for a human to look at; it is not tried again.

    Args:
        inbox: neither dispatched nor set aside.
        failure: code of the error, no personal data.

    Raises:
        WrongState: another worker has just dealt with it.
    """
    if not _unfinished(inbox).update(set_aside_at=now(), failure=failure):
        raise WrongState(_("This message has been dealt with"))
    about = inbox.message_id
    record(AuditAction.MESSAGE_SET_ASIDE, by=NODE, about=about, code=failure, sender=inbox.sender)


@transaction.atomic
def take_up_again(inbox: InboxMessage) -> None:
    """Let the worker try a message that was set aside once more: the cause has been removed.

    Raises:
        WrongState: it is not set aside.
    """
    aside = InboxMessage.objects.filter(pk=inbox.pk, dispatched_at=None)
    if not aside.exclude(set_aside_at=None).update(set_aside_at=None, failure=""):
        raise WrongState(_("This message is not set aside"))


def _accept(frame: bytes) -> str:
    header, header_hash = envelope.read_header(frame)
    known = _known(header.sender, header.message_id)
    if known and known.header_hash == header_hash:
        return known.receipt
    try:
        _header, message = envelope.unseal(
            frame,
            our_office=our_office().id,
            our_keys=our_keys(),
            sender_keys=keys_named,
            now=now(),
            max_bytes=settings.MAX_FRAME_BYTES,
        )
    except (TooOld, Unreadable) as fault:
        # Both come after the signature was verified: the sender is told, and stops trying.
        return _refuse(header, header_hash, fault)
    return _keep(header, header_hash, message, frame)


def _keep(
    header: envelope.Header, header_hash: str, message: envelope.Message, frame: bytes
) -> str:
    receipt = _receipt("stored", header, header_hash)
    try:
        with transaction.atomic():
            InboxMessage.objects.create(
                message_id=header.message_id,
                sender=header.sender,
                header_hash=header_hash,
                kind=message.kind,
                about=message.about,
                stream=header.stream,
                sequence=header.sequence,
                previous=header.previous,
                frame=frame,
                size=len(frame),
                traffic=header.traffic_class,
                sent_at=header.created_at,
                received_at=now(),
                receipt=receipt,
            )
            note_contact(header.sender)
    except IntegrityError:
        return _receipt_for_known(header, header_hash)
    return receipt


def _receipt_for_known(header: envelope.Header, header_hash: str) -> str:
    """Somebody was quicker: the same message in another process, or another content."""
    known = _known(header.sender, header.message_id)
    if known and known.header_hash == header_hash:
        return known.receipt
    return _refuse(header, header_hash, Conflict(_("Another content is known under this name")))


@transaction.atomic
def _refuse(header: envelope.Header, header_hash: str, fault: PeerFault) -> str:
    known = InboxMessage.objects.filter(
        sender=header.sender, stream=header.stream, sequence=header.sequence
    ).first() or _known(header.sender, header.message_id)
    log.warning("refused message %s: %s", header.message_id, fault.code)
    record(
        AuditAction.MESSAGE_REFUSED,
        by=NODE,
        about=header.message_id,
        code=fault.code,
        sender=header.sender,
        header_hash=header_hash,
        known_hash=known.header_hash if known else "",
    )
    what: envelope.Outcome = "conflict" if isinstance(fault, Conflict) else "refused"
    return _receipt(what, header, header_hash, fault.code)


def _known(sender: str, message_id: UUID) -> InboxMessage | None:
    known = InboxMessage.objects.filter(sender=sender, message_id=message_id)
    return known.defer("frame").first()


def _receipt(
    what: envelope.Outcome, header: envelope.Header, header_hash: str, reason: str = ""
) -> str:
    receipt = envelope.Receipt(
        what=what,
        message_id=header.message_id,
        header_hash=header_hash,
        by=our_office().id,
        at=now(),
        reason=reason,
    )
    return envelope.sign_receipt(receipt, our_keys())


def _unfinished(inbox: InboxMessage) -> QuerySet[InboxMessage]:
    return InboxMessage.objects.filter(pk=inbox.pk, dispatched_at=None, set_aside_at=None)
