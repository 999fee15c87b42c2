"""From a message to the bytes that are sent, unchanged, until a receipt comes back."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from hamkor.envelope import canonical, frame, signed
from hamkor.envelope.keys import OfficeKeys, PublicKeys
from hamkor.envelope.manifest import write_manifest
from hamkor.envelope.message import Header, Message, Part, TrafficClass
from hamkor.envelope.stream import encrypt_part
from hamkor.errors import OurFault
from hamkor.errors import gettext_noop as _

HEADER_TYPE = "hamkor-header+jws"
KEY_BYTES = 32
HPKE_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True)
class Sealed:
    """A message ready to be sent.

    Attributes:
        frame: the bytes to send, always the same ones.
        header: what is readable of it.
        header_hash: SHA-256 of the signed header, hexadecimal: what receipts and the next message
            of the stream refer to.
    """

    frame: bytes = field(repr=False)
    header: Header
    header_hash: str


def seal(
    message: Message,
    *,
    sender_keys: OfficeKeys,
    sender: str,
    recipient: PublicKeys,
    message_id: UUID,
    stream: UUID,
    sequence: int,
    previous: str,
    created_at: datetime,
    expires_at: datetime,
    traffic_class: TrafficClass = "casework",
) -> Sealed:
    """Seal `message` for `recipient` and sign it for `sender`; see `Header` for the arguments.

    Raises:
        OurFault: the message or an argument breaks a rule of the protocol.
    """
    try:
        manifest = write_manifest(message)
        content_key = secrets.token_bytes(KEY_BYTES)
        plain_parts = [manifest, *(document.content for document in message.documents)]
        parts = [encrypt_part(content_key, n, plain) for n, plain in enumerate(plain_parts, 1)]
        header = Header(
            message_id=message_id,
            traffic_class=traffic_class,
            sender=sender,
            recipient=recipient.office,
            stream=stream,
            sequence=sequence,
            previous=previous,
            created_at=created_at,
            expires_at=expires_at,
            signing_key=sender_keys.signing_key_id,
            encryption_key=recipient.encryption_key_id,
            wrapped_key=_wrap(content_key, sender, recipient, message_id),
            manifest=hashlib.sha256(manifest).hexdigest(),
            parts=_describe(parts),
        )
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise OurFault(_("This message cannot be sealed: %(why)s"), why=str(error)) from error
    return _sign(header, parts, sender_keys)


def hpke_info(*, sender: str, recipient: str, message_id: UUID, suite: str) -> bytes:
    """Return what the wrapped key is bound to: it opens in no other message."""
    return canonical.encode(["hamkor content key", suite, sender, recipient, str(message_id)])


def _wrap(content_key: bytes, sender: str, recipient: PublicKeys, message_id: UUID) -> bytes:
    info = hpke_info(sender=sender, recipient=recipient.office, message_id=message_id, suite="A")
    public_key = X25519PublicKey.from_public_bytes(recipient.encryption)
    return HPKE_SUITE.encrypt(content_key, public_key, info)


def _describe(parts: Sequence[bytes]) -> tuple[Part, ...]:
    return tuple(Part(length=len(part), sha256=hashlib.sha256(part).hexdigest()) for part in parts)


def _sign(header: Header, parts: Sequence[bytes], keys: OfficeKeys) -> Sealed:
    text = signed.sign(
        header.to_payload(), typ=HEADER_TYPE, key=keys.signing, key_id=keys.signing_key_id
    )
    raw = text.encode()
    return Sealed(frame.join(raw, parts), header, hashlib.sha256(raw).hexdigest())
