"""What signed statements have in common: frozen, no unknown members, one spelling only."""

import base64
import json
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
)

from hamkor.errors import Malformed
from hamkor.errors import gettext_noop as _

MAX_COUNT = 2**31 - 1
"""Largest number a peer may send: what a database column holds."""


def _from_hex(value: Any) -> Any:
    return bytes.fromhex(value) if isinstance(value, str) else value


def to_base64url(raw: bytes) -> str:
    """Spell bytes as JOSE does (RFC 7515): base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Read what `to_base64url` wrote.

    Raises:
        ValueError: it is no base64, or spelled in another way than `to_base64url` does: bits left
            unused at the end could be set, and make a second text out of the same bytes.
    """
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_base64url(raw) != text:
        raise ValueError("another spelling of base64")
    return raw


def _from_base64url(value: Any) -> Any:
    return from_base64url(value) if isinstance(value, str) else value


def _is_digest(raw: bytes) -> bytes:
    if len(raw) != 32:
        raise ValueError("a digest has 32 bytes")
    return raw


def _in_utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


HexBytes = Annotated[
    bytes,
    BeforeValidator(_from_hex),
    PlainSerializer(bytes.hex, return_type=str, when_used="json"),
]
Base64Bytes = Annotated[
    bytes,
    BeforeValidator(_from_base64url),
    PlainSerializer(to_base64url, return_type=str, when_used="json"),
]
RawDigest = Annotated[Base64Bytes, AfterValidator(_is_digest)]
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
OfficeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
KeyId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
ReasonCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]*$", max_length=64)]


_spell = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
).encode


class Claims(BaseModel):
    """Base of everything that is signed; instants are kept in UTC."""

    # A refused manifest may hold a person's words, and errors are logged: inputs are hidden.
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        hide_input_in_errors=True,
    )

    def to_payload(self) -> bytes:
        """Return the one spelling of these claims.

        It is that of RFC 8785: names of members are ASCII, so that their order by code points is
        the one by UTF-16 units, and no claim is a fraction or beyond 2**53 - 1.
        """
        members = self.model_dump(mode="json", by_alias=True)
        return _spell(members).encode()

    @classmethod
    def from_payload(cls, payload: bytes) -> Self:
        """Read claims that a peer spelled.

        Raises:
            Malformed: a member is missing, unknown, repeated or impossible, or the spelling is
                not the canonical one.
        """
        try:
            claims = cls.model_validate_json(payload)
            is_canonical = claims.to_payload() == payload
        except (ValueError, OverflowError) as error:
            raise Malformed(_("A signed statement does not hold what it must.")) from error
        if not is_canonical:
            raise Malformed(_("A signed statement is not in the agreed spelling."))
        return claims
