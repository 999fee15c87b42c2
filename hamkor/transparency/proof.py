"""Proofs that need nobody (C2SP tlog-proof): a leaf, its way to the root, the cosigned root."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hamkor.errors import BadSignature, Malformed, TooLarge
from hamkor.errors import gettext_noop as _
from hamkor.transparency import leaf as leaves
from hamkor.transparency.checkpoint import (
    Checkpoint,
    SignedCheckpoint,
    cosigned_at,
    office_of,
    open_checkpoint,
)
from hamkor.transparency.note import NoteKey, from_base64, to_base64
from hamkor.transparency.tree import HASH_BYTES, root_from_inclusion

MAX_PROOF_CHARACTERS = 40 * 1024
FIRST_LINE = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)
_MOST_HASHES = 63


@dataclass(frozen=True)
class Opening:
    """What turns the digest of a thing into its leaf; travels as the proof's extra data."""

    kind: str
    salt: bytes

    def to_bytes(self) -> bytes:
        """Return the kind, a line end and the salt."""
        return f"{self.kind}\n".encode() + self.salt

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Opening":
        """Read what `to_bytes` wrote.

        Raises:
            Malformed: it did not write this.
        """
        kind, line_end, salt = raw.partition(b"\n")
        if not line_end or len(salt) != leaves.SALT_BYTES or not kind.isascii():
            raise Malformed(_("This proof does not say what was logged."))
        return cls(kind.decode("ascii"), salt)


@dataclass(frozen=True)
class LogProof:
    """Where a leaf stands in a log, and in which state of the log.

    Attributes:
        index: place of the leaf, from 0.
        path: hashes from the leaf's neighbour up to the root's child.
        checkpoint: signed note, with the cosignatures that there are.
        extra: an `Opening`, or nothing once the thing has been erased.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    def to_text(self) -> str:
        """Return the proof as a file holds it."""
        lines = [FIRST_LINE]
        if self.extra:
            lines.append(f"extra {to_base64(self.extra)}")
        lines += [f"index {self.index}", *map(to_base64, self.path)]
        return "\n".join(lines) + "\n\n" + self.checkpoint


@dataclass(frozen=True)
class Proven:
    """What a proof shows when it holds.

    Attributes:
        checkpoint: of the log that the leaf is in.
        index: place of the leaf.
        witnesses: other offices that saw the log in this state, and when, by their clocks.
    """

    checkpoint: Checkpoint
    index: int
    witnesses: dict[str, datetime]

    def is_corroborated(self, needed: int) -> bool:
        """Say whether as many other offices as are needed saw it (see `quorum`)."""
        return len(self.witnesses) >= needed


def quorum(others: int) -> int:
    """Return how many of `others` offices must have cosigned: 1 of 1, 2 of more, 0 of none."""
    return min(others, 2)


def read_proof(text: str) -> LogProof:
    """Take a proof apart; nothing is verified.

    Raises:
        TooLarge: it is too long to be one.
        Malformed: it is none.
    """
    if len(text) > MAX_PROOF_CHARACTERS:
        raise TooLarge(_("This is longer than a proof of a log may be."))
    head, _gap, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = from_base64(lines.pop(0).removeprefix("extra "))
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    path = tuple(map(from_base64, lines))
    if first != FIRST_LINE or index is None or not _is_path(path):
        raise Malformed(_("This is not a proof of a log."))
    return LogProof(int(index.group(1)), path, checkpoint, extra)


def check_leaf(
    proof: LogProof,
    leaf_hash: bytes,
    *,
    log_keys: Sequence[NoteKey],
    witness_keys: Sequence[NoteKey] = (),
) -> Proven:
    """Verify that the log which one of `log_keys` belongs to holds a leaf.

    Args:
        proof: as read.
        leaf_hash: of the leaf that it is said to be about.
        log_keys: that the log may have signed with.
        witness_keys: of other offices; lines by anybody else do not count.

    Raises:
        Malformed: the checkpoint is none.
        BadSignature: the log did not sign the checkpoint, the leaf is not in it, or a
            cosignature is false.
    """
    signed = open_checkpoint(proof.checkpoint, log_keys)
    stated = signed.checkpoint
    if root_from_inclusion(leaf_hash, proof.index, stated.size, proof.path) != stated.root:
        raise BadSignature(_("The log does not hold this at the place that the proof names."))
    return Proven(stated, proof.index, _witnesses(signed, witness_keys))


def check_thing(
    proof: LogProof,
    digest: bytes,
    *,
    log_keys: Sequence[NoteKey],
    witness_keys: Sequence[NoteKey] = (),
) -> tuple[str, Proven]:
    """Verify that the log holds the thing with this SHA-256; give its kind and what is shown.

    Raises:
        Malformed: the proof does not say what was logged, or its checkpoint is none.
        BadSignature: as `check_leaf`.
    """
    opening = Opening.from_bytes(proof.extra)
    leaf_hash = leaves.hash_of(opening.kind, opening.salt, digest)
    proven = check_leaf(proof, leaf_hash, log_keys=log_keys, witness_keys=witness_keys)
    return opening.kind, proven


def _is_path(path: Sequence[bytes]) -> bool:
    return len(path) <= _MOST_HASHES and all(len(step) == HASH_BYTES for step in path)


def _witnesses(signed: SignedCheckpoint, keys: Sequence[NoteKey]) -> dict[str, datetime]:
    own = office_of(signed.checkpoint.origin)
    seen: dict[str, datetime] = {}
    for key in keys:
        at = cosigned_at(signed.note, key)
        office = office_of(key.name)
        if at is not None and office != own:
            seen[office] = min(at, seen.get(office, at))
    return seen
