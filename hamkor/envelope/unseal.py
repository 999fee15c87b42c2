"""From bytes of anybody to a message of a known office, or to the reason why not.

Every byte string ends in a message or in a `PeerFault`; the cheap checks come first, and nothing
is hashed or decrypted at length before the sender's signatures are verified.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from hamkor.envelope import signed
from hamkor.envelope.frame import (
    MAX_FILE_BYTES,
    MAX_FRAME_BYTES,
    InFile,
    InMemory,
    Source,
    Span,
    head_of,
    header_of,
    source_of,
    spans_of,
)
from hamkor.envelope.keys import KeyPair, OfficeKeys, PublicKeys
from hamkor.envelope.manifest import MAX_MANIFEST_BYTES, Entry, Manifest, read_manifest
from hamkor.envelope.message import Document, FileDocument, Header, Message, Recipient
from hamkor.envelope.seal import HEADER_TYPE, KEY_BYTES, header_hash, wrapping_info
from hamkor.envelope.stream import chunk_hashes, copy_plain, plain_chunks, root_of, sealed_length
from hamkor.envelope.suites import SUITES, algorithms_for, common_suite
from hamkor.errors import Malformed, NotForUs, TooLarge, TooOld, UnknownSender, Unreadable
from hamkor.errors import gettext_noop as _

MAX_CLOCK_SKEW = timedelta(days=2)
"""How far ahead of ours a sender's clock may run: clocks of real offices are wrong by days."""

KeyLookup = Callable[[str, str], PublicKeys | None]
"""From (office id, id of its first signing key) to the keys known by that name; None when there
are none."""


@dataclass(frozen=True)
class _Proven:
    """A frame that its sender signed, in time, and whose bytes arrived as they were sealed."""

    header: Header
    source: Source
    spans: Sequence[Span]
    our_key: KeyPair
    us: Recipient


Keep = Callable[[bytes, _Proven, int, Entry], Document]


def read_header(frame: bytes | BinaryIO) -> tuple[Header, str]:
    """Read the outside of a message without any key; nothing in it is proven yet.

    The bytes behind the header may still be missing.

    Returns:
        The header and its hash, by which receipts name it.

    Raises:
        TooLarge: the header is longer than 40 kB.
        Malformed: there is no header here.
    """
    raw = header_of(source_of(frame))
    return Header.from_payload(raw), header_hash(raw)


def unseal(
    frame: bytes,
    *,
    our_office: str,
    our_keys: OfficeKeys | Sequence[OfficeKeys],
    sender_keys: PublicKeys | KeyLookup,
    now: datetime,
    max_bytes: int = MAX_FRAME_BYTES,
    suite: str | None = None,
) -> tuple[Header, Message]:
    """Open a message that another office sealed for us.

    Whether the same message was here before is for the caller to know, and to ask first: a
    repeated delivery may come after the message has expired.

    Args:
        frame: as it arrived.
        our_office: who we are.
        our_keys: the present keys, or all that may still open something, the present ones first.
        sender_keys: of the only office that may have sent this, or where to look it up.
        now: aware.
        max_bytes: longest frame that is taken in, inclusive.
        suite: agreed with the sender; the highest that both have when not given.

    Raises:
        TooLarge: the frame or its header is too long.
        Malformed: it was damaged or cut, or breaks a rule of the protocol.
        NotForUs: we, or a key that we hold, are not among its recipients.
        UnknownSender: we have no such keys of the office that claims to be its sender.
        BadSignature: that office did not sign it.
        LowerSuite: that office did, but with less than what is agreed.
        TooOld: it has expired, or claims to come from the future.
        Unreadable: its sender signed it, but what the seal covers is no message.
    """
    held = [our_keys] if isinstance(our_keys, OfficeKeys) else our_keys
    proven = _prove(InMemory(frame), our_office, held, sender_keys, now, max_bytes, suite)
    return proven.header, _read(proven, _in_memory)


def unseal_from(
    file: BinaryIO,
    folder: Path,
    *,
    our_office: str,
    our_keys: OfficeKeys | Sequence[OfficeKeys],
    sender_keys: PublicKeys | KeyLookup,
    now: datetime,
    max_bytes: int = MAX_FILE_BYTES,
    suite: str | None = None,
) -> tuple[Header, Message]:
    """Open a message of any size that lies in `file`; see `unseal`.

    Its documents are written to `folder`, as files that bear their number; when the message is
    refused none stays there.

    Args:
        file: can seek; the frame is all of it.
        folder: exists, and belongs to this message only.
        our_office: see `unseal`, as for all that follow.
        our_keys: those that may open something.
        sender_keys: of the sender, or where to look it up.
        now: aware.
        max_bytes: longest frame that is taken in, inclusive.
        suite: agreed with the sender.

    Raises:
        PeerFault: as in `unseal`.
    """
    held = [our_keys] if isinstance(our_keys, OfficeKeys) else our_keys
    proven = _prove(InFile(file), our_office, held, sender_keys, now, max_bytes, suite)
    with ExitStack() as undo:

        def keep(key: bytes, proven: _Proven, number: int, entry: Entry) -> Document:
            path = folder / f"{number:02d}"
            undo.callback(path.unlink, missing_ok=True)
            return _in_file(key, proven, number, entry, path)

        message = _read(proven, keep)
        undo.pop_all()  # it is whole: nothing is taken back
    return proven.header, message


