"""One message over the line to one office. Nothing here speaks to the database."""

import re
import ssl
import time
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

import httpx
from django.conf import settings

from hamkor.clock import now
from hamkor.errors import NotReceipted, PeerBusy, PeerUnreachable
from hamkor.errors import gettext_noop as _
from hamkor.exchange.frames import open_frame
from hamkor.keyring.tls import client_context

if TYPE_CHECKING:
    from hamkor.exchange.models import OutboxMessage

PATH = "/exchange/v2/message"
LIMITS = httpx.Limits(max_connections=32, keepalive_expiry=60)
TIMEOUT = httpx.Timeout(connect=3, read=15, write=10, pool=60)
PIECE_BYTES = 64 * 1024
MAX_ANSWER_BYTES = 32 * 1024
LONGEST_PATIENCE_SECONDS = 3600
"""Whoever asks to be left alone for longer is asked again after this."""


def open_client() -> httpx.Client:
    """Open a client that goes straight to the address we trust: no redirects, no proxies."""
    return httpx.Client(
        timeout=TIMEOUT,
        limits=LIMITS,
        follow_redirects=False,
        trust_env=False,
        verify=client_context(settings.NODE) or _public_authorities(),
    )


@lru_cache(maxsize=1)
def _public_authorities() -> ssl.SSLContext:
    """Believe the certificates that browsers believe; read once, since it takes its time."""
    return httpx.create_ssl_context(trust_env=False)


def send(message: "OutboxMessage", address: str, client: httpx.Client, give_up_at: float) -> str:
    """Post the bytes and return the answer, which is a receipt only if it is signed.

    Args:
        message: as claimed.
        address: of its recipient's node.
        client: may be used by several threads at a time.
        give_up_at: see `end_of_lease`.

    Raises:
        PeerUnreachable: there is no answer, or none of a node that is well.
        NotReceipted: the other node does not take the message in, and does not sign that.
    """
    with open_frame(message) as frame:
        content = _pieces(frame, give_up_at)
        return post(client, address + PATH, content, length=message.size, give_up_at=give_up_at)


def post(
    client: httpx.Client,
    url: str,
    content: Iterator[bytes],
    *,
    length: int,
    give_up_at: float,
) -> str:
    """Post bytes to another node and return its answer, a short text.

    Raises:
        PeerUnreachable: see `send`, as for NotReceipted.
    """
    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(length)}
    try:
        with client.stream("POST", url, content=content, headers=headers) as answer:
            text = _read(answer, give_up_at)
    except httpx.HTTPError as error:
        raise PeerUnreachable(_("The other office's node does not answer")) from error
    _check(answer, text)
    return text


def end_of_lease(message: "OutboxMessage") -> float:
    """Say until when we may send, on the monotonic clock; after that another worker may."""
    seconds = (message.leased_until - now()).total_seconds() if message.leased_until else 0.0
    return time.monotonic() + seconds


def _check(answer: httpx.Response, text: str) -> None:
    """Let nothing pass but an answer that may be a receipt."""
    if answer.status_code == httpx.codes.BAD_REQUEST:
        code = text if re.fullmatch("[a-z_]{1,40}", text) else "unknown"
        raise NotReceipted(_("The other office refused a message: %(code)s"), code=code)
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE and "Retry-After" in answer.headers:
        seconds = _patience(answer.headers["Retry-After"])
        raise PeerBusy(_("The other office's node asks to come back later"), seconds=seconds)
    if answer.status_code != httpx.codes.OK:
        raise PeerUnreachable(_("The other office's node is not well"))


def _patience(text: str) -> float:
    shortest: float = settings.NODE.retry_seconds
    wanted = int(text) if re.fullmatch("[0-9]{1,9}", text) else 0
    return min(max(shortest, wanted), LONGEST_PATIENCE_SECONDS)


def _pieces(frame: BinaryIO, give_up_at: float) -> Iterator[bytes]:
    while piece := frame.read(PIECE_BYTES):
        check_time(give_up_at)
        yield piece


def _read(answer: httpx.Response, give_up_at: float) -> str:
    """Read a short text; a node that answers without end or drop by drop is cut off."""
    text = b""
    for piece in answer.iter_bytes():
        check_time(give_up_at)
        text += piece
        if len(text) > MAX_ANSWER_BYTES:
            raise httpx.DecodingError("the answer is too long to be a receipt")
    return text.decode("ascii", errors="replace").strip()


def check_time(give_up_at: float) -> None:
    """Check that the message is still ours to send.

    Raises:
        httpx.WriteTimeout: its lease is over.
    """
    if time.monotonic() > give_up_at:
        raise httpx.WriteTimeout("the lease is over")
