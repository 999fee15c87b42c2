"""Signed notes (C2SP signed-note): a text, and under it a line for each who signed it."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Self

from hamkor.envelope.root import SingleKey, verify_single
from hamkor.errors import BadSignature, Malformed, TooLarge
from hamkor.errors import gettext_noop as _

MAX_NOTE_CHARACTERS = 32 * 1024
MAX_SIGNATURES = 64
_DASH = "— "
_KEY_ID_BYTES = 4
_LINE = re.compile(r"— ([^\s+]{1,200}) ([A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]")


class SignatureType(IntEnum):
    """What a signature is over: the text itself, or a time and the text."""

    TEXT = 1
    COSIGNATURE = 4


@dataclass(frozen=True)
class NoteKey:
    """A public key under the name by which its signatures are found.

    Attributes:
        name: without spaces and plus signs.
        public: 32 bytes of Ed25519.
        type: what it signs.
    """

    name: str
    public: bytes
    type: SignatureType = SignatureType.TEXT

    @property
    def key_id(self) -> bytes:
        """Return the four bytes that stand before each signature of this key."""
        named = self.name.encode() + b"\n" + bytes([self.type]) + self.public
        return hashlib.sha256(named).digest()[:_KEY_ID_BYTES]

    def to_text(self) -> str:
        """Return the key as others' tools read it: name, key id and key, plus signs between."""
        key = to_base64(bytes([self.type]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{key}"

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `to_text` or another tool wrote.

        Raises:
            Malformed: it is no such key, or its id is not the one of this key.
        """
        name, _plus, rest = text.partition("+")
        key_id, _plus, key = rest.partition("+")
        raw = from_base64(key)
        if len(raw) != 33 or raw[0] not in tuple(SignatureType):
            raise Malformed(_("This is not a key of a log or of a witness."))
        read = cls(name, raw[1:], SignatureType(raw[0]))
        if read.to_text() != text or key_id != read.key_id.hex():
            raise Malformed(_("This is not a key of a log or of a witness."))
        return read


@dataclass(frozen=True)
class NoteSignature:
    """One line under a note."""

    name: str
    key_id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        """Return the line, with its end."""
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.raw)}\n"

    def is_by(self, key: NoteKey) -> bool:
        """Say whether the line claims to be made with `key`."""
        return (self.name, self.key_id) == (key.name, key.key_id)


@dataclass(frozen=True)
class Note:
    """A text that ends with a line end, and its signatures; nothing in it is proven yet."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def to_text(self) -> str:
        """Return the whole note."""
        return self.text + "\n" + "".join(signature.line for signature in self.signatures)

    def with_lines(self, lines: Sequence[str]) -> "Note":
        """Return the note with more signature lines; one that it has already is not doubled."""
        added = tuple(read_signature(line) for line in lines)
        known = (s for s in self.signatures if s not in added)
        return replace(self, signatures=(*known, *dict.fromkeys(added)))

    def verify(self, keys: Sequence[NoteKey]) -> NoteKey:
        """Return the first of `keys` that signed the text.

        Raises:
            BadSignature: none of them did, or a line in the name of one of them is false.
        """
        found = [key for key in keys for line in self.signatures if _is_true(line, key, self.text)]
        if not found:
            raise BadSignature(_("The log's own office has not signed this."))
        return found[0]


def sign_note(text: str, key: SingleKey, name: str) -> NoteSignature:
    """Sign a text in the name of a log."""
    key_id = NoteKey(name, key.public).key_id
    return NoteSignature(name, key_id, key.sign(text.encode()))


def read_note(text: str) -> Note:
    """Take a note apart.

    Raises:
        TooLarge: longer than a note may be.
        Malformed: it is none.
    """
    if len(text) > MAX_NOTE_CHARACTERS:
        raise TooLarge(_("This is longer than a signed note may be."))
    body, gap, lines = text.rpartition("\n\n")
    if not gap or not body or not lines.endswith("\n") or _CONTROL.search(text):
        raise Malformed(_("This is not a signed note."))
    signatures = tuple(read_signature(line) for line in lines.split("\n")[:-1])
    if len(signatures) > MAX_SIGNATURES:
        raise TooLarge(_("This is longer than a signed note may be."))
    return Note(body + "\n", signatures)


def read_signature(line: str) -> NoteSignature:
    """Take a signature line apart; its line end may be missing.

    Raises:
        Malformed: it is none.
    """
    found = _LINE.fullmatch(line.removesuffix("\n"))
    raw = from_base64(found.group(2)) if found else b""
    if not found or len(raw) <= _KEY_ID_BYTES:
        raise Malformed(_("This is not a signed note."))
    return NoteSignature(found.group(1), raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:])


def to_base64(raw: bytes) -> str:
    """Return standard Base64 (RFC 4648, 4)."""
    return base64.b64encode(raw).decode()


def from_base64(text: str) -> bytes:
    """Read standard Base64 in its one spelling.

    Raises:
        Malformed: it is something else.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Malformed(_("This is not written as a log writes it.")) from error
    if to_base64(raw) != text:
        raise Malformed(_("This is not written as a log writes it."))
    return raw


def _is_true(line: NoteSignature, key: NoteKey, text: str) -> bool:
    if key.type is not SignatureType.TEXT or not line.is_by(key):
        return False
    verify_single(key.public, line.raw, text.encode())
    return True
