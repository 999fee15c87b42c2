"""What one office tells another, and the little that is readable on the way."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from hamkor.envelope.claims import (
    MAX_COUNT,
    Base64Bytes,
    Claims,
    Digest,
    Instant,
    KeyId,
    OfficeId,
    RawDigest,
)
from hamkor.envelope.frame import MAX_FILE_BYTES
from hamkor.envelope.stream import chunk_count
from hamkor.envelope.suites import SUITES, SuiteName
from hamkor.errors import NotForUs
from hamkor.errors import gettext_noop as _

MAX_DOCUMENTS = 64
MAX_RECIPIENTS = 16

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

    @property
    def length(self) -> int:
        """How many bytes it has."""
        return len(self.content)

    def open(self) -> BinaryIO:
        """Open it for reading from its first byte."""
        return BytesIO(self.content)


class FileDocument(Document):
    """A document of any size, that lies in a file. Whoever asks for `content` reads all of it."""

    def __init__(self, name: str, media_type: str, path: Path) -> None:
        """Let the file at `path` travel; it must not change before it is sealed."""
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "media_type", media_type)
        object.__setattr__(self, "path", path)

    path: Path

    @property
    def content(self) -> bytes:
        """The file, read whole."""
        return self.path.read_bytes()

    @property
    def length(self) -> int:
        """How many bytes it has now."""
        return self.path.stat().st_size

    def open(self) -> BinaryIO:
        """Open it for reading from its first byte."""
        return self.path.open("rb")


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
    """One sealed part.

    Attributes:
        length: of the encrypted part, in bytes.
        root: over its encrypted chunks; see `hamkor.envelope.stream`.
    """

    length: Annotated[int, Field(ge=0, le=MAX_FILE_BYTES)]
    root: RawDigest

    @property
    def chunks(self) -> int:
        """How many encrypted chunks it has; each but the last is `SEALED_CHUNK_BYTES` long."""
        return chunk_count(self.length)


class Recipient(Claims):
    """One office that can open a message, and where the message stands between the two.

    Attributes:
        office: who.
        stream: drawn at random for a pair of offices and a matter; not the case's reference.
        sequence: position in the stream, from 1.
        previous: hash of the header before this one in the stream; empty for the first.
        encryption_key: id of the key of this office that opens it; "key" on the wire.
        wrapped_key: content key sealed for this office (in suites A and B: RFC 9180, base mode).
    """

    model_config = ConfigDict(populate_by_name=True)

    office: OfficeId
    stream: UUID
    sequence: Annotated[int, Field(ge=1, le=MAX_COUNT)]
    previous: Digest | Literal[""]
    encryption_key: Annotated[KeyId, Field(alias="key")]
    wrapped_key: Base64Bytes

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if (self.sequence == 1) != (self.previous == ""):
            raise ValueError("only the first message of a stream has none before it")
        return self


class Header(Claims):
    """The signed outside of a message. No name, case number, subject or kind stands here.

    Attributes:
        version: of the protocol.
        message_id: drawn at random by the sender; the same in every repeated delivery.
        traffic_class: see `TrafficClass`; "class" on the wire.
        sender: office that seals and signs.
        recipients: offices that can open, each of which sees the whole list.
        created_at: when it was sealed.
        expires_at: last instant at which it may be opened for the first time.
        suite: which algorithms; see `hamkor.envelope.suites`.
        signing_keys: ids of the sender's keys, one for each signature of the suite.
        directory: version of the directory of offices that the sender knows; 0 for none.
        manifest: SHA-256 of the opened, salted manifest, so that what was said can later be
            shown to an outsider without giving away a key.
        parts: the sealed manifest, then the sealed documents.
    """

    model_config = ConfigDict(populate_by_name=True)

    version: Literal[2] = 2
    message_id: UUID
    traffic_class: Annotated[TrafficClass, Field(alias="class")] = "casework"
    sender: OfficeId
    recipients: Annotated[tuple[Recipient, ...], Field(min_length=1, max_length=MAX_RECIPIENTS)]
    created_at: Instant
    expires_at: Instant
    suite: SuiteName = "A"
    signing_keys: Annotated[tuple[KeyId, ...], Field(min_length=1, max_length=3)]
    directory: Annotated[int, Field(ge=0, le=MAX_COUNT)] = 0
    manifest: RawDigest
    parts: Annotated[tuple[Part, ...], Field(min_length=1, max_length=MAX_DOCUMENTS + 1)]

    @model_validator(mode="after")
    def _check_whole(self) -> Self:
        if self.expires_at <= self.created_at:
            raise ValueError("a message expires after it was created")
        offices = [recipient.office for recipient in self.recipients]
        if len({*offices, self.sender}) != len(offices) + 1:
            raise ValueError("an office stands twice in a message")
        if len(self.signing_keys) != len(SUITES[self.suite].signatures):
            raise ValueError("there is one key for each signature of the suite")
        return self

    def for_office(self, office: str) -> Recipient:
        """Return what the header says to `office`.

        Raises:
            NotForUs: it is none of the recipients.
        """
        for recipient in self.recipients:
            if recipient.office == office:
                return recipient
        raise NotForUs(_("The message is sealed for another office."))
