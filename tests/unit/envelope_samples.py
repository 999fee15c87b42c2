"""Two invented exchanges' worth of keys, messages and frames, right ones and forged ones."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hamkor.envelope import (
    Address,
    Document,
    Header,
    Message,
    OfficeKeys,
    Part,
    Recipient,
    Sealed,
    seal,
    unseal,
)
from hamkor.envelope import frame as frames
from hamkor.envelope.frame import InMemory, head_of, spans_of
from hamkor.envelope.manifest import write_manifest
from hamkor.envelope.seal import HEADER_TYPE, wrapping_info
from hamkor.envelope.signed import sign_detached
from hamkor.envelope.stream import encrypt_part
from hamkor.envelope.suites import SUITES, algorithms_for

NOW = datetime(2026, 11, 24, 10, 0, 0, 123456, tzinfo=UTC)
DUSHANBE, MOSCOW, TASHKENT = "tj-prosecutor-general", "ru-prosecutor-general", "uz-prosecutor"
DUSHANBE_KEYS, MOSCOW_KEYS, TASHKENT_KEYS = (OfficeKeys.generate() for _ in range(3))
DUSHANBE_PUBLIC = DUSHANBE_KEYS.public(DUSHANBE)
MOSCOW_PUBLIC = MOSCOW_KEYS.public(MOSCOW)
TASHKENT_PUBLIC = TASHKENT_KEYS.public(TASHKENT)
MESSAGE_ID, OTHER_ID = UUID(int=7 << 64), UUID(int=8 << 64)
STREAM, MATTER = UUID(int=9 << 64), UUID(int=10 << 64)

INQUIRY = Message(
    kind="assistance.request/1",
    about=MATTER,
    body={"question": "Шиносномаи коргар куҷост?", "days": 10, "weights": [0.5, None, True]},
    documents=(
        Document("ариза.txt", "text/plain", "Корфармо шиносномаро намедиҳад.".encode()),
        Document("пусто.bin", "application/octet-stream", b""),
    ),
    limits_on_use=("protection", "statistics"),
)


def address(keys: Any = MOSCOW_PUBLIC, **changes: Any) -> Address:
    """Moscow, at the beginning of a stream, unless `changes` says otherwise."""
    return Address(**({"keys": keys, "stream": STREAM, "sequence": 1, "previous": ""} | changes))


def sealed(message: Message = INQUIRY, **changes: Any) -> Sealed:
    """Seal for Moscow, from Dushanbe, unless `changes` says otherwise."""
    return seal(message, **arguments(**changes))


def arguments(**changes: Any) -> dict[str, Any]:
    """Return what `seal` and `seal_to` want to know besides the message."""
    place = {name: changes.pop(name) for name in ("sequence", "previous") if name in changes}
    usual = {
        "sender_keys": DUSHANBE_KEYS,
        "sender": DUSHANBE,
        "recipients": [address(**place)],
        "message_id": MESSAGE_ID,
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=30),
    }
    return usual | changes


def opened(frame: bytes, **changes: Any) -> tuple[Header, Message]:
    """Open as Moscow would, that knows Dushanbe, unless `changes` says otherwise."""
    usual: dict[str, Any] = {
        "our_office": MOSCOW,
        "our_keys": MOSCOW_KEYS,
        "sender_keys": DUSHANBE_PUBLIC,
        "now": NOW,
    }
    return unseal(frame, **(usual | changes))


def parts_of(frame: bytes) -> list[bytes]:
    """Return the sealed parts of a good frame."""
    source = InMemory(frame)
    head = head_of(source)
    lengths = [part.length for part in Header.from_payload(head.header).parts]
    spans = spans_of(source, head, lengths)
    return [bytes(source.read(span.start, span.length)) for span in spans]


def head(frame: bytes) -> tuple[bytes, bytes]:
    """Return header and signatures of a frame."""
    found = head_of(InMemory(frame))
    return found.header, found.signatures


def wrap(
    content_key: bytes,
    message_id: UUID = MESSAGE_ID,
    sender: str = DUSHANBE,
    *,
    keys: OfficeKeys = MOSCOW_KEYS,
    suite: str = "A",
) -> bytes:
    info = wrapping_info(sender=sender, recipient=MOSCOW, message_id=message_id, suite=suite)
    name = SUITES[suite].wrapping
    return algorithms_for(name).wrap(name, keys.encryption[name].public, content_key, info)


def forged(
    table: bytes | None = None,
    contents: Sequence[bytes] | None = None,
    *,
    content_key: bytes = bytes(range(32)),
    signers: OfficeKeys = DUSHANBE_KEYS,
    wrapped_key: bytes | None = None,
    **changes: Any,
) -> bytes:
    """Return a frame that Dushanbe really signed, but that our own `seal` would never make."""
    table = manifest_of(INQUIRY) if table is None else table
    plain = [document.content for document in INQUIRY.documents] if contents is None else contents
    pairs = [encrypt_part(content_key, n, part) for n, part in enumerate([table, *plain], 1)]
    wrapped_key = wrap(content_key) if wrapped_key is None else wrapped_key
    usual = sealed().header
    moscow = Recipient(**usual.recipients[0].model_dump() | {"wrapped_key": wrapped_key})
    header = Header.model_validate(
        {
            **usual.model_dump(),
            "recipients": (moscow,),
            "manifest": hashlib.sha256(table).digest(),
            "parts": tuple(Part(length=len(part), root=root) for part, root in pairs),
            **changes,
        },
        strict=False,
    )
    return resigned(header.to_payload(), [part for part, _root in pairs], signers)


def manifest_of(message: Message) -> bytes:
    """Return a manifest of `message` with a salt that everybody knows."""
    digests = [hashlib.sha256(document.content).hexdigest() for document in message.documents]
    return write_manifest(message, digests, bytes(16))


def resigned(
    payload: bytes, parts: Sequence[bytes], signers: OfficeKeys = DUSHANBE_KEYS, suite: str = "A"
) -> bytes:
    """Return a frame whose header is `payload`, whatever that is, signed by Dushanbe."""
    signatures = sign_detached(payload, typ=HEADER_TYPE, keys=signers.signers(suite))
    return frames.join(payload, signatures, parts)
