"""Checkpoints and cosignatures (C2SP tlog-checkpoint, tlog-cosignature): a log says how it stands.

A log is named by its office, in the form that the specifications ask for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hamkor.envelope.root import SingleKey, verify_single
from hamkor.errors import BadSignature, Malformed
from hamkor.errors import gettext_noop as _
from hamkor.transparency.note import (
    Note,
    NoteKey,
    NoteSignature,
    SignatureType,
    from_base64,
    read_note,
    sign_note,
    to_base64,
)
from hamkor.transparency.tree import HASH_BYTES, MAX_SIZE

_LOG = "/hamkor-log"
_WITNESS = "/hamkor-witness"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_TIME_BYTES = 8
_MAX_TIME = 253_402_300_799
"""The last second of the year 9999, which is the last that can be shown."""


def log_name(office: str) -> str:
    """Return the name (origin) of an office's log."""
    return office + _LOG


def witness_name(office: str) -> str:
    """Return the name under which an office cosigns other logs."""
    return office + _WITNESS


def office_of(name: str) -> str:
    """Return the office of a log or witness; empty when it is neither."""
    for ending in (_LOG, _WITNESS):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return ""


@dataclass(frozen=True)
class Checkpoint:
    """How a log stood: so many leaves, with this root.

    Attributes:
        origin: name of the log.
        size: number of leaves.
        root: 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def to_text(self) -> str:
        """Return the three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint with what is signed under it; whoever made one has verified the log's line."""

    checkpoint: Checkpoint
    note: Note

    @property
    def text(self) -> str:
        """Return the signed note."""
        return self.note.to_text()


def sign_checkpoint(checkpoint: Checkpoint, key: SingleKey) -> SignedCheckpoint:
    """Sign a checkpoint with the log's own key."""
    text = checkpoint.to_text()
    return SignedCheckpoint(checkpoint, Note(text, (sign_note(text, key, checkpoint.origin),)))


def read_checkpoint(note: Note) -> Checkpoint:
    """Read what a note says of a log; nothing is proven by that.

    Raises:
        Malformed: it is no checkpoint.
    """
    lines = note.text.split("\n")
    if len(lines) < 4 or not all(lines[:-1]) or not _NUMBER.fullmatch(lines[1]):
        raise Malformed(_("This is not a checkpoint of a log."))
    origin, size, root = lines[0], int(lines[1]), from_base64(lines[2])
    if len(root) != HASH_BYTES or size > MAX_SIZE:
        raise Malformed(_("This is not a checkpoint of a log."))
    return Checkpoint(origin, size, root)


def open_checkpoint(text: str, keys: Sequence[NoteKey]) -> SignedCheckpoint:
    """Read a checkpoint and verify that its log signed it with one of `keys`.

    Raises:
        TooLarge: it is too long to be one.
        Malformed: it is none.
        BadSignature: none of the keys signed it.
    """
    note = read_note(text)
    checkpoint = read_checkpoint(note)
    note.verify([key for key in keys if key.name == checkpoint.origin])
    return SignedCheckpoint(checkpoint, note)


def cosign(signed: SignedCheckpoint, key: SingleKey, name: str, *, at: datetime) -> NoteSignature:
    """Say, in the name of a witness, that at `at` this is the longest state seen of the log."""
    moment = int(at.timestamp())
    key_id = NoteKey(name, key.public, SignatureType.COSIGNATURE).key_id
    signature = key.sign(_cosigned_text(moment, signed.note.text))
    return NoteSignature(name, key_id, moment.to_bytes(_TIME_BYTES, "big") + signature)


def cosigned_at(note: Note, key: NoteKey) -> datetime | None:
    """Return when the witness with `key` cosigned the note, by its clock; None if it did not.

    Raises:
        BadSignature: a line in the name of this key is false.
    """
    times = [
        _cosignature_time(line, key, note.text) for line in note.signatures if line.is_by(key)
    ]
    return min(times) if times else None


def _cosignature_time(line: NoteSignature, key: NoteKey, text: str) -> datetime:
    moment = int.from_bytes(line.raw[:_TIME_BYTES], "big")
    if key.type is not SignatureType.COSIGNATURE or moment > _MAX_TIME:
        raise BadSignature(_("A cosignature is not written as a witness writes it."))
    verify_single(key.public, line.raw[_TIME_BYTES:], _cosigned_text(moment, text))
    return datetime.fromtimestamp(moment, UTC)


def _cosigned_text(moment: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {moment}\n{text}".encode()
