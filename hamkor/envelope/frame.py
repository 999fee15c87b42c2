"""How parts lie one behind another: magic, then each part after its length (8 bytes, big-endian).

Part 0 is the signed header; the header says how many more there are and how long each is.
"""

from collections.abc import Sequence

from hamkor.envelope.signed import MAX_SIGNED_BYTES
from hamkor.errors import Malformed, OurFault, TooLarge
from hamkor.errors import gettext_noop as _

MAGIC = b"HMKR\x01"
MAX_FRAME_BYTES = 64 * 1024 * 1024
"""Longest frame that an office seals, and that it takes in unless told otherwise; inclusive."""

_LENGTH_BYTES = 8


def join(header: bytes, parts: Sequence[bytes]) -> bytes:
    """Lay `header` and `parts` one behind another.

    Raises:
        OurFault: together they are longer than `MAX_FRAME_BYTES`.
    """
    pieces = [MAGIC]
    for part in (header, *parts):
        pieces += [len(part).to_bytes(_LENGTH_BYTES, "big"), part]
    if sum(map(len, pieces)) > MAX_FRAME_BYTES:
        raise OurFault(_("The message with its documents is longer than an office takes in."))
    return b"".join(pieces)


def header_of(frame: bytes) -> bytes:
    """Return part 0; the rest of the frame may still be missing.

    Raises:
        TooLarge: it claims to be longer than a header may be.
        Malformed: this is no frame, or ends within the header.
    """
    if not frame.startswith(MAGIC):
        raise Malformed(_("This is not a sealed message."))
    start = len(MAGIC) + _LENGTH_BYTES
    length = int.from_bytes(frame[len(MAGIC) : start], "big")
    if length > MAX_SIGNED_BYTES:
        raise TooLarge(_("The header of a message is longer than the protocol allows."))
    if len(frame) < start + length:
        raise Malformed(_("The message ends within its header."))
    return frame[start : start + length]


def parts_of(frame: bytes, lengths: Sequence[int]) -> list[bytes]:
    """Return the parts behind the header, which must be exactly as long as `lengths` says.

    Raises:
        Malformed: something is missing, left over, or of another length.
    """
    start = len(MAGIC) + _LENGTH_BYTES + len(header_of(frame))
    expected = start + sum(lengths) + _LENGTH_BYTES * len(lengths)
    if len(frame) != expected:
        raise Malformed(_("The message is shorter or longer than its header says."))
    parts = []
    for length in lengths:
        content = start + _LENGTH_BYTES
        if int.from_bytes(frame[start:content], "big") != length:
            raise Malformed(_("A part of the message is not as long as its header says."))
        parts.append(frame[content : content + length])
        start = content + length
    return parts
