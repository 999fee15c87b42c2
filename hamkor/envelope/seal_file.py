"""Seal a message of any size into a file, with no more than a chunk of it in memory.

The header stands before what it describes, but its length is known beforehand: digests are of one
length. So a place is left free for it, the documents are read once, and header and manifest are
written when all digests are known.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from hamkor.envelope.frame import LENGTH_BYTES, MAGIC, MAX_FILE_BYTES, check_length, prefix
from hamkor.envelope.keys import OfficeKeys
from hamkor.envelope.manifest import new_manifest_salt, write_manifest
from hamkor.envelope.message import Document, Header, Message, Part, Recipient, TrafficClass
from hamkor.envelope.seal import (
    BREACHES,
    KEY_BYTES,
    Address,
    Outside,
    Sealed,
    agreed_suite,
    header_hash,
    sign_header,
)
from hamkor.envelope.stream import CHUNK_BYTES, PartSealer, encrypt_part, sealed_length
from hamkor.errors import OurFault
from hamkor.errors import gettext_noop as _

_NO_DIGEST = "0" * 64
_NO_ROOT = bytes(32)


@dataclass(frozen=True)
class _Plan:
    """What stays the same between the first and the second writing of the header."""

    message: Message
    outside: Outside
    content_key: bytes
    salt: bytes
    wrapped: Sequence[Recipient]
    lengths: Sequence[int]

    def manifest(self, digests: Sequence[str]) -> bytes:
        return write_manifest(self.message, digests, self.salt)

    def header(self, manifest: bytes, roots: Sequence[bytes]) -> Header:
        plain_lengths = [len(manifest), *self.lengths]
        parts = [
            Part(length=sealed_length(length), root=root)
            for length, root in zip(plain_lengths, roots, strict=True)
        ]
        return self.outside.header(self.wrapped, manifest, parts)


def seal_to(
    file: BinaryIO,
    message: Message,
    *,
    sender_keys: OfficeKeys,
    sender: str,
    recipients: Sequence[Address],
    message_id: UUID,
    created_at: datetime,
    expires_at: datetime,
    traffic_class: TrafficClass = "casework",
    directory: int = 0,
    suite: str | None = None,
) -> Sealed:
    """Seal `message` as `seal` does, into `file`; its documents may be `FileDocument`s.

    Args:
        file: empty, writable, can seek.
        message: what to say.
        sender_keys: see `seal`, as for all that follow.
        sender: who says it.
        recipients: who can open it.
        message_id: see `Header`.
        created_at: aware.
        expires_at: aware.
        traffic_class: see `TrafficClass`.
        directory: version that the sender knows.
        suite: the highest that all have when not given.

    Raises:
        OurFault: the message or an argument breaks a rule of the protocol, or a document changed
            while it was read; the file is then of no use.
    """
    outside = Outside(
        sender_keys, sender, recipients, message_id, created_at, expires_at, traffic_class,
        directory, suite or agreed_suite(sender_keys, recipients),
    )  # fmt: skip
    try:
        plan = _plan(message, outside)
        return _write(file, plan)
    except BREACHES as error:
        raise OurFault(_("This message cannot be sealed: %(why)s"), why=str(error)) from error


def _plan(message: Message, outside: Outside) -> _Plan:
    content_key = secrets.token_bytes(KEY_BYTES)
    lengths = [document.length for document in message.documents]
    wrapped = outside.wrapped(content_key)
    return _Plan(message, outside, content_key, new_manifest_salt(), wrapped, lengths)


def _write(file: BinaryIO, plan: _Plan) -> Sealed:
    empty = plan.manifest([_NO_DIGEST] * len(plan.lengths))
    header = plan.header(empty, [_NO_ROOT] * (len(plan.lengths) + 1))
    place = _head(*sign_header(header, plan.outside.sender_keys))
    room_for_manifest = LENGTH_BYTES + sealed_length(len(empty))
    body = sum(LENGTH_BYTES + sealed_length(length) for length in plan.lengths)
    check_length(len(place) + room_for_manifest + body, MAX_FILE_BYTES)
    file.seek(len(place) + room_for_manifest)
    digests, roots = _write_documents(file, plan)
    manifest = plan.manifest(digests)
    sealed_manifest, root = encrypt_part(plan.content_key, 1, manifest)
    header = plan.header(manifest, [root, *roots])
    raw, signatures = sign_header(header, plan.outside.sender_keys)
    beginning = _head(raw, signatures) + prefix(sealed_manifest) + sealed_manifest
    if len(beginning) != len(place) + room_for_manifest:
        raise ValueError("a signature is not of the length that it had before")
    file.seek(0)
    file.write(beginning)
    return Sealed(b"", header, header_hash(raw), plan.content_key)


def _head(header: bytes, signatures: bytes) -> bytes:
    return b"".join([MAGIC, prefix(header), header, prefix(signatures), signatures])


def _write_documents(file: BinaryIO, plan: _Plan) -> tuple[list[str], list[bytes]]:
    digests, roots = [], []
    pairs = zip(plan.message.documents, plan.lengths, strict=True)
    for number, (document, length) in enumerate(pairs, 2):
        file.write(sealed_length(length).to_bytes(LENGTH_BYTES, "big"))
        sealer = PartSealer(plan.content_key, number, length)
        digests.append(_copy_sealed(document, length, sealer, file))
        roots.append(sealer.root)
    return digests, roots


def _copy_sealed(document: Document, length: int, sealer: PartSealer, file: BinaryIO) -> str:
    """Encrypt one document into `file` and return the SHA-256 of what was read."""
    digest = hashlib.sha256()
    with document.open() as content:
        for start in range(0, max(1, length), CHUNK_BYTES):
            wanted = min(CHUNK_BYTES, length - start)
            chunk = content.read(wanted)
            if len(chunk) != wanted:
                raise ValueError("a document became shorter while it was read")
            digest.update(chunk)
            file.write(sealer.seal(chunk))
        if content.read(1):
            raise ValueError("a document became longer while it was read")
    return digest.hexdigest()
