"""From a message to the bytes that are sent, unchanged, until a receipt comes back."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from hamkor.envelope import canonical, frame, signed
from hamkor.envelope.keys import OfficeKeys, PublicKeys
from hamkor.envelope.manifest import new_manifest_salt, write_manifest
from hamkor.envelope.message import Header, Message, Part, Recipient, TrafficClass
from hamkor.envelope.stream import encrypt_part
from hamkor.envelope.suites import SUITES, algorithms_for, common_suite
from hamkor.errors import OurFault
from hamkor.errors import gettext_noop as _

HEADER_TYPE = "hamkor-header+jws"
KEY_BYTES = 32
BREACHES = (ValueError, TypeError, OverflowError, RecursionError)
"""What a message that breaks a rule of the protocol raises while it is being built."""


@dataclass(frozen=True)
class Address:
    """Where a message goes, and its place between the two offices; see `Recipient`."""

    keys: PublicKeys
    stream: UUID
    sequence: int
    previous: str


@dataclass(frozen=True)
class Sealed:
    """A message ready to be sent.

    Attributes:
        frame: the bytes to send, always the same ones; empty when they were written to a file.
        header: what is readable of it.
        header_hash: SHA-256 of the header, hexadecimal: what receipts and the next message of the
            stream refer to.
        content_key: opens the message for whoever sealed it, to show later what it said.
    """

    frame: bytes = field(repr=False)
    header: Header
    header_hash: str
    content_key: bytes = field(repr=False)


@dataclass(frozen=True)
class Outside:
    """All that the header says before anything is encrypted."""

    sender_keys: OfficeKeys
    sender: str
    recipients: Sequence[Address]
    message_id: UUID
    created_at: datetime
    expires_at: datetime
    traffic_class: TrafficClass
    directory: int
    suite: str

    def header(
        self, wrapped: Sequence[Recipient], manifest: bytes, parts: Sequence[Part]
    ) -> Header:
        """Return the header, now that all of it is known."""
        return Header.model_validate(
            {
                "message_id": self.message_id,
                "class": self.traffic_class,
                "sender": self.sender,
                "recipients": tuple(wrapped),
                "created_at": self.created_at,
                "expires_at": self.expires_at,
                "suite": self.suite,
                "signing_keys": tuple(key.id for key in self.sender_keys.signers(self.suite)),
                "directory": self.directory,
                "manifest": hashlib.sha256(manifest).digest(),
                "parts": tuple(parts),
            }
        )

    def wrapped(self, content_key: bytes) -> list[Recipient]:
        """Seal the content key for each recipient."""
        return [self._wrap(content_key, address) for address in self.recipients]

    def _wrap(self, content_key: bytes, to: Address) -> Recipient:
        info = wrapping_info(
            sender=self.sender,
            recipient=to.keys.office,
            message_id=self.message_id,
            suite=self.suite,
        )
        wrapping = SUITES[self.suite].wrapping
        if wrapping not in to.keys.encryption:
            raise ValueError("a recipient has no key of this suite")
        public = to.keys.encryption[wrapping]
        return Recipient(
            office=to.keys.office,
            stream=to.stream,
            sequence=to.sequence,
            previous=to.previous,
            encryption_key=to.keys.encryption_id(self.suite),
            wrapped_key=algorithms_for(wrapping).wrap(wrapping, public, content_key, info),
        )


def seal(
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
    """Seal `message` for `recipients` and sign it for `sender`, all in memory.

    Args:
        message: what to say.
        sender_keys: secret.
        sender: who says it.
        recipients: who can open it; `suite` must be the one agreed with each of them.
        message_id: see `Header`, as for the arguments that follow.
        created_at: aware.
        expires_at: aware.
        traffic_class: see `TrafficClass`.
        directory: version that the sender knows.
        suite: the highest that sender and recipients have when not given.

    Raises:
        OurFault: the message or an argument breaks a rule of the protocol.
    """
    outside = Outside(
        sender_keys, sender, recipients, message_id, created_at, expires_at, traffic_class,
        directory, suite or agreed_suite(sender_keys, recipients),
    )  # fmt: skip
    try:
        digests = [hashlib.sha256(one.content).hexdigest() for one in message.documents]
        manifest = write_manifest(message, digests, new_manifest_salt())
        content_key = secrets.token_bytes(KEY_BYTES)
        plain = [manifest, *(document.content for document in message.documents)]
        sealed = [encrypt_part(content_key, number, part) for number, part in enumerate(plain, 1)]
        described = [Part(length=len(part), root=root) for part, root in sealed]
        header = outside.header(outside.wrapped(content_key), manifest, described)
    except BREACHES as error:
        raise _broken(error) from error
    raw, signatures = sign_header(header, sender_keys)
    whole = frame.join(raw, signatures, [part for part, _root in sealed])
    return Sealed(whole, header, header_hash(raw), content_key)


def agreed_suite(sender_keys: OfficeKeys, recipients: Sequence[Address]) -> str:
    """Return the suite of a message to all `recipients`.

    Raises:
        OurFault: they would need different ones, so that it must be sealed more than once.
    """
    found = {common_suite(_held(sender_keys.suite), _held(to.keys.suite)) for to in recipients}
    if len(found) > 1:
        raise OurFault(_("These offices use different algorithms: seal for each group of them."))
    return next(iter(found), "A")


def sign_header(header: Header, keys: OfficeKeys) -> tuple[bytes, bytes]:
    """Return the header as it is sent and hashed, and the signatures over it.

    Raises:
        OurFault: it is longer than the protocol allows.
    """
    raw = header.to_payload()
    if len(raw) > frame.MAX_HEADER_BYTES:
        raise OurFault(_("The header of a message is longer than the protocol allows."))
    signers = keys.signers(header.suite)
    return raw, signed.sign_detached(raw, typ=HEADER_TYPE, keys=signers)


def header_hash(raw: bytes) -> str:
    """Return by which name receipts and later messages call a message; not of its signatures."""
    return hashlib.sha256(raw).hexdigest()


def wrapping_info(*, sender: str, recipient: str, message_id: UUID, suite: str) -> bytes:
    """Return what the wrapped key is bound to: it opens in no other message."""
    return canonical.encode(["hamkor content key", suite, sender, recipient, str(message_id)])


def _held(suite: str) -> tuple[str, ...]:
    return ("A",) if suite == "A" else ("A", suite)


def _broken(error: Exception) -> OurFault:
    return OurFault(_("This message cannot be sealed: %(why)s"), why=str(error))
