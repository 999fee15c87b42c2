"""What signed statements have in common: frozen, no unknown members, one spelling only."""

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

from hamkor.envelope import canonical
from hamkor.errors import Malformed
from hamkor.errors import gettext_noop as _

MAX_COUNT = 2**31 - 1
"""Largest number a peer may send: what a database column holds."""


def _from_hex(value: Any) -> Any:
    return bytes.fromhex(value) if isinstance(value, str) else value


def _in_utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


HexBytes = Annotated[
    bytes,
    BeforeValidator(_from_hex),
    PlainSerializer(bytes.hex, return_type=str, when_used="json"),
]
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
OfficeId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
KeyId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
ReasonCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.]*$", max_length=64)]


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
        """Return the one spelling of these claims (RFC 8785)."""
        return canonical.encode(self.model_dump(mode="json", by_alias=True))

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
