"""A message taken apart for an outsider: what is signed, what was said, byte for byte.

A court is shown the header with its signatures, and the opened manifest that the header commits
its sender to; neither needs a key to be checked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from hamkor.envelope import signed
from hamkor.envelope.frame import Source, Span, head_of, source_of, spans_of
from hamkor.envelope.keys import OfficeKeys, PublicKeys
from hamkor.envelope.manifest import Entry, read_manifest
from hamkor.envelope.message import Header
from hamkor.envelope.seal import HEADER_TYPE
from hamkor.envelope.stream import Writable, copy_plain, plain_chunks
from hamkor.envelope.suites import SUITES
from hamkor.envelope.unseal import content_key_of
from hamkor.errors import NotForUs, UnknownSender, Unreadable
from hamkor.errors import gettext_noop as _


@dataclass(frozen=True)
class Dissected:
    """The parts of one message.

    Attributes:
        header: as it was signed.
        signatures: over the header; see `hamkor.envelope.signed`.
        manifest: opened, with its padding; empty when no key opens it.
        entries: what the manifest says of each document.
    """

    header: bytes
    signatures: bytes
    manifest: bytes = b""
    entries: tuple[Entry, ...] = ()
    _source: Source | None = field(default=None, repr=False)
    _spans: Sequence[Span] = field(default=(), repr=False)
    _key: bytes = field(default=b"", repr=False)

    def copy_document(self, number: int, target: Writable) -> None:
        """Write document `number`, from 0, into `target`.

        Raises:
            Unreadable: what lies here is not what was sealed.
        """
        if self._source is None:
            raise Unreadable(_("What the seal covers is not a message of this protocol."))
        span = self._spans[number + 1]
        try:
            length, digest = copy_plain(self._key, number + 2, self._source, span, target)
        except ValueError as error:
            raise Unreadable(
                _("What the seal covers is not a message of this protocol.")
            ) from error
        if not self.entries[number].describes(length, digest):
            raise Unreadable(_("What the seal covers is not a message of this protocol."))


def dissect(
    frame: bytes | BinaryIO,
    *,
    content_key: bytes = b"",
    our_office: str = "",
    our_keys: Sequence[OfficeKeys] = (),
) -> Dissected:
    """Take a message apart that was verified and kept here before.

    Args:
        frame: as it was sent; a file must stay open while its documents are copied.
        content_key: from `Sealed`, when we sealed it.
        our_office: who we are, when it was sealed for us.
        our_keys: those that may open it then.

    Raises:
        PeerFault: the bytes are no message, or were changed where they lie.
    """
    source = source_of(frame)
    head = head_of(source)
    header = Header.from_payload(head.header)
    spans = spans_of(source, head, [part.length for part in header.parts])
    key = content_key or _unwrapped(header, our_office, our_keys)
    if not key:
        return Dissected(head.header, head.signatures)
    try:
        manifest = b"".join(plain_chunks(key, 1, source, spans[0]))
        entries = read_manifest(manifest).documents
    except ValueError as error:
        raise Unreadable(_("What the seal covers is not a message of this protocol.")) from error
    return Dissected(head.header, head.signatures, manifest, entries, source, spans, key)


def prove_header(raw: bytes, signatures: bytes, keys: Callable[[Header], PublicKeys]) -> Header:
    """Verify a header that stands alone, without the sealed parts.

    Args:
        raw: as it was signed.
        signatures: over it.
        keys: finds those of its sender, or refuses.

    Raises:
        PeerFault: it is no header, or its sender did not sign it.
    """
    header = Header.from_payload(raw)
    found = keys(header)
    if found.signing_ids(header.suite) != header.signing_keys:
        raise UnknownSender(_("The message is signed with a key that this office does not know."))
    algorithms = SUITES[header.suite].signatures
    read = signed.take_apart_detached(signatures, typ=HEADER_TYPE, algorithms=algorithms)
    signed.check(raw, read, signed.public_halves(found, header.suite))
    return header


def _unwrapped(header: Header, our_office: str, our_keys: Sequence[OfficeKeys]) -> bytes:
    try:
        return content_key_of(header, our_office, our_keys)
    except NotForUs:
        return b""
