"""Encrypt a part in chunks, so that it can be of any size and a missing end is noticed.

AES-256-GCM over chunks of 1 MiB. The nonce is part number (4 bytes), chunk number (7) and a mark
of the last chunk (1): chunks can be neither reordered, dropped, nor moved to another part. It is
the STREAM construction that the age file format uses. A key serves one message only.

The header commits its sender to the encrypted chunks by the root of a Merkle tree (RFC 6962, 2.1)
over them, so that each chunk of an upload can be checked when it arrives.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hamkor.envelope.frame import InMemory, Source, Span

CHUNK_BYTES = 1024 * 1024
"""How much of a document one chunk holds; the last holds what is left."""
TAG_BYTES = 16
SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
"""How long a chunk is when encrypted."""


class Writable(Protocol):
    """Takes bytes, as an open file does."""

    def write(self, piece: bytes, /) -> int: ...


class PartSealer:
    """Encrypts one part of a message, chunk by chunk in their order."""

    def __init__(self, key: bytes, part: int, length: int) -> None:
        """Begin the part with this number and this many bytes of plain text."""
        self._cipher = AESGCM(key)
        self._part = part
        self._left = chunk_count(length, CHUNK_BYTES)
        self._hashes: list[bytes] = []

    def seal(self, chunk: bytes | memoryview) -> bytes:
        """Return the next chunk encrypted."""
        self._left -= 1
        nonce = _nonce(self._part, len(self._hashes), self._left == 0)
        sealed = self._cipher.encrypt(nonce, chunk, None)
        self._hashes.append(chunk_hash(sealed))
        return sealed

    @property
    def root(self) -> bytes:
        """What the header says about the chunks sealed so far."""
        return root_of(self._hashes)


def sealed_length(length: int) -> int:
    """Return how long a part of `length` bytes is when encrypted."""
    return length + TAG_BYTES * chunk_count(length, CHUNK_BYTES)


def chunk_count(length: int, size: int = SEALED_CHUNK_BYTES) -> int:
    """Return in how many chunks `length` bytes lie; nothing lies in one, which is empty."""
    return max(1, -(-length // size))


def encrypt_part(key: bytes, part: int, plain: bytes) -> tuple[bytes, bytes]:
    """Encrypt `plain` as part number `part` of the message that `key` belongs to.

    Returns:
        The encrypted part, and the root over its chunks.
    """
    sealer = PartSealer(key, part, len(plain))
    view = memoryview(plain)
    starts = range(0, max(1, len(plain)), CHUNK_BYTES)
    sealed = [sealer.seal(view[start : start + CHUNK_BYTES]) for start in starts]
    return (sealed[0] if len(sealed) == 1 else b"".join(sealed)), sealer.root


def plain_chunks(key: bytes, part: int, source: Source, span: Span) -> Iterator[bytes]:
    """Give back, chunk by chunk, what was encrypted.

    Raises:
        ValueError: the bytes were changed, cut, or sealed as another part or with another key.
    """
    cipher = AESGCM(key)
    last = chunk_count(span.length) - 1
    for number, chunk in enumerate(sealed_chunks(source, span)):
        try:
            yield cipher.decrypt(_nonce(part, number, number == last), chunk, None)
        except InvalidTag as error:
            raise ValueError("a chunk does not open") from error


def decrypt_part(key: bytes, part: int, sealed: bytes) -> bytes:
    """Give back what `encrypt_part` was given.

    Raises:
        ValueError: the bytes were changed, cut, or sealed as another part or with another key.
    """
    return b"".join(plain_chunks(key, part, InMemory(sealed), Span(0, len(sealed))))


def sealed_chunks(source: Source, span: Span) -> Iterator[bytes | memoryview]:
    """Give the encrypted chunks of a part; an empty part is one empty chunk."""
    end = span.start + span.length
    for start in range(span.start, max(end, span.start + 1), SEALED_CHUNK_BYTES):
        yield source.read(start, min(SEALED_CHUNK_BYTES, end - start))


def chunk_hash(chunk: bytes | memoryview) -> bytes:
    """Return the leaf of the tree that stands for an encrypted chunk."""
    digest = hashlib.sha256(b"\0")
    digest.update(chunk)
    return digest.digest()


def chunk_hashes(source: Source, span: Span) -> list[bytes]:
    """Return the leaves of a part, which whoever uploads it tells first."""
    return [chunk_hash(chunk) for chunk in sealed_chunks(source, span)]


def copy_plain(
    key: bytes, part: int, source: Source, span: Span, target: Writable
) -> tuple[int, str]:
    """Decrypt a part into `target` and tell length and SHA-256 of what was written.

    Raises:
        ValueError: as in `plain_chunks`.
    """
    length, digest = 0, hashlib.sha256()
    for chunk in plain_chunks(key, part, source, span):
        digest.update(chunk)
        length += len(chunk)
        target.write(chunk)
    return length, digest.hexdigest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaves (RFC 6962, 2.1), at least one.

    Going up, a node without a neighbour moves up as it is; for the shape of the RFC, in which the
    left half is the largest power of two, that is the same.
    """
    level = list(leaves)
    while len(level) > 1:
        paired = [
            hashlib.sha256(b"\1" + left + right).digest()
            for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def _nonce(part: int, number: int, is_last: bool) -> bytes:
    return part.to_bytes(4, "big") + number.to_bytes(7, "big") + bytes([is_last])
