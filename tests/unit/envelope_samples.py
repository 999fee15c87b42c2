"""Two invented exchanges' worth of keys, messages and frames, right ones and forged ones."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hamkor.envelope import Document, Header, Message, OfficeKeys, Part, Sealed, seal, unseal
from hamkor.envelope import frame as frames
from hamkor.envelope.manifest import write_manifest
from hamkor.envelope.seal import HEADER_TYPE, HPKE_SUITE, hpke_info
from hamkor.envelope.signed import sign
from hamkor.envelope.stream import encrypt_part

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


def sealed(message: Message = INQUIRY, **changes: Any) -> Sealed:
    """Seal for Moscow, from Dushanbe, unless `changes` says otherwise."""
    arguments: dict[str, Any] = {
        "sender_keys": DUSHANBE_KEYS,
        "sender": DUSHANBE,
        "recipient": MOSCOW_PUBLIC,
        "message_id": MESSAGE_ID,
        "stream": STREAM,
        "sequence": 1,
        "previous": "",
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=30),
    }
    return seal(message, **(arguments | changes))


def opened(frame: bytes, **changes: Any) -> tuple[Header, Message]:
    """Open as Moscow would, that knows Dushanbe, unless `changes` says otherwise."""
    arguments: dict[str, Any] = {
        "our_office": MOSCOW,
        "our_keys": MOSCOW_KEYS,
        "sender_keys": DUSHANBE_PUBLIC,
        "now": NOW,
    }
    return unseal(frame, **(arguments | changes))


def wrap(content_key: bytes, message_id: UUID = MESSAGE_ID, sender: str = DUSHANBE) -> bytes:
    info = hpke_info(sender=sender, recipient=MOSCOW, message_id=message_id, suite="A")
    return HPKE_SUITE.encrypt(content_key, MOSCOW_KEYS.encryption.public_key(), info)


def forged(
    table: bytes | None = None,
    contents: Sequence[bytes] | None = None,
    *,
    key_id: str = DUSHANBE_KEYS.signing_key_id,
    content_key: bytes = bytes(range(32)),
    **changes: Any,
) -> bytes:
    """Return a frame that Dushanbe really signed, but that our own `seal` would never make."""
    table = write_manifest(INQUIRY) if table is None else table
    plain = [document.content for document in INQUIRY.documents] if contents is None else contents
    parts = [encrypt_part(content_key, n, part) for n, part in enumerate([table, *plain], 1)]
    header = Header.model_validate(
        {
            **sealed().header.model_dump(),
            "wrapped_key": wrap(content_key),
            "manifest": hashlib.sha256(table).hexdigest(),
            "parts": tuple(
                Part(length=len(part), sha256=hashlib.sha256(part).hexdigest()) for part in parts
            ),
            **changes,
        },
        strict=False,
    )
    return resigned(header.to_payload(), parts, key_id)


def resigned(
    payload: bytes, parts: Sequence[bytes], key_id: str = DUSHANBE_KEYS.signing_key_id
) -> bytes:
    """Return a frame whose header is `payload`, whatever that is, signed by Dushanbe."""
    text = sign(payload, typ=HEADER_TYPE, key=DUSHANBE_KEYS.signing, key_id=key_id)
    return frames.join(text.encode(), parts)
