"""How parts lie one behind another: magic, then each part after its length (8 bytes, big-endian).

Part 0 is the header, part 1 the signatures over it. The header says how many more there are and
how long each is. A frame is read where it lies: in memory, or in a file of any size.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from hamkor.errors import Malformed, OurFault, TooLarge
from hamkor.errors import gettext_noop as _

MAGIC = b"HMKR\x02"
MAX_HEADER_BYTES = 40 * 1024
"""Longest header, inclusive: 64 documents for 16 offices in suite B fit."""
MAX_SIGNATURE_BYTES = 16 * 1024
MAX_FRAME_BYTES = 64 * 1024 * 1024
"""Longest frame that an office seals or opens in memory; inclusive."""
MAX_FILE_BYTES = 8 * 1024**3
"""Longest frame that an office seals into a file, and opens from one; inclusive."""

LENGTH_BYTES = 8


@dataclass(frozen=True)
class Span:
    """Where a part lies in its frame: first byte, and how many."""

    start: int
    length: int


@dataclass(frozen=True)
class Head:
    """The readable beginning of a frame. `ends` is where the first sealed part begins."""

    header: bytes
    signatures: bytes
    ends: int


class InMemory:
    """A frame as bytes."""

    def __init__(self, frame: bytes) -> None:
        """Read `frame`."""
        self._view = memoryview(frame)
        self.length = len(frame)

    def read(self, start: int, length: int) -> memoryview:
        """Return `length` bytes from `start`, or as many as there are."""
        return self._view[start : start + length]


class InFile:
    """A frame in an open file, from its beginning to its end."""

    def __init__(self, file: BinaryIO) -> None:
        """Read `file`, which can seek."""
        self._file = file
        self.length = file.seek(0, os.SEEK_END)

    def read(self, start: int, length: int) -> bytes:
        """Return `length` bytes from `start`, or as many as there are."""
        self._file.seek(start)
        return self._file.read(length)


Source = InMemory | InFile


def source_of(frame: bytes | BinaryIO) -> Source:
    """Return how to read a frame, wherever it lies."""
    return InMemory(frame) if isinstance(frame, bytes) else InFile(frame)


def prefix(part: bytes) -> bytes:
    """Return the length that stands before `part`."""
    return len(part).to_bytes(LENGTH_BYTES, "big")


def join(header: bytes, signatures: bytes, parts: Sequence[bytes]) -> bytes:
    """Lay header, signatures and sealed parts one behind another.

    Raises:
        OurFault: together they are longer than `MAX_FRAME_BYTES`.
    """
    pieces = [MAGIC]
    for part in (header, signatures, *parts):
        pieces += [prefix(part), part]
    check_length(sum(map(len, pieces)), MAX_FRAME_BYTES)
    return b"".join(pieces)


def check_length(length: int, limit: int) -> None:
    """Check that a frame about to be made is one that offices take in.

    Raises:
        OurFault: it is longer than `limit`.
    """
    if length > limit:
        raise OurFault(_("The message with its documents is longer than an office takes in."))


def header_of(source: Source) -> bytes:
    """Return part 0; the rest of the frame may still be missing.

    Raises:
        TooLarge: it claims to be longer than a header may be.
        Malformed: this is no frame, or ends within the header.
    """
    if source.read(0, len(MAGIC)) != MAGIC:
        raise Malformed(_("This is not a sealed message."))
    return _short_part(source, len(MAGIC), MAX_HEADER_BYTES)


def head_of(source: Source) -> Head:
    """Return header and signatures; the sealed parts may still be missing.

    Raises:
        TooLarge: one of them claims to be longer than it may be.
        Malformed: this is no frame, or ends within them.
    """
    header = header_of(source)
    start = len(MAGIC) + LENGTH_BYTES + len(header)
    signatures = _short_part(source, start, MAX_SIGNATURE_BYTES)
    return Head(header, signatures, start + LENGTH_BYTES + len(signatures))


def spans_of(source: Source, head: Head, lengths: Sequence[int]) -> list[Span]:
    """Return where the sealed parts lie, which must be exactly as long as `lengths` says.

    Raises:
        Malformed: something is missing, left over, or of another length.
    """
    if source.length != head.ends + sum(lengths) + LENGTH_BYTES * len(lengths):
        raise Malformed(_("The message is shorter or longer than its header says."))
    spans, start = [], head.ends
    for length in lengths:
        if int.from_bytes(source.read(start, LENGTH_BYTES), "big") != length:
            raise Malformed(_("A part of the message is not as long as its header says."))
        spans.append(Span(start + LENGTH_BYTES, length))
        start += LENGTH_BYTES + length
    return spans


def _short_part(source: Source, start: int, limit: int) -> bytes:
    content = start + LENGTH_BYTES
    announced = bytes(source.read(start, LENGTH_BYTES))
    length = int.from_bytes(announced, "big")
    if length > limit:
        raise TooLarge(_("The header of a message is longer than the protocol allows."))
    if len(announced) < LENGTH_BYTES or source.length < content + length:
        raise Malformed(_("The message ends within its header."))
    return bytes(source.read(content, length))
