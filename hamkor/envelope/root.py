"""Single Ed25519 keys: the root of an office, kept away from every network, and its log's keys.

The root signs statements of the keys that work every day and nothing else. It is kept as a file
under a passphrase, and on paper: eight rows of digits, which are the same in every language and
every alphabet, each row with check digits of its own (ISO/IEC 7064, MOD 97-10).
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from hamkor.envelope import canonical
from hamkor.envelope.keys import key_id
from hamkor.envelope.suites.table import ED25519
from hamkor.errors import BadSignature, InputRefused, OurFault
from hamkor.errors import gettext_noop as _

PAPER_ROWS = 8
MIN_PASSPHRASE = 12
_ROW_BYTES = 4
_ROW_DIGITS = 10
_MODULUS = 97
_FINGERPRINT_DIGITS = 40


@dataclass(frozen=True, eq=False)
class SingleKey:
    """One Ed25519 key pair, for one purpose."""

    secret: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """Draw a new key."""
        return cls(Ed25519PrivateKey.generate())

    @property
    def public(self) -> bytes:
        """Return the 32 bytes that the world may know."""
        return self.secret.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        """Name the key by its RFC 7638 thumbprint."""
        return key_id(ED25519, self.public)

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature (RFC 8032)."""
        return self.secret.sign(message)

    def to_pem(self, passphrase: bytes | None) -> bytes:
        """Return the key as PKCS #8, encrypted unless `passphrase` is None.

        Raises:
            OurFault: the passphrase is empty, or too long for the format.
        """
        try:
            protection: KeySerializationEncryption = NoEncryption()
            if passphrase is not None:
                protection = BestAvailableEncryption(passphrase)
            return self.secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
        except ValueError as error:
            raise OurFault(_("Keys cannot be stored under this passphrase.")) from error

    @classmethod
    def from_pem(cls, pem: bytes, passphrase: bytes | None) -> Self:
        """Read what `to_pem` wrote.

        Raises:
            OurFault: the passphrase is wrong, or the file holds no such key.
        """
        try:
            key = load_pem_private_key(pem, passphrase)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise OurFault(_("The key cannot be opened with this passphrase.")) from error
        if not isinstance(key, Ed25519PrivateKey):
            raise OurFault(_("This file does not hold a key of this kind."))
        return cls(key)


class RootKey(SingleKey):
    """The root of an office: whoever holds it says which keys are the office's."""

    def to_paper(self) -> str:
        """Return eight numbered rows of digits, to be written down and locked away."""
        seed = self.secret.private_bytes_raw()
        return "\n".join(_row(number, seed) for number in range(PAPER_ROWS))

    @classmethod
    def from_paper(cls, text: str) -> Self:
        """Read the rows that `to_paper` wrote; digits of any script, spaces anywhere in a row.

        Raises:
            InputRefused: a row is missing or was mistyped; the sentence says which.
        """
        rows = [row for line in text.splitlines() if (row := _digits(line))]
        if len(rows) != PAPER_ROWS:
            raise InputRefused(
                _("A key on paper has eight rows of digits; here are %(count)s"), count=len(rows)
            )
        seed = b"".join(_read_row(number, row) for number, row in enumerate(rows))
        return cls(Ed25519PrivateKey.from_private_bytes(seed))


def verify_single(public: bytes, signature: bytes, message: bytes) -> None:
    """Check a signature of a `SingleKey`.

    Raises:
        BadSignature: it was made with another key or over another text.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise BadSignature(_("The signature does not belong to this text.")) from error


def root_fingerprint(office: str, root: bytes) -> str:
    """Return eight groups of five digits that two officers can read to each other.

    They cover the office and its root (132 bits), and are digits because those are the same in
    every language of the Council. They stay the same for as long as the root does.
    """
    covered = canonical.encode({"office": office, "root": root.hex()})
    return five_digit_groups(hashlib.sha256(covered).digest())


def five_digit_groups(digest: bytes) -> str:
    """Return forty digits of a SHA-256 in groups of five."""
    digits = int.from_bytes(digest, "big") % 10**_FINGERPRINT_DIGITS
    return " ".join(re.findall(".{5}", f"{digits:0{_FINGERPRINT_DIGITS}d}"))


def _row(number: int, seed: bytes) -> str:
    value = int.from_bytes(seed[number * _ROW_BYTES : (number + 1) * _ROW_BYTES], "big")
    digits = f"{value:0{_ROW_DIGITS}d}"
    # The number of the row is checked too, so that two rows exchanged are noticed.
    check = _MODULUS + 1 - int(f"{number + 1}{digits}") * 100 % _MODULUS
    return f"{number + 1}.  {digits[:5]} {digits[5:]} {check:02d}"


def _digits(line: str) -> str:
    """Return the digits of a row without its number."""
    _number, _dot, row = line.rpartition(".")
    values = (unicodedata.decimal(character, None) for character in row)
    return "".join(str(value) for value in values if value is not None)


def _read_row(number: int, row: str) -> bytes:
    digits = row[:_ROW_DIGITS]
    is_whole = len(row) == _ROW_DIGITS + 2 and int(f"{number + 1}{row}") % _MODULUS == 1
    if not is_whole or int(digits) >= 2 ** (8 * _ROW_BYTES):
        raise InputRefused(
            _("Row %(number)s is not as it was printed: compare its digits"), number=number + 1
        )
    return int(digits).to_bytes(_ROW_BYTES, "big")
