"""Sealed messages go out: the same bytes, until the other office has signed a receipt."""

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import httpx
from django.conf import settings
from django.db import transaction

from hamkor.clock import now
from hamkor.errors import (
    DamagedHere,
    HamkorError,
    NotReceipted,
    PeerBusy,
    PeerFault,
    PeerUnreachable,
    UploadUnderWay,
)
from hamkor.errors import gettext_noop as _
from hamkor.exchange import queries, services
from hamkor.exchange.checking import is_whole
from hamkor.gateway import line, uploading
from hamkor.gateway.line import PATH, open_client
from hamkor.gateway.settling import SETTLERS, settle
from hamkor.keyring.tls import Stamp, stamp_of

if TYPE_CHECKING:
    from hamkor.exchange.models import OutboxMessage

__all__ = ["PATH", "SETTLERS", "deliver_due", "open_client", "settle"]

log = logging.getLogger(__name__)

BATCH = 32
IN_FLIGHT = 6
"""How many messages are on the line at a time. Those of one matter never are: only the first of
them may leave."""


@dataclass
class _Round:
    """What one round has learnt about the other offices.

    Attributes:
        client: open while the round lasts.
        pool: in whose threads messages are sent; the database is spoken to in this one only.
        silent: offices that did not answer, and how; they are not asked again in this round.
        answering: offices that did.
        receipts: how many messages have a receipt now.
    """

    client: httpx.Client
    pool: ThreadPoolExecutor
    silent: dict[str, PeerUnreachable] = field(default_factory=dict)
    answering: set[str] = field(default_factory=set)
    receipts: int = 0


def deliver_due() -> int:
    """Send every message whose time has come and tell how many have a receipt now.

    An office that does not answer is not asked again in the same round.
    """
    batch = services.claim_due(BATCH)
    if not batch:
        return 0
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        this = _Round(_client(open_client, stamp_of(settings.NODE)), pool)
        while batch:
            _deliver(batch, this)
            batch = services.claim_due(BATCH, not_to=this.silent)
    return this.receipts


def is_large(message: "OutboxMessage") -> bool:
    """Say whether a message is longer than one post may be."""
    return message.size > settings.ONE_POST_BYTES


@lru_cache(maxsize=1)
def _client(open_one: Callable[[], httpx.Client], _files: Stamp) -> httpx.Client:
    """Return the worker's client: its connections stay open from one round to the next.

    Another office's new certificate takes effect in the next round: the files are others then.
    """
    return open_one()


def _deliver(batch: "list[OutboxMessage]", this: _Round) -> None:
    """Of an office that has not answered yet, one message goes ahead; then the others."""
    ahead: list[OutboxMessage] = []
    others: list[OutboxMessage] = []
    asked = set(this.answering)
    for message in batch:
        (others if message.peer in asked else ahead).append(message)
        asked.add(message.peer)
    for group in (ahead, others):
        for sent in _in_flight(group, this):
            _record(sent, this)


def _in_flight(
    messages: "Iterable[OutboxMessage]", this: _Round
) -> "Iterator[list[tuple[OutboxMessage, Future[str]]]]":
    """Send messages side by side and give back those that are through, some at a time."""
    flying: dict[Future[str], OutboxMessage] = {}
    for message in messages:
        if message.peer in this.silent:
            flying[_not_tried(this.silent[message.peer])] = message
        else:
            address = queries.address_of(message.peer)
            give_up_at = line.end_of_lease(message)
            send = uploading.upload if is_large(message) else line.send
            sending = this.pool.submit(_send, send, message, address, this.client, give_up_at)
            flying[sending] = message
    while flying:
        done, _pending = wait(flying, return_when=FIRST_COMPLETED)
        yield [(flying.pop(future), future) for future in done]


def _send(send: Callable[..., str], message: "OutboxMessage", *where: object) -> str:
    """Send one message; a copy of it that cannot be read keeps no other from leaving."""
    try:
        return send(message, *where)
    except OSError as error:
        raise _damaged() from error


def _damaged() -> DamagedHere:
    return DamagedHere(_("The disk of this node has damaged a message that was to be sent"))


def _not_tried(error: PeerUnreachable) -> Future[str]:
    """What the office did to the first message holds for those behind it."""
    future: Future[str] = Future()
    future.set_exception(error)
    return future


@transaction.atomic
def _record(sent: "list[tuple[OutboxMessage, Future[str]]]", this: _Round) -> None:
    """Write down what came back of several messages, in one transaction."""
    for message, future in sent:
        try:
            services.record_receipt(message, future.result())
        except UploadUnderWay:
            services.go_on_later(message)
            this.answering.add(message.peer)
        except HamkorError as error:
            _put_back(message, error, this)
        else:
            this.answering.add(message.peer)
            this.receipts += 1


def _put_back(message: "OutboxMessage", error: HamkorError, this: _Round) -> None:
    """Without a valid receipt a message rests.

    Nobody takes in what our own disk has changed: that is said here and not of the other office.
    """
    if isinstance(error, NotReceipted | PeerFault) and not is_whole(message):
        error = _damaged()
    facts = [str(fact) for fact in error.facts.values()]
    failure = ".".join([error.code, *facts])
    not_before = None
    if isinstance(error, PeerUnreachable):
        this.silent.setdefault(message.peer, error)
    if isinstance(error, PeerBusy):
        not_before = now() + timedelta(seconds=error.seconds)
    log.info("message %s not delivered: %s", message.message_id, failure)
    services.put_back(message, failure, not_before=not_before)
