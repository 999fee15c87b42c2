"""Secrets and files that lie in the node's own database or folder.

One byte of version, 16 of salt, 12 of nonce, then AES-256-GCM. Each item has a key of its own,
derived from the node's secret by HKDF-SHA-256 (RFC 5869).
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hamkor.errors import OurFault
from hamkor.errors import gettext_noop as _

MIN_SECRET_BYTES = 16
_VERSION = b"\x01"
_SALT_BYTES = 16
_NONCE_BYTES = 12
_SALT_ENDS = len(_VERSION) + _SALT_BYTES
_NONCE_ENDS = _SALT_ENDS + _NONCE_BYTES


def seal_at_rest(secret: bytes, plain: bytes, *, context: str) -> bytes:
    """Encrypt `plain` for ourselves.

    Args:
        secret: the node's, at least 16 bytes.
        plain: what to keep.
        context: what it is, such as "totp 17"; it opens under no other.

    Raises:
        OurFault: the secret is too short.
    """
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    cipher = _cipher(secret, salt, context)
    return _VERSION + salt + nonce + cipher.encrypt(nonce, plain, _VERSION)


def open_at_rest(secret: bytes, sealed: bytes, *, context: str) -> bytes:
    """Give back what `seal_at_rest` was given.

    Raises:
        OurFault: another secret or context, or the bytes were changed.
    """
    version, salt = sealed[:1], sealed[1:_SALT_ENDS]
    nonce, ciphertext = sealed[_SALT_ENDS:_NONCE_ENDS], sealed[_NONCE_ENDS:]
    if version != _VERSION or len(nonce) != _NONCE_BYTES:
        raise OurFault(_("Something stored here was not sealed by this version."))
    try:
        return _cipher(secret, salt, context).decrypt(nonce, ciphertext, _VERSION)
    except InvalidTag as error:
        raise OurFault(
            _("Something stored here does not open with this node's secret.")
        ) from error


def _cipher(secret: bytes, salt: bytes, context: str) -> AESGCM:
    if len(secret) < MIN_SECRET_BYTES:
        raise OurFault(_("The node's secret is too short to protect anything."))
    info = b"hamkor at rest\0" + context.encode()
    return AESGCM(HKDF(SHA256(), length=32, salt=salt, info=info).derive(secret))
