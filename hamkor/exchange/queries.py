"""What may be known about messages and peers."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, TypedDict
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from hamkor import envelope
from hamkor.clock import now
from hamkor.errors import DamagedHere, PeerFault, UnknownSender, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange.checking import is_whole
from hamkor.exchange.frames import folder, frame_of, open_frame
from hamkor.exchange.identity import our_decryption_keys, our_office
from hamkor.exchange.models import (
    Evidence,
    InboxMessage,
    OutboxMessage,
    OutboxStatus,
    Peer,
    Traffic,
)
from hamkor.exchange.peers import keys_once_believed, statement_of

RETURNED = "returned"
"""Stands where a failure would: the message is known again, the decision behind it may not be."""

LONGEST_GAP = timedelta(hours=1)
"""How long a message waits for an earlier one that is missing. Its sender sends in order, so
that a gap means the earlier one was lost for good: expired, or refused."""


class _Terms(TypedDict):
    our_office: str
    our_keys: list[envelope.OfficeKeys]
    sender_keys: envelope.PublicKeys
    now: datetime
    suite: str


@dataclass(frozen=True)
class Backlog:
    """How the exchange with one office stands.

    Attributes:
        peer: with its last contact and last failure.
        waiting: messages on their way there.
        oldest_at: since when the oldest of them waits.
        set_aside: messages from there that a human must look at.
    """

    peer: Peer
    waiting: int
    oldest_at: datetime | None
    set_aside: int


def peers() -> QuerySet[Peer]:
    """Return the offices whose keys are trusted."""
    return Peer.objects.filter(distrusted_at=None)


def address_of(office: str) -> str:
    """Return where the node of a trusted office answers.

    Raises:
        WrongState: the office is not trusted (any more).
    """
    peer = peers().filter(office=office).first()
    if peer is None:
        raise WrongState(_("This office exchanges no messages with %(office)s"), office=office)
    return peer.address


def backlog() -> list[Backlog]:
    """Return how the exchange with each office stands, those distrusted included."""
    waiting = {
        row["peer"]: row
        for row in OutboxMessage.objects.filter(status=OutboxStatus.WAITING)
        .values("peer")
        .annotate(count=Count("id"), oldest_at=Min("queued_at"))
        .order_by()
    }
    aside = dict(set_aside_messages().values_list("sender").annotate(Count("id")).order_by())
    return [
        Backlog(
            peer,
            waiting.get(peer.office, {}).get("count", 0),
            waiting.get(peer.office, {}).get("oldest_at"),
            aside.get(peer.office, 0),
        )
        for peer in Peer.objects.all()
    ]


def waiting_for(about: UUID) -> QuerySet[OutboxMessage]:
    """Return what has not yet arrived of what we said about a matter, oldest first."""
    waiting = OutboxMessage.objects.filter(about=about, status=OutboxStatus.WAITING)
    return waiting.defer("frame").order_by("id")


def waiting_messages() -> QuerySet[OutboxMessage]:
    """Return what is on its way to any office, oldest first."""
    return OutboxMessage.objects.filter(status=OutboxStatus.WAITING).defer("frame").order_by("id")


def sent_message(office: str, message_id: UUID) -> OutboxMessage | None:
    """Return the message of this id that was sealed for an office, without its bytes."""
    rows = OutboxMessage.objects.filter(peer=office, message_id=message_id)
    return rows.defer("frame").first()


def next_to_fetch(office: str, skip: Collection[UUID]) -> OutboxMessage | None:
    """Return the oldest message that waits for an office and is none of those to be skipped.

    One that waits behind another of its matter waits on, also when that one is skipped.
    """
    waiting = OutboxMessage.objects.filter(peer=office, status=OutboxStatus.WAITING)
    earlier = waiting.filter(stream=OuterRef("stream"), sequence__lt=OuterRef("sequence"))
    ready = waiting.filter(~Exists(earlier), expires_at__gt=now())
    return ready.exclude(message_id__in=skip).order_by("id").first()


def our_id() -> str:
    """Return the id of this office."""
    return our_office().id


def was_exchanged_about(matters: Iterable[UUID]) -> bool:
    """Say whether any message about these matters was sealed here or has come."""
    about = list(matters)
    return (
        OutboxMessage.objects.filter(about__in=about).exists()
        or InboxMessage.objects.filter(about__in=about).exists()
    )


def given_up_messages() -> QuerySet[OutboxMessage]:
    """Return what another office refused or what could not be delivered in time, newest first."""
    given_up = OutboxMessage.objects.filter(
        status__in=(OutboxStatus.REFUSED, OutboxStatus.CONFLICT, OutboxStatus.EXPIRED)
    )
    return given_up.defer("frame").order_by("-id")


def returned_messages() -> QuerySet[OutboxMessage]:
    """Return our messages that this node had lost and another office gave back, newest first."""
    return OutboxMessage.objects.filter(last_failure=RETURNED).defer("frame").order_by("-id")


def set_aside_messages() -> QuerySet[InboxMessage]:
    """Return the messages that could not take effect; a human must look at them."""
    return InboxMessage.objects.exclude(set_aside_at=None).defer("frame").order_by("id")


def attested(what: str, abouts: Iterable[UUID]) -> set[UUID]:
    """Return of which matters we have signed already that something happened."""
    signed = Evidence.objects.filter(what=what, about__in=list(abouts), by=our_office().id)
    return set(signed.values_list("about", flat=True))


def next_to_dispatch(limit: int) -> list[InboxMessage]:
    """Return messages that may take effect now: those of one matter in the order of sending.

    A gap holds later ones back, for `LONGEST_GAP` at most. Talk between machines needs no order.
    """
    is_new = Q(dispatched_at=None, set_aside_at=None)
    same_stream = InboxMessage.objects.filter(sender=OuterRef("sender"), stream=OuterRef("stream"))
    before = same_stream.filter(sequence=OuterRef("sequence") - 1)
    earlier = same_stream.filter(is_new, sequence__lt=OuterRef("sequence"))
    patience_is_over = Q(received_at__lte=now() - LONGEST_GAP)
    is_talk = Q(traffic=Traffic.HOUSEKEEPING)
    follows = Q(sequence=1) | Exists(before) | patience_is_over
    ready = InboxMessage.objects.filter(is_new, is_talk | follows, is_talk | ~Exists(earlier))
    return list(ready.order_by("id")[:limit])


def is_chain_broken(inbox: InboxMessage) -> bool:
    """Say whether its sender says that another message came before than the one that we have."""
    if inbox.traffic == Traffic.HOUSEKEEPING:
        return False
    before = InboxMessage.objects.filter(
        sender=inbox.sender, stream=inbox.stream, sequence=inbox.sequence - 1
    )
    return before.exclude(header_hash=inbox.previous).exists()


def next_to_settle(limit: int) -> list[OutboxMessage]:
    """Return messages whose fate is known, and whose case has not been told."""
    known = OutboxMessage.objects.exclude(status=OutboxStatus.WAITING).filter(settled_at=None)
    return list(known.defer("frame").order_by("id")[:limit])


def open_message(inbox: InboxMessage) -> envelope.Message:
    """Open a stored message again.

    Raises:
        WrongState: its sender is no longer trusted.
        PeerFault: it does not open.
        DamagedHere: what lies on disk is not what arrived.
    """
    with _as_it_was_kept(inbox):
        frame, limit = frame_of(inbox), inbox.size
        _header, message = envelope.unseal(frame, max_bytes=limit, **_as_it_came(inbox, frame))
    return message


@contextmanager
def opened_message(inbox: InboxMessage) -> Iterator[envelope.Message]:
    """Open a stored message of any size; its documents lie in files until the block ends.

    Raises:
        WrongState: its sender is no longer trusted.
        PeerFault: it does not open.
        DamagedHere: what lies on disk is not what arrived.
    """
    if inbox.size <= settings.ONE_POST_BYTES:
        yield open_message(inbox)
        return
    with TemporaryDirectory(dir=folder(), prefix="open-") as opened:
        with _as_it_was_kept(inbox), open_frame(inbox) as file:
            terms = _as_it_came(inbox, file)
            _header, message = envelope.unseal_from(file, Path(opened), **terms)
        yield message


@contextmanager
def _as_it_was_kept(inbox: InboxMessage) -> Iterator[None]:
    """Tell a message that its sender has spoilt from one that our own disk has."""
    try:
        yield
    except (PeerFault, OSError) as error:
        if is_whole(inbox):
            raise
        raise DamagedHere(
            _("The disk of this node has damaged a message: an administrator must mend it")
        ) from error


def _as_it_came(inbox: InboxMessage, frame: bytes | BinaryIO) -> _Terms:
    """Judge by the day it arrived: what was in time then, and in use, stays good."""
    header, _hash = envelope.read_header(frame)
    statement_of(inbox.sender)  # or it is trusted no longer
    keys = keys_once_believed(inbox.sender, header.signing_keys[0])
    if keys is None:
        raise UnknownSender(_("The sender is not an office that this one knows."))
    return {
        "our_office": our_office().id,
        "our_keys": our_decryption_keys(),
        "sender_keys": keys,
        "now": inbox.received_at,
        "suite": header.suite,
    }
