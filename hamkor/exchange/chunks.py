"""Where the encrypted chunks of a large message lie in its file, for whoever sends or takes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from hamkor import envelope
from hamkor.envelope.frame import LENGTH_BYTES, Span, head_of, source_of
from hamkor.envelope.stream import chunk_count, chunk_hash, chunk_hashes
from hamkor.errors import Malformed
from hamkor.errors import gettext_noop as _

HASH_BYTES = 32
PER_POST = 8
"""Chunks in one post, at most; each is a little over 1 MiB."""


@dataclass(frozen=True)
class Chunk:
    """One chunk in the file of its message.

    Attributes:
        start: first byte.
        length: in bytes.
        prefix: what stands before it; not empty for the first chunk of a part.
    """

    start: int
    length: int
    prefix: bytes


def head_bytes(frame: bytes | BinaryIO) -> bytes:
    """Return the readable beginning of a frame: magic, header and signatures.

    Raises:
        PeerFault: there is none.
    """
    source = source_of(frame)
    return bytes(source.read(0, head_of(source).ends))


def layout(header: envelope.Header, ends: int) -> list[Chunk]:
    """Return all chunks of a message in their order.

    Args:
        header: of the message.
        ends: where its readable beginning ends.
    """
    chunks, start = [], ends
    for part in header.parts:
        prefix = part.length.to_bytes(LENGTH_BYTES, "big")
        start += LENGTH_BYTES
        for number in range(chunk_count(part.length)):
            begin = number * envelope.SEALED_CHUNK_BYTES
            length = min(envelope.SEALED_CHUNK_BYTES, part.length - begin)
            chunks.append(Chunk(start + begin, length, b"" if number else prefix))
        start += part.length
    return chunks


def frame_bytes(header: envelope.Header, ends: int) -> int:
    """Return how long the whole frame is."""
    return ends + sum(LENGTH_BYTES + part.length for part in header.parts)


def hashes_of(header: envelope.Header, frame: BinaryIO) -> Iterator[bytes]:
    """Return the hash of each chunk of a frame, in order; reads all of it."""
    source = source_of(frame)
    start = head_of(source).ends
    for part in header.parts:
        yield from chunk_hashes(source, Span(start + LENGTH_BYTES, part.length))
        start += LENGTH_BYTES + part.length


def check_hashes(header: envelope.Header, hashes: bytes) -> None:
    """Check that these are the hashes of the chunks that the header commits its sender to.

    Raises:
        Malformed: they are not.
    """
    start = 0
    for part in header.parts:
        end = start + chunk_count(part.length) * HASH_BYTES
        leaves = [hashes[at : at + HASH_BYTES] for at in range(start, end, HASH_BYTES)]
        if len(hashes) < end or envelope.root_of(leaves) != part.root:
            raise Malformed(_("The list of chunks is not the one that the header names"))
        start = end
    if len(hashes) != start:
        raise Malformed(_("The list of chunks is not the one that the header names"))


def is_chunk(content: bytes, number: int, hashes: bytes) -> bool:
    """Say whether `content` is the chunk with this number."""
    expected = hashes[number * HASH_BYTES : (number + 1) * HASH_BYTES]
    return chunk_hash(content) == expected
