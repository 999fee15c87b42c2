"""What one office tells another, and the little that is readable on the way."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from hamkor.envelope.claims import (
    MAX_COUNT,
    Claims,
    Digest,
    HexBytes,
    Instant,
    KeyId,
    OfficeId,
)

TrafficClass = Literal["casework", "housekeeping"]
"""All that a relay learns of a message's nature: between officers, or between machines."""


@dataclass(frozen=True)
class Document:
    """A file that travels with a message, byte for byte.

    Attributes:
        name: file name as the sender gave it, at most 255 characters, no path.
        media_type: such as "application/pdf", lower case, without parameters.
        content: the file.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Message:
    """What only the recipient can read.

    Attributes:
        kind: what the body means and in which version, such as "assistance.request/1".
        about: reference of the matter, shared by both offices.
        body: JSON; its numbers are exact up to 2**53 - 1.
        documents: in the order in which the sender put them.
        limits_on_use: purposes for which alone the recipient may use this; empty for none set.
    """

    kind: str
    about: UUID
    body: dict[str, Any] = field(repr=False)
    documents: tuple[Document, ...] = ()
    limits_on_use: tuple[str, ...] = ()


class Part(Claims):
    """One sealed part: its length in bytes and the SHA-256 of its ciphertext."""

    length: Annotated[int, Field(ge=0)]
    sha256: Digest


class Header(Claims):
    """The signed outside of a message. No name, case number, subject or kind stands here.

    Attributes:
        version: of the protocol.
        message_id: drawn at random by the sender; the same in every repeated delivery.
        traffic_class: see `TrafficClass`; "class" on the wire.
        sender: office that seals and signs.
        recipient: office that can open.
        stream: drawn at random for a pair of offices and a matter; not the case's reference.
        sequence: position in the stream, from 1.
        previous: hash of the header before this one in the stream; empty for the first.
        created_at: when it was sealed.
        expires_at: last instant at which it may be opened for the first time.
        suite: which algorithms; "A" is Ed25519, HPKE X25519 and AES-256-GCM.
        signing_key: id of the sender's key.
        encryption_key: id of the recipient's key.
        wrapped_key: content key sealed for the recipient (RFC 9180, base mode).
        manifest: SHA-256 of the opened, salted manifest, so that what was said can later be
            shown to an outsider without giving away a key.
        parts: the sealed manifest, then the sealed documents.
    """

    model_config = ConfigDict(populate_by_name=True)

    version: Literal[1] = 1
    message_id: UUID
    traffic_class: Annotated[TrafficClass, Field(alias="class")] = "casework"
    sender: OfficeId
    recipient: OfficeId
    stream: UUID
    sequence: Annotated[int, Field(ge=1, le=MAX_COUNT)]
    previous: Digest | Literal[""]
    created_at: Instant
    expires_at: Instant
    suite: Literal["A"] = "A"
    signing_key: KeyId
    encryption_key: KeyId
    wrapped_key: HexBytes
    manifest: Digest
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if (self.sequence == 1) != (self.previous == ""):
            raise ValueError("only the first message of a stream has none before it")
        if self.expires_at <= self.created_at:
            raise ValueError("a message expires after it was created")
        return self
