"""Sealed messages go out: the same bytes, until the other office has signed a receipt."""

import logging
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import httpx
from django.db import DatabaseError, transaction

from hamkor.assistance import messages
from hamkor.assistance import services as assistance
from hamkor.clock import now
from hamkor.errors import HamkorError, NotReceipted, PeerUnreachable, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange import queries, services
from hamkor.gateway.failures import failure_code, failure_place

if TYPE_CHECKING:
    from hamkor.exchange.models import OutboxMessage

log = logging.getLogger(__name__)

BATCH = 10
PATH = "/exchange/v1/messages"
TIMEOUT = httpx.Timeout(connect=3, read=15, write=10, pool=3)
PIECE_BYTES = 64 * 1024
MAX_ANSWER_BYTES = 32 * 1024


class LearnDelivered(Protocol):
    def __call__(self, *, about: UUID, message_id: UUID, kind: str, at: datetime) -> None: ...


class LearnNotDelivered(Protocol):
    def __call__(
        self, *, about: UUID, message_id: UUID, kind: str, at: datetime, reason: str
    ) -> None: ...


SETTLERS: dict[str, tuple[LearnDelivered, LearnNotDelivered]] = {
    body.KIND: (assistance.learn_delivered, assistance.learn_not_delivered)
    for body in messages.BODIES
}


def deliver_due() -> int:
    """Send every message whose time has come and tell how many have a receipt now.

    An office that does not answer is not asked again in the same round.
    """
    receipts = 0
    silent: set[str] = set()
    with open_client() as client:
        while batch := services.claim_due(BATCH, not_to=silent):
            receipts += sum(_deliver(message, client, silent) for message in batch)
    return receipts


def open_client() -> httpx.Client:
    """Open a client that goes straight to the address we trust: no redirects, no proxies."""
    return httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)


def settle() -> int:
    """Tell the cases what became of their messages, each exactly once, and tell how many."""
    settled = 0
    while batch := queries.next_to_settle(BATCH):
        settled += sum(_settle(message) for message in batch)
    return settled


def _deliver(message: "OutboxMessage", client: httpx.Client, silent: set[str]) -> bool:
    """Send one message; without a valid receipt it rests. Tell whether there was one."""
    try:
        if message.peer in silent:
            raise PeerUnreachable(_("The other office has just not answered"))
        services.record_receipt(message, _send(message, client))
    except HamkorError as error:
        failure = ".".join([error.code, *error.facts.values()])
        if isinstance(error, PeerUnreachable):
            silent.add(message.peer)
        log.info("message %s not delivered: %s", message.message_id, failure)
        services.put_back(message, failure)
        return False
    return True


def _send(message: "OutboxMessage", client: httpx.Client) -> str:
    """Post the bytes and return the answer, which is a receipt only if it is signed.

    Raises:
        PeerUnreachable: there is no answer, or none of a node that is well.
        NotReceipted: the other node does not take the message in, and does not sign that.
    """
    frame = bytes(message.frame)
    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(len(frame))}
    give_up_at = _end_of_lease(message)
    try:
        with client.stream(
            "POST",
            queries.address_of(message.peer) + PATH,
            content=_pieces(frame, give_up_at),
            headers=headers,
        ) as answer:
            text = _read(answer, give_up_at)
    except httpx.HTTPError as error:
        raise PeerUnreachable(_("The other office's node does not answer")) from error
    if answer.status_code == httpx.codes.BAD_REQUEST:
        code = text if re.fullmatch("[a-z_]{1,40}", text) else "unknown"
        raise NotReceipted(_("The other office refused a message: %(code)s"), code=code)
    if answer.status_code != httpx.codes.OK:
        raise PeerUnreachable(_("The other office's node is not well"))
    return text


def _end_of_lease(message: "OutboxMessage") -> float:
    """Say until when we may send, on the monotonic clock; after that another worker may."""
    seconds = (message.leased_until - now()).total_seconds() if message.leased_until else 0.0
    return time.monotonic() + seconds


def _pieces(frame: bytes, give_up_at: float) -> Iterator[bytes]:
    for start in range(0, len(frame), PIECE_BYTES):
        _check_time(give_up_at)
        yield frame[start : start + PIECE_BYTES]


def _read(answer: httpx.Response, give_up_at: float) -> str:
    """Read a short text; a node that answers without end or drop by drop is cut off."""
    text = b""
    for piece in answer.iter_bytes():
        _check_time(give_up_at)
        text += piece
        if len(text) > MAX_ANSWER_BYTES:
            raise httpx.DecodingError("the answer is too long to be a receipt")
    return text.decode("ascii", errors="replace").strip()


def _check_time(give_up_at: float) -> None:
    if time.monotonic() > give_up_at:
        raise httpx.WriteTimeout("the lease is over")


def _settle(message: "OutboxMessage") -> bool:
    """Tell one case, in one transaction with the note that it was told."""
    try:
        with transaction.atomic():
            services.mark_settled(message)
            _tell(message)
    except DatabaseError:
        raise  # nothing was told: the next round tries again
    except Exception as error:
        failure = failure_code(error)
        log.warning(
            "message %s not settled: %s at %s", message.message_id, failure, failure_place(error)
        )
        with suppress(WrongState):
            services.mark_settled(message, failure=failure)
        return False
    return True


def _tell(message: "OutboxMessage") -> None:
    if message.kind not in SETTLERS:
        return
    learn_delivered, learn_not_delivered = SETTLERS[message.kind]
    about, message_id, kind = message.about, message.message_id, message.kind
    at = message.receipt_at or message.expires_at
    if message.status == "delivered":
        learn_delivered(about=about, message_id=message_id, kind=kind, at=at)
        return
    reason = message.last_failure or message.status
    learn_not_delivered(about=about, message_id=message_id, kind=kind, at=at, reason=reason)
