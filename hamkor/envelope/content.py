"""Texts of one complaint, encrypted under a key that belongs to that complaint alone.

One byte of version, 12 of nonce, then AES-256-GCM. Each part of a complaint (what happened, who it
was) has a key of its own, derived from the complaint's by HKDF-SHA-256. Texts are padded, so that
lengths say little: by the rule of Padmé (PURBs, 2019), which adds at most an eighth.
"""

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from hamkor.errors import OurFault
from hamkor.errors import gettext_noop as _

CONTENT_KEY_BYTES = 32
SHORTEST = 32
_VERSION = b"\x02"
_NONCE_BYTES = 12
_NONCE_ENDS = len(_VERSION) + _NONCE_BYTES
_END = b"\x80"


def new_content_key() -> bytes:
    """Draw the key of one complaint."""
    return secrets.token_bytes(CONTENT_KEY_BYTES)


def seal_content(key: bytes, plain: bytes, *, part: str, context: str) -> bytes:
    """Encrypt a text.

    Args:
        key: of the complaint.
        part: which of its parts, such as "identity".
        context: where it stands; it opens nowhere else.
        plain: the text.
    """
    nonce = secrets.token_bytes(_NONCE_BYTES)
    padded = (plain + _END).ljust(padded_length(len(plain) + 1), b"\0")
    return _VERSION + nonce + _cipher(key, part).encrypt(nonce, padded, context.encode())


def open_content(key: bytes, sealed: bytes, *, part: str, context: str) -> bytes:
    """Give back what `seal_content` was given.

    Raises:
        OurFault: another key, part or place, or the bytes were changed.
    """
    if sealed[:1] != _VERSION or len(sealed) <= _NONCE_ENDS:
        raise OurFault(_("Something stored here was not sealed by this version."))
    nonce, ciphertext = sealed[1:_NONCE_ENDS], sealed[_NONCE_ENDS:]
    try:
        padded = _cipher(key, part).decrypt(nonce, ciphertext, context.encode())
    except InvalidTag as error:
        raise OurFault(
            _("Something stored here does not open with this node's secret.")
        ) from error
    return padded.rstrip(b"\0")[: -len(_END)]


class Steady:
    """Encrypts so that equal texts give equal bytes: a database can still look for the whole text.

    AES-SIV (RFC 5297). Whoever has only the bytes learns which texts are equal and how long they
    are, and nothing else.
    """

    def __init__(self, secret: bytes, purpose: str) -> None:
        """Take the node's secret, and what it is used for here."""
        info = b"hamkor steady\0" + purpose.encode()
        self._cipher = AESSIV(HKDFExpand(SHA256(), length=64, info=info).derive(secret))

    def seal(self, plain: bytes, *, context: str) -> bytes:
        """Encrypt a text for the place that `context` names."""
        return self._cipher.encrypt(plain + _END, [context.encode()])

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """Give back what `seal` was given.

        Raises:
            OurFault: another secret or place, or the bytes were changed.
        """
        try:
            return self._cipher.decrypt(sealed, [context.encode()])[: -len(_END)]
        except InvalidTag as error:
            raise OurFault(
                _("Something stored here does not open with this node's secret.")
            ) from error


def blind_key(secret: bytes, value: str, *, purpose: str) -> str:
    """Return what stands for `value` in an index: equal for equals, mute without `secret`.

    64 hexadecimal digits. Another purpose gives other ones.
    """
    key = hmac.digest(secret, b"blind index\0" + purpose.encode(), "sha256")
    return hmac.digest(key, value.encode(), "sha256").hex()


def padded_length(length: int) -> int:
    """Return how long a text of `length` bytes is made, at least 32."""
    if length <= SHORTEST:
        return SHORTEST
    exponent = length.bit_length() - 1
    unit = 1 << (exponent - exponent.bit_length())
    return -(-length // unit) * unit


def _cipher(key: bytes, part: str) -> AESGCM:
    if len(key) != CONTENT_KEY_BYTES:
        raise OurFault(_("The node's secret is too short to protect anything."))
    info = b"hamkor content\0" + part.encode()
    return AESGCM(HKDFExpand(SHA256(), length=32, info=info).derive(key))
