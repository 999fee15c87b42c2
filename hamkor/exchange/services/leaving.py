"""Messages on their way out: sealed once, the same bytes sent until a receipt comes back."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import SystemRandom
from typing import TypedDict, overload
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from hamkor import envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.clock import now
from hamkor.errors import InputRefused, PeerUnreachable, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.services import append
from hamkor.exchange import frames
from hamkor.exchange.identity import our_keys, our_office, pepper
from hamkor.exchange.messages import Message
from hamkor.exchange.models import OutboxMessage, OutboxStatus, Peer, Traffic
from hamkor.exchange.peers import terms_with
from hamkor.exchange.services.signing import sign_queued
from hamkor.exchange.statements import (
    Place,
    due,
    insert,
    lease,
    next_place,
    not_waiting_for_disk,
    take_place,
)
from hamkor.keyring.services.listing import check_may_send, known_version

LIFETIME = timedelta(days=30)
LONGEST_REST_FACTOR = 120
"""A peer that does not answer is asked again after at most this many of the first pause."""
OVERHEAD_BYTES = envelope.MAX_MANIFEST_BYTES + 1024**2
"""What a frame holds besides the documents, at most: text, header, tags of the seal."""
SLOWEST_BYTES_PER_SECOND = 64 * 1024
"""A lease lasts long enough for a line of this speed."""
LONGEST_LEASE = timedelta(minutes=15)
"""A large message goes chunk by chunk; whoever claims it next goes on."""

IN_MEMORY_BYTES = 4 * 1024**2
"""A message with longer documents is sealed chunk by chunk into its file."""

_chance = SystemRandom()


class _Terms(TypedDict):
    sender_keys: envelope.OfficeKeys
    sender: str
    recipients: Sequence[envelope.Address]
    message_id: UUID
    created_at: datetime
    expires_at: datetime
    traffic_class: envelope.TrafficClass
    directory: int
    suite: envelope.SuiteName


@overload
def queue_message(
    body: Message,
    *,
    to: str,
    about: UUID,
    documents: Sequence[envelope.Document] = (),
    limits_on_use: Sequence[str] = (),
    traffic: str = Traffic.CASEWORK,
) -> OutboxMessage: ...
@overload
def queue_message(
    body: Message,
    *,
    to: list[str],
    about: UUID,
    documents: Sequence[envelope.Document] = (),
    limits_on_use: Sequence[str] = (),
    traffic: str = Traffic.CASEWORK,
) -> list[OutboxMessage]: ...
@transaction.atomic
def queue_message(
    body: Message,
    *,
    to: str | list[str],
    about: UUID,
    documents: Sequence[envelope.Document] = (),
    limits_on_use: Sequence[str] = (),
    traffic: str = Traffic.CASEWORK,
) -> OutboxMessage | list[OutboxMessage]:
    """Seal a message for other offices and keep it until each of them has given a receipt.

    It is sealed now, once for all of them, in the transaction of the decision that it tells, and
    never again. Each recipient can see who the others are.

    Args:
        body: what to say; its kind names the receiver there.
        to: a trusted office, or several; the answer is one row, or one for each in their order.
        about: reference of the matter; messages about one matter keep their order.
        documents: files that travel with it.
        limits_on_use: purposes for which alone the other office may use it.
        traffic: between officers, or between the machines.

    Raises:
        WrongState: this office and one of them exchange no messages.
        InputRefused: with its documents it is larger than a node takes in, or to nobody.
    """
    offices = [to] if isinstance(to, str) else list(dict.fromkeys(to))
    if not offices:
        raise InputRefused(_("Choose at least one office"))
    said = envelope.Message(
        kind=body.KIND,
        about=about,
        body=body.model_dump(mode="json"),
        documents=tuple(documents),
        limits_on_use=tuple(limits_on_use),
    )
    _check_size(sum(document.length for document in said.documents))
    rows = _queue(said, offices, traffic)
    return rows[0] if isinstance(to, str) else rows


@not_waiting_for_disk()
@transaction.atomic
def claim_due(limit: int, *, not_to: Collection[str] = ()) -> list[OutboxMessage]:
    """Take up to `limit` messages to deliver; nobody else gets them while the lease lasts.

    Of each matter only the first that waits, so that they leave in order. A power failure may
    forget a lease: who held it is gone then too.

    Args:
        limit: how many at most.
        not_to: offices to leave out.
    """
    moment = now()
    chosen = due(moment, limit, sorted(not_to))
    return [message for message in chosen if _claim(message, moment)]


@transaction.atomic
def go_on_later(message: OutboxMessage) -> None:
    """Let go of a large message of which a part has arrived; whoever claims it next goes on."""
    _ours(message).update(leased_until=None, next_try_at=now())


@transaction.atomic
def put_back(message: OutboxMessage, failure: str, *, not_before: datetime | None = None) -> None:
    """Let a message rest that could not be delivered; the longer, the more often it failed.

    When the whole office cannot be reached, all that waits for it rests as long.

    Args:
        message: as claimed. If its lease has run out and another worker has it, nothing happens.
        failure: code of the error.
        not_before: when the other office asked for patience: until then.
    """
    moment = now()
    next_try_at = max(moment + _rest(message.attempts), not_before or moment)
    _ours(message).update(
        attempts=F("attempts") + 1,
        next_try_at=next_try_at,
        leased_until=None,
        last_failure=failure,
    )
    if not_before or failure == PeerUnreachable.code:
        others = OutboxMessage.objects.filter(peer=message.peer, status=OutboxStatus.WAITING)
        _free(others, moment).filter(next_try_at__lt=next_try_at).update(next_try_at=next_try_at)
        Peer.objects.filter(office=message.peer).update(last_failure_at=moment)


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


def free_to_expire(moment: datetime) -> QuerySet[OutboxMessage]:
    """Return what has run out of time and is not being sent at this very moment."""
    waiting = OutboxMessage.objects.filter(status=OutboxStatus.WAITING, expires_at__lte=moment)
    return _free(waiting, moment)


def _queue(said: envelope.Message, offices: Sequence[str], traffic: str) -> list[OutboxMessage]:
    """Offices with which we agreed on other algorithms get a message of their own."""
    by_suite: dict[envelope.SuiteName, dict[str, envelope.PublicKeys]] = {}
    for office in offices:
        keys, suite = terms_with(office)
        by_suite.setdefault(suite, {})[office] = keys
    rows = {
        row.peer: row
        for suite, members in by_suite.items()
        for row in _queue_for(said, members, traffic, suite)
    }
    return [rows[office] for office in offices]


def _queue_for(
    said: envelope.Message,
    keys: Mapping[str, envelope.PublicKeys],
    traffic: str,
    suite: envelope.SuiteName,
) -> list[OutboxMessage]:
    """Places are taken in one order by everybody, so that two never wait for each other."""
    if traffic == Traffic.CASEWORK:
        check_may_send()
    places = {office: next_place(office, said.about) for office in sorted(keys)}
    addresses = [
        envelope.Address(held, place.stream, place.sequence, place.previous)
        for held, place in ((keys[office], places[office]) for office in keys)
    ]
    sealed, stored_in, size = _seal(said, addresses, traffic, suite)
    for place in places.values():
        take_place(place, sealed.header_hash)
    append(LeafKind.HEADER_SENT, sealed.header_hash, about=str(said.about))
    return _keep(sealed, said, [(each, places[each]) for each in keys], (stored_in, size))


def _seal(
    said: envelope.Message,
    addresses: Sequence[envelope.Address],
    traffic: str,
    suite: envelope.SuiteName,
) -> tuple[envelope.Sealed, str, int]:
    """Return what was sealed, the name of the file that it lies in if any, and its length."""
    created_at, message_id = now(), uuid4()
    terms: _Terms = {
        "sender_keys": our_keys(),
        "sender": our_office().id,
        "recipients": addresses,
        "message_id": message_id,
        "created_at": created_at,
        "expires_at": created_at + LIFETIME,
        "traffic_class": "housekeeping" if traffic == Traffic.HOUSEKEEPING else "casework",
        "directory": known_version(),
        "suite": suite,
    }
    name = f"out-{message_id.hex}"
    if sum(document.length for document in said.documents) > IN_MEMORY_BYTES:
        with frames.writing(name) as file:
            sealed = envelope.seal_to(file, said, **terms)
            return sealed, name, file.seek(0, os.SEEK_END)
    sealed = envelope.seal(said, **terms)
    size = len(sealed.frame)
    if len(addresses) == 1 and size <= settings.INLINE_FRAME_BYTES:
        return sealed, "", size
    frames.keep(name, sealed.frame)
    return sealed, name, size


def _keep(
    sealed: envelope.Sealed,
    said: envelope.Message,
    places: Iterable[tuple[str, Place]],
    stored: tuple[str, int],
) -> list[OutboxMessage]:
    header, (stored_in, size) = sealed.header, stored
    is_casework = header.traffic_class == "casework"
    sealed_key = envelope.seal_at_rest(
        pepper(), sealed.content_key, context=own_content(header.message_id)
    )
    queued_receipt = sign_queued(header, sealed.header_hash) if is_casework else ""
    rows = [
        OutboxMessage(
            message_id=header.message_id,
            peer=office,
            kind=said.kind,
            traffic=header.traffic_class,
            about=said.about,
            stream=place.stream,
            sequence=place.sequence,
            header_hash=sealed.header_hash,
            frame=b"" if stored_in else sealed.frame,
            stored_in=stored_in,
            size=size,
            content_key=sealed_key,
            queued_at=header.created_at,
            next_try_at=header.created_at,
            expires_at=header.expires_at,
            queued_receipt=queued_receipt,
            # Nobody's case waits to hear what became of talk between machines.
            settled_at=None if is_casework else header.created_at,
        )
        for office, place in places
    ]
    for row in rows:
        insert(row)
    return rows


def own_content(message_id: UUID) -> str:
    """Name what the content key of a message of ours is kept under; see `seal_at_rest`."""
    return f"content {message_id}"


def _check_size(documents_bytes: int) -> None:
    """Refuse before sealing what the other office would not take in."""
    limit = settings.MAX_FRAME_BYTES - OVERHEAD_BYTES
    if documents_bytes > limit:
        raise InputRefused(
            _("All documents of a message together may have %(megabytes)s MB"),
            megabytes=limit // 1024**2,
        )


def _free(messages: QuerySet[OutboxMessage], moment: datetime) -> QuerySet[OutboxMessage]:
    return messages.filter(Q(leased_until=None) | Q(leased_until__lte=moment))


def _ours(message: OutboxMessage) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(
        pk=message.pk, status=OutboxStatus.WAITING, leased_until=message.leased_until
    )


def _claim(message: OutboxMessage, moment: datetime) -> bool:
    """One statement decides between two workers: whoever changes the row has it."""
    leased_until = moment + _lease(message.size)
    if not lease(message.pk, free_at=moment, until=leased_until):
        return False
    message.leased_until = leased_until
    return True


def _lease(size: int) -> timedelta:
    wanted = timedelta(seconds=settings.NODE.lease_seconds + size // SLOWEST_BYTES_PER_SECOND)
    return min(wanted, LONGEST_LEASE)


def _rest(attempts: int) -> timedelta:
    """Double from the first pause up to the longest, less up to a quarter by chance."""
    factor = min(2 ** min(attempts, 30), LONGEST_REST_FACTOR)
    return timedelta(seconds=settings.NODE.retry_seconds * factor * _chance.uniform(0.75, 1))
