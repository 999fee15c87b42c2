"""What a log sends to its witness: the request of C2SP tlog-witness, and the leaves behind it.

::

    text · byte 0 · number of the first leaf (8 bytes, big-endian) · root before it · hashes

The text holds no byte 0, so that a request of another log's software is one without leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from hamkor.errors import Malformed, TooLarge
from hamkor.errors import gettext_noop as _
from hamkor.evidence.tiles import split
from hamkor.transparency.tree import HASH_BYTES
from hamkor.transparency.witness import MAX_CHARACTERS

MOST_LEAVES = 1 << 18
"""Leaves sent at once; a longer log is caught up with in steps."""
MAX_BODY_BYTES = 4 * MAX_CHARACTERS + 64 + MOST_LEAVES * HASH_BYTES
_START_BYTES = 8


@dataclass(frozen=True)
class Submission:
    """A submitted checkpoint.

    Attributes:
        text: the request.
        start: number of the first leaf sent.
        root: what the log says its root was before that leaf; empty without leaves.
        leaves: hashes.
    """

    text: str
    start: int = 0
    root: bytes = b""
    leaves: Sequence[bytes] = ()

    @property
    def end(self) -> int:
        """Return the number after the last leaf sent."""
        return self.start + len(self.leaves)

    def to_bytes(self) -> bytes:
        """Return the body to post."""
        start = self.start.to_bytes(_START_BYTES, "big")
        return self.text.encode() + b"\0" + start + self.root + b"".join(self.leaves)


def read_submission(body: bytes, most: int = MAX_BODY_BYTES) -> Submission:
    """Take a body apart; nothing is verified.

    Args:
        body: as it arrived.
        most: bytes at most.

    Raises:
        TooLarge: it is longer.
        Malformed: it is none.
    """
    if len(body) > most:
        raise TooLarge(_("This is longer than a proof of a log may be."))
    text, zero, rest = body.partition(b"\0")
    hashes = rest[_START_BYTES:]
    try:
        request = text.decode()
    except UnicodeDecodeError as error:
        raise Malformed(_("This is not a checkpoint submitted to a witness.")) from error
    if not zero:
        return Submission(request)
    if len(hashes) < HASH_BYTES or len(hashes) % HASH_BYTES:
        raise Malformed(_("This is not a checkpoint submitted to a witness."))
    root, *leaves = split(hashes)
    return Submission(request, int.from_bytes(rest[:_START_BYTES], "big"), root, leaves)