def _prove(
    source: Source,
    our_office: str,
    our_keys: Sequence[OfficeKeys],
    sender_keys: PublicKeys | KeyLookup,
    now: datetime,
    max_bytes: int,
    suite: str | None,
) -> _Proven:
    if source.length > max_bytes:
        raise TooLarge(_("The message is longer than this office takes in."))
    head = head_of(source)
    header = Header.from_payload(head.header)
    spans = spans_of(source, head, [part.length for part in header.parts])
    us = header.for_office(our_office)
    our_key = _our_key(us, header.suite, our_keys)
    sender = _sender(header, sender_keys)
    signatures = signed.take_apart_detached(
        head.signatures, typ=HEADER_TYPE, algorithms=SUITES[header.suite].signatures
    )
    signed.check(head.header, signatures, signed.public_halves(sender, header.suite))
    signed.check_suite(header.suite, suite or _highest(our_keys, sender))
    _check_time(header, now)
    _check_parts(header, source, spans)
    return _Proven(header, source, spans, our_key, us)


def _our_key(us: Recipient, suite: str, our_keys: Sequence[OfficeKeys]) -> KeyPair:
    for keys in our_keys:
        key = keys.opener(us.encryption_key)
        if key and key.algorithm == SUITES[suite].wrapping:
            return key
    raise NotForUs(_("The message is sealed for a key that this office does not hold."))


def _sender(header: Header, sender_keys: PublicKeys | KeyLookup) -> PublicKeys:
    if isinstance(sender_keys, PublicKeys):
        keys: PublicKeys | None = sender_keys
    else:
        keys = sender_keys(header.sender, header.signing_keys[0])
    if keys is None or keys.office != header.sender:
        raise UnknownSender(_("The sender is not an office that this one knows."))
    if keys.signing_ids(header.suite) != header.signing_keys:
        raise UnknownSender(_("The message is signed with a key that this office does not know."))
    return keys


def _highest(our_keys: Sequence[OfficeKeys], sender: PublicKeys) -> str:
    ours = our_keys[0].suite
    return common_suite(("A", ours), ("A", sender.suite))


def _check_time(header: Header, now: datetime) -> None:
    if now > header.expires_at:
        raise TooOld(_("The message has expired."))
    if header.created_at - now > MAX_CLOCK_SKEW:
        raise TooOld(_("The message claims to come from the future: a clock is wrong."))


def _check_parts(header: Header, source: Source, spans: Sequence[Span]) -> None:
    for described, span in zip(header.parts, spans, strict=True):
        if root_of(chunk_hashes(source, span)) != described.root:
            raise Malformed(_("A part of the message was changed on the way."))


def _read(proven: _Proven, keep: Keep) -> Message:
    try:
        key = _unwrap(proven)
        manifest = _manifest(key, proven)
        if len(manifest.documents) != len(proven.spans) - 1:
            raise ValueError("there are more or fewer documents than the manifest names")  # noqa: TRY301
        documents = [keep(key, proven, n, entry) for n, entry in enumerate(manifest.documents, 2)]
    except ValueError as error:
        raise Unreadable(_("What the seal covers is not a message of this protocol.")) from error
    return Message(
        kind=manifest.kind,
        about=manifest.about,
        body=manifest.body,
        documents=tuple(documents),
        limits_on_use=manifest.limits_on_use,
    )


def content_key_of(header: Header, our_office: str, our_keys: Sequence[OfficeKeys]) -> bytes:
    """Return the content key of a message that was verified before.

    Raises:
        NotForUs: we, or a key that we still hold, are not among its recipients.
        Unreadable: what was wrapped is no content key.
    """
    us = header.for_office(our_office)
    our_key = _our_key(us, header.suite, our_keys)
    try:
        return _unwrap_for(header, us, our_key)
    except ValueError as error:
        raise Unreadable(_("What the seal covers is not a message of this protocol.")) from error


def _unwrap(proven: _Proven) -> bytes:
    return _unwrap_for(proven.header, proven.us, proven.our_key)


def _unwrap_for(header: Header, us: Recipient, our_key: KeyPair) -> bytes:
    info = wrapping_info(
        sender=header.sender,
        recipient=us.office,
        message_id=header.message_id,
        suite=header.suite,
    )
    name = our_key.algorithm
    content_key = algorithms_for(name).unwrap(name, our_key.secret, us.wrapped_key, info)
    if len(content_key) != KEY_BYTES:
        raise ValueError("the content key has another length")
    return content_key


def _manifest(key: bytes, proven: _Proven) -> Manifest:
    span = proven.spans[0]
    if span.length > sealed_length(MAX_MANIFEST_BYTES):
        raise ValueError("the manifest is longer than the protocol allows")
    raw = b"".join(plain_chunks(key, 1, proven.source, span))
    if hashlib.sha256(raw).digest() != proven.header.manifest:
        raise ValueError("the manifest is not the one that the header names")
    return read_manifest(raw)


def _in_memory(key: bytes, proven: _Proven, number: int, entry: Entry) -> Document:
    content = b"".join(plain_chunks(key, number, proven.source, proven.spans[number - 1]))
    _check_document(entry, len(content), hashlib.sha256(content).hexdigest())
    return Document(entry.name, entry.media_type, content)


def _in_file(key: bytes, proven: _Proven, number: int, entry: Entry, path: Path) -> Document:
    with path.open("xb") as target:
        length, digest = copy_plain(key, number, proven.source, proven.spans[number - 1], target)
    _check_document(entry, length, digest)
    return FileDocument(entry.name, entry.media_type, path)


def _check_document(entry: Entry, length: int, digest: str) -> None:
    if not entry.describes(length, digest):
        raise ValueError("a document is not the one that the manifest names")
