"""A large message goes out chunk by chunk; the other node says where to go on."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

import httpx

from hamkor import envelope
from hamkor.errors import UploadUnderWay
from hamkor.errors import gettext_noop as _
from hamkor.exchange import frames
from hamkor.exchange.chunks import PER_POST, Chunk, hashes_of, head_bytes, layout
from hamkor.gateway.line import check_time, post

if TYPE_CHECKING:
    from hamkor.exchange.models import OutboxMessage

PATH = "/exchange/v2/upload"
SECONDS_A_ROUND = 10
"""A message of gigabytes lets the others have their turn."""


def upload(message: "OutboxMessage", address: str, client: httpx.Client, give_up_at: float) -> str:
    """Send the chunks that the other node lacks; return its answer when it has all.

    The arguments are those of `line.send`.

    Raises:
        UploadUnderWay: the time of this round is over; some have arrived.
        PeerUnreachable: there is no answer, or none of a node that is well.
        NotReceipted: the other node does not take the message in, and does not sign that.
    """
    ends_at = min(give_up_at, time.monotonic() + SECONDS_A_ROUND)
    with frames.open_frame(message) as frame:
        head = head_bytes(frame)
        header, header_hash = envelope.read_header(head)
        opening = head + _hashes(message, header, frame)
        url = address + PATH
        said = post(client, url, iter([opening]), length=len(opening), give_up_at=give_up_at)
        chunks = layout(header, len(head))
        while said.isascii() and said.isdigit():
            if time.monotonic() > ends_at:
                raise UploadUnderWay(_("A part of the message has arrived"))
            held = int(said)
            wanted = chunks[held : held + PER_POST]
            said = post(
                client,
                f"{url}/{header_hash}/{held}",
                _read(frame, wanted, give_up_at),
                length=sum(chunk.length for chunk in wanted),
                give_up_at=give_up_at,
            )
    return said


def _read(frame: BinaryIO, chunks: list[Chunk], give_up_at: float) -> Iterator[bytes]:
    for chunk in chunks:
        check_time(give_up_at)
        frame.seek(chunk.start)
        yield frame.read(chunk.length)


def _hashes(message: "OutboxMessage", header: envelope.Header, frame: BinaryIO) -> bytes:
    """Return the hashes of all chunks; they are computed once and kept beside the file."""
    if not message.stored_in:
        return b"".join(hashes_of(header, frame))
    path = frames.folder() / f"{message.stored_in}{frames.HASHES}"
    if not path.exists():
        frames.keep(path.name, b"".join(hashes_of(header, frame)))
    return path.read_bytes()
