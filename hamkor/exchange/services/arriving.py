"""Messages that come in: kept once, with the receipt that every repetition gets again."""

import logging
from typing import TypedDict

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from hamkor import envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.clock import now
from hamkor.errors import (
    Conflict,
    KeyRefused,
    LowerSuite,
    PeerFault,
    TooOld,
    UnknownSender,
    Unreadable,
    WrongState,
)
from hamkor.errors import gettext_noop as _
from hamkor.evidence.kinds import LeafKind
from hamkor.exchange import frames
from hamkor.exchange.identity import our_decryption_keys, our_office
from hamkor.exchange.models import InboxMessage, Traffic
from hamkor.exchange.peers import Terms, terms_for_header
from hamkor.exchange.services.attesting import attest
from hamkor.exchange.services.contact import note_contact
from hamkor.exchange.services.listing import hear_of_directory
from hamkor.exchange.services.refusing import count_refused, refuse, refuse_unproven
from hamkor.exchange.services.signing import is_signed_with_revoked, log_receipt, sign
from hamkor.exchange.statements import insert, known_receipt

log = logging.getLogger(__name__)


class Kept(TypedDict):
    """Where a frame lies: in the row, or in a file."""

    frame: bytes
    stored_in: str
    size: int


def accept(frame: bytes) -> str:
    """Keep a message that arrived and return the signed receipt for it.

    A repetition gets the same receipt and has no second effect. A message that its sender did
    sign, but that cannot be taken in, gets a signed refusal; another content under a known id or
    place in its stream gets a signed receipt of conflict, and nothing is stored over.

    Args:
        frame: the bytes, of anybody.

    Raises:
        PeerFault: it is not provably from a trusted office to us; nothing is stored, and it is
            counted.
    """
    try:
        return _accept(frame)
    except PeerFault as fault:
        count_refused(fault.code)
        raise


@transaction.atomic
def mark_dispatched(inbox: InboxMessage) -> None:
    """Note, in the transaction that takes it in, that a message has had its effect.

    Raises:
        WrongState: another worker has just dealt with it.
    """
    if not _unfinished(inbox).update(dispatched_at=now()):
        raise WrongState(_("This message has been dealt with"))
    if inbox.traffic == Traffic.CASEWORK:
        attest(inbox, "registered")


@transaction.atomic
def set_aside(inbox: InboxMessage, failure: str) -> None:
    """Leave a message that cannot take effect for a human to look at; it is not tried again.

    Its sender learns that it is stored, but not in the registry.

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
    if inbox.traffic == Traffic.CASEWORK:
        attest(inbox, "not_registered", reason=failure.lower())


@transaction.atomic
def take_up_again(inbox: InboxMessage, *, by: str = NODE) -> None:
    """Let the worker try a message that was set aside once more: the cause has been removed.

    Args:
        inbox: one that is set aside.
        by: user name of whoever decided it.

    Raises:
        WrongState: it is not set aside.
    """
    aside = InboxMessage.objects.filter(pk=inbox.pk, dispatched_at=None)
    if not aside.exclude(set_aside_at=None).update(set_aside_at=None, failure=""):
        raise WrongState(_("This message is not set aside"))
    record(AuditAction.MESSAGE_TAKEN_UP, by=by, about=inbox.message_id, sender=inbox.sender)


def keep_arrived(
    header: envelope.Header,
    header_hash: str,
    message: envelope.Message,
    kept: Kept,
    frame: bytes,
    *,
    given: str = "",
) -> str:
    """Store a message that was verified and opened, once, and return the receipt for it.

    Args:
        header: verified.
        header_hash: of the message.
        message: as opened.
        kept: where the frame lies.
        frame: its beginning at least, with header and signatures.
        given: the receipt that it had before this node lost it.
    """
    text = given or sign("stored", header.message_id, header_hash)[1]
    us = header.for_office(our_office().id)
    row = InboxMessage(
        message_id=header.message_id,
        sender=header.sender,
        header_hash=header_hash,
        kind=message.kind,
        about=message.about,
        stream=us.stream,
        sequence=us.sequence,
        previous=us.previous,
        traffic=header.traffic_class,
        sent_at=header.created_at,
        received_at=now(),
        receipt=text,
        **kept,
    )
    try:
        with transaction.atomic():
            insert(row)
            log_receipt(LeafKind.RECEIPT_GIVEN, text, about=message.about)
            note_contact(header.sender)
            hear_of_directory(header.directory, source=header.sender)
    except IntegrityError:
        return _receipt_for_known(header, header_hash, frame)
    return text


def refusal_of(header: envelope.Header, header_hash: str, frame: bytes, fault: PeerFault) -> str:
    """Sign that a message of a trusted office is not taken in.

    Args:
        header: of the message.
        header_hash: of the message.
        frame: its beginning at least, with header and signatures.
        fault: why.
    """
    if isinstance(fault, KeyRefused):
        return refuse_unproven(header, header_hash, fault)
    return refuse(header, header_hash, frame, fault)


SIGNED_REFUSALS = (KeyRefused, LowerSuite, TooOld, Unreadable)
"""What its sender is told with our signature, so that it stops sending or mends its keys."""


def known_or_none(header: envelope.Header, header_hash: str) -> str | None:
    """Return the receipt that this very message was given before.

    One that a key signed which we have revoked since is believed by nobody: it is signed anew.
    """
    known = known_receipt(header.sender, header.message_id)
    if known is None or known[0] != header_hash:
        return None
    if is_signed_with_revoked(known[1]):
        return sign("stored", header.message_id, header_hash)[1]
    return known[1]


def sender_terms(header: envelope.Header) -> Terms:
    """Return the keys with which a message that arrives must be signed, and the suite agreed.

    Raises:
        UnknownSender: its sender is not trusted here.
        KeyRefused: it is, but not with this key.
    """
    terms = terms_for_header(header)
    if terms is None:
        raise UnknownSender(_("The sender is not an office that this one knows."))
    return terms


def _accept(frame: bytes) -> str:
    header, header_hash = envelope.read_header(frame)
    known = known_or_none(header, header_hash)
    if known:
        return known
    try:
        keys, suite = sender_terms(header)
        _header, message = envelope.unseal(
            frame,
            our_office=our_office().id,
            our_keys=our_decryption_keys(),
            sender_keys=keys,
            now=now(),
            max_bytes=settings.ONE_POST_BYTES,
            suite=suite,
        )
    except SIGNED_REFUSALS as fault:
        return refusal_of(header, header_hash, frame, fault)
    return keep_arrived(header, header_hash, message, put_away(header_hash, frame), frame)


def put_away(header_hash: str, frame: bytes) -> Kept:
    """Write a large frame into a file; it is there before the row that names it."""
    if len(frame) <= settings.INLINE_FRAME_BYTES:
        return {"frame": frame, "stored_in": "", "size": len(frame)}
    name = f"in-{header_hash}"
    frames.keep(name, frame)
    return {"frame": b"", "stored_in": name, "size": len(frame)}


def _receipt_for_known(header: envelope.Header, header_hash: str, frame: bytes) -> str:
    """Somebody was quicker: the same message in another process, or another content."""
    known = known_or_none(header, header_hash)
    fault = Conflict(_("Another content is known under this name"))
    return known or refuse(header, header_hash, frame, fault)


def _unfinished(inbox: InboxMessage) -> QuerySet[InboxMessage]:
    return InboxMessage.objects.filter(pk=inbox.pk, dispatched_at=None, set_aside_at=None)
