"""The keys of an office, and how another office comes to know them."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pydantic import AfterValidator

from hamkor.envelope import canonical, signed
from hamkor.envelope.claims import Claims, HexBytes, Instant, OfficeId
from hamkor.errors import BadSignature, OurFault
from hamkor.errors import gettext_noop as _

STATEMENT_TYPE = "hamkor-keys+jws"
_PEM_BLOCK = re.compile(rb"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----\n?", re.DOTALL)
_FINGERPRINT_DIGITS = 40
_FIELD = 2**255 - 19


def _is_encryption_key(raw: bytes) -> bytes:
    # With a point of small order everybody knows the shared secret; the exchange refuses it.
    X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(raw))
    return raw


def _is_signing_key(raw: bytes) -> bytes:
    if len(raw) != 32:
        raise ValueError("an Ed25519 public key has 32 bytes")
    # Under a point of small order a signature fits any text, so its owner could deny every one.
    # The same point on the curve of X25519 (RFC 7748, 4.1) is refused as above.
    y = int.from_bytes(raw, "little") % 2**255
    u = (1 + y) * pow(1 - y, _FIELD - 2, _FIELD) % _FIELD
    _is_encryption_key(u.to_bytes(32, "little"))
    return raw


class PublicKeys(Claims):
    """What the world may know of an office: who it is, how it signs, how to seal for it.

    Attributes:
        office: an office in the directory of parties.
        signing: raw Ed25519 public key.
        encryption: raw X25519 public key.
    """

    office: OfficeId
    signing: Annotated[HexBytes, AfterValidator(_is_signing_key)]
    encryption: Annotated[HexBytes, AfterValidator(_is_encryption_key)]

    @property
    def signing_key_id(self) -> str:
        """Name the signing key by its RFC 7638 thumbprint."""
        return _thumbprint("Ed25519", self.signing)

    @property
    def encryption_key_id(self) -> str:
        """Name the encryption key by its RFC 7638 thumbprint."""
        return _thumbprint("X25519", self.encryption)

    def to_json(self) -> str:
        """Return the one spelling of these keys."""
        return self.to_payload().decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote.

        Raises:
            Malformed: it did not write this, or a key is not usable.
        """
        return cls.from_payload(text.encode(errors="replace"))

    def fingerprint(self) -> str:
        """Return eight groups of five digits that two officers can read to each other.

        They cover the office and both keys (132 bits), and are digits because those are the same
        in every language of the Council.
        """
        number = int.from_bytes(hashlib.sha256(self.to_payload()).digest(), "big")
        digits = f"{number % 10**_FINGERPRINT_DIGITS:0{_FINGERPRINT_DIGITS}d}"
        return " ".join(re.findall(".{5}", digits))


@dataclass(frozen=True, eq=False)
class OfficeKeys:
    """The secret keys of one office: never printed, never sent."""

    signing: Ed25519PrivateKey = field(repr=False)
    encryption: X25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Make new keys."""
        return cls(Ed25519PrivateKey.generate(), X25519PrivateKey.generate())

    def public(self, office: str) -> PublicKeys:
        """Return the public half, as the keys of `office`."""
        return PublicKeys(
            office=office,
            signing=self.signing.public_key().public_bytes_raw(),
            encryption=self.encryption.public_key().public_bytes_raw(),
        )

    @property
    def signing_key_id(self) -> str:
        """Name the signing key, as the public half does."""
        return _thumbprint("Ed25519", self.signing.public_key().public_bytes_raw())

    @property
    def encryption_key_id(self) -> str:
        """Name the encryption key, as the public half does."""
        return _thumbprint("X25519", self.encryption.public_key().public_bytes_raw())

    def to_pem(self, passphrase: bytes | None) -> bytes:
        """Return both keys as two PKCS #8 blocks, encrypted unless `passphrase` is None.

        Raises:
            OurFault: the passphrase is empty, or too long for the format.
        """
        try:
            protection: KeySerializationEncryption = NoEncryption()
            if passphrase is not None:
                protection = BestAvailableEncryption(passphrase)
            return b"".join(
                key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
                for key in (self.signing, self.encryption)
            )
        except ValueError as error:
            raise OurFault(_("Keys cannot be stored under this passphrase.")) from error

    @classmethod
    def from_pem(cls, pem: bytes, passphrase: bytes | None) -> Self:
        """Read what `to_pem` wrote.

        Raises:
            OurFault: the passphrase is wrong or the file does not hold an office's two keys.
        """
        try:
            keys = [load_pem_private_key(block, passphrase) for block in _PEM_BLOCK.findall(pem)]
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise OurFault(
                _("The office's keys cannot be opened with this passphrase.")
            ) from error
        match keys:
            case [Ed25519PrivateKey() as signing, X25519PrivateKey() as encryption]:
                return cls(signing, encryption)
        raise OurFault(_("This file does not hold the two keys of an office."))


class _Statement(Claims):
    keys: PublicKeys
    issued_at: Instant


def statement(keys: OfficeKeys, office: str, *, issued_at: datetime) -> str:
    """Return `office`'s public keys, signed by themselves, to hand to other offices.

    The signature shows that whoever made this holds the signing key, not who they are: that is
    settled by comparing fingerprints.
    """
    claims = _Statement(keys=keys.public(office), issued_at=issued_at)
    return signed.sign(
        claims.to_payload(), typ=STATEMENT_TYPE, key=keys.signing, key_id=keys.signing_key_id
    )


def read_statement(text: str) -> PublicKeys:
    """Read another office's statement of its keys.

    Raises:
        Malformed: it is none.
        BadSignature: it was not made by the holder of the signing key it names.
    """
    parts = signed.take_apart(text, typ=STATEMENT_TYPE)
    keys = _Statement.from_payload(parts.payload).keys
    if parts.key_id != keys.signing_key_id:
        raise BadSignature(_("These keys are not signed by the office they belong to."))
    parts.verify(keys.signing)
    return keys


def _thumbprint(curve: str, raw: bytes) -> str:
    x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    digest = hashlib.sha256(canonical.encode({"crv": curve, "kty": "OKP", "x": x})).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
