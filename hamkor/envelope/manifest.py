"""The sealed table of contents: the kind, the body, and what each document is.

Reading and writing obey the same rules; whoever calls turns a `ValueError` into the fault of the
right side.
"""

import json
import math
import secrets
from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from hamkor.envelope.canonical import MAX_EXACT_INT
from hamkor.envelope.claims import Claims, Digest, HexBytes
from hamkor.envelope.message import MAX_DOCUMENTS, Message

MAX_MANIFEST_BYTES = 1024 * 1024
MAX_DEPTH = 32
PADDING_BYTES = 512
"""Manifests are filled up to a multiple of this, so that length does not betray the kind."""

SALT_BYTES = 16

_NOT_IN_NAMES = r"/\\\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069"
# No path, no control character, no override of the writing direction that hides an extension.
_FileName = Annotated[
    str, StringConstraints(pattern=rf"^[^{_NOT_IN_NAMES}]+$", min_length=1, max_length=255)
]
_MediaType = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9.+-]+/[a-z0-9.+-]+$", max_length=127)
]
_Kind = Annotated[str, StringConstraints(pattern=r"^[a-z_.]+/[1-9][0-9]*$", max_length=64)]
_Limit = Annotated[str, StringConstraints(min_length=1, max_length=255)]


class Entry(Claims):
    """What the manifest says of one document: of its plain text."""

    name: _FileName
    media_type: _MediaType
    length: Annotated[int, Field(ge=0)]
    sha256: Digest

    def describes(self, length: int, sha256: str) -> bool:
        """Say whether a document with this length and digest is the one that is meant."""
        return (self.length, self.sha256) == (length, sha256)


class Manifest(Claims):
    version: Literal[1] = 1
    salt: HexBytes
    kind: _Kind
    about: UUID
    body: dict[str, Any]
    limits_on_use: Annotated[tuple[_Limit, ...], Field(max_length=64)]
    documents: Annotated[tuple[Entry, ...], Field(max_length=MAX_DOCUMENTS)]


def write_manifest(message: Message, digests: Sequence[str], salt: bytes) -> bytes:
    """Return the manifest of `message`, padded.

    Args:
        message: what to say.
        digests: SHA-256 of each document, hexadecimal. The length of the manifest does not depend
            on them.
        salt: from `new_manifest_salt`; with it the digest in the header says nothing.

    Raises:
        ValueError: the message breaks a rule of the protocol.
        TypeError: its body holds something that is not JSON.
    """
    pairs = zip(message.documents, digests, strict=True)
    manifest = Manifest(
        salt=salt,
        kind=message.kind,
        about=message.about,
        body=message.body,
        limits_on_use=message.limits_on_use,
        documents=tuple(
            Entry(name=one.name, media_type=one.media_type, length=one.length, sha256=sha256)
            for one, sha256 in pairs
        ),
    )
    members = manifest.model_dump(mode="json", exclude={"body"}) | {"body": message.body}
    text = json.dumps(members, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    raw = text.encode()
    raw += b" " * (-len(raw) % PADDING_BYTES)
    _read_members(raw)
    return raw


def new_manifest_salt() -> bytes:
    """Draw what keeps a manifest from being guessed from its digest."""
    return secrets.token_bytes(SALT_BYTES)


def read_manifest(raw: bytes) -> Manifest:
    """Read an opened manifest.

    Raises:
        ValueError: it is none, or holds what a database or a page could not take: NUL, half a
            character, a repeated member, nesting deeper than `MAX_DEPTH`.
    """
    _read_members(raw)
    return Manifest.model_validate_json(raw)


def _read_members(raw: bytes) -> None:
    """Refuse JSON that a database or a page could not take, or that is read in two ways."""
    if len(raw) > MAX_MANIFEST_BYTES:
        raise ValueError("the body is longer than the protocol allows")
    try:
        members = json.loads(raw.decode(), object_pairs_hook=_without_repeats)
    except RecursionError as error:
        raise ValueError("the body is nested too deeply") from error
    _check(members, MAX_DEPTH)


def _without_repeats(members: list[tuple[str, Any]]) -> dict[str, Any]:
    unique = dict(members)
    if len(unique) != len(members):
        raise ValueError("a member stands twice")
    return unique


def _check(value: Any, depth: int) -> None:
    """Refuse JSON that one of the two sides could not store or would read differently."""
    if depth < 0:
        raise ValueError("the body is nested too deeply")
    if isinstance(value, dict):
        for name, held in value.items():
            _check_text(name)
            _check(held, depth - 1)
    elif isinstance(value, list):
        for held in value:
            _check(held, depth - 1)
    else:
        _check_scalar(value)


def _check_scalar(value: Any) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number is not finite")
    elif isinstance(value, int) and abs(value) > MAX_EXACT_INT:
        raise ValueError("a number is too large to be exact everywhere")


def _check_text(text: str) -> None:
    if "\0" in text:
        raise ValueError("text holds a NUL character")
