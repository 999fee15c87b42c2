"""Suites A and B, computed in this process.

Ed25519 (RFC 8032), ML-DSA-65 (FIPS 204), HPKE base mode with AES-256-GCM (RFC 9180) over X25519 or
over the hybrid of ML-KEM-768 and X25519. Secrets are the raw seeds, public keys the raw points.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from hamkor.envelope.suites.interface import Description
from hamkor.envelope.suites.table import ED25519, HYBRID, ML_DSA_65, X25519

_HPKE = {
    X25519: hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM),
    HYBRID: hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM),
}
_MLKEM_PUBLIC_BYTES = 1184
_MLKEM_SEED_BYTES = 64
_FIELD = 2**255 - 19


class BuiltIn:
    """See `Algorithms`."""

    def describe(self) -> Description:
        return Description((ED25519, ML_DSA_65), (X25519, HYBRID))

    def sign(self, algorithm: str, secret: bytes, text: bytes) -> bytes:
        signature: bytes = _secret(algorithm, secret).sign(text)
        return signature

    def verify(self, algorithm: str, public: bytes, text: bytes, signature: bytes) -> bool:
        try:
            _public(algorithm, public).verify(signature, text)
        except (InvalidSignature, ValueError):
            return False
        return True

    def wrap(self, algorithm: str, public: bytes, plain: bytes, info: bytes) -> bytes:
        return _HPKE[algorithm].encrypt(plain, _public(algorithm, public), info)

    def unwrap(self, algorithm: str, secret: bytes, wrapped: bytes, info: bytes) -> bytes:
        try:
            return _HPKE[algorithm].decrypt(wrapped, _secret(algorithm, secret), info)
        except InvalidTag as error:
            raise ValueError("the wrapped key does not open") from error


def new_secret(algorithm: str) -> bytes:
    """Draw the secret half of a new key."""
    if algorithm == HYBRID:
        mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
        return mlkem.private_bytes_raw() + x25519.private_bytes_raw()
    generated: bytes = _GENERATE[algorithm]().private_bytes_raw()
    return generated


def public_of(algorithm: str, secret: bytes) -> bytes:
    """Return the public half of a key."""
    if algorithm == HYBRID:
        mlkem, x25519 = hybrid_halves(secret)
        return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    raw: bytes = _secret(algorithm, secret).public_key().public_bytes_raw()
    return raw


def hybrid_halves(secret: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """Take the secret of a hybrid key apart."""
    return (
        MLKEM768PrivateKey.from_seed_bytes(secret[:_MLKEM_SEED_BYTES]),
        X25519PrivateKey.from_private_bytes(secret[_MLKEM_SEED_BYTES:]),
    )


@lru_cache(maxsize=512)
def check_public(algorithm: str, raw: bytes) -> None:
    """Check that a public key protects whoever uses it.

    Raises:
        ValueError: it is none, or everybody knows its other half.
    """
    _CHECKS[algorithm](raw)


def _check_ed25519(raw: bytes) -> None:
    if len(raw) != 32:
        raise ValueError("an Ed25519 public key has 32 bytes")
    # Under a point of small order a signature fits any text, so its owner could deny every one.
    # The same point on the curve of X25519 (RFC 7748, 4.1) is refused below.
    y = int.from_bytes(raw, "little") % 2**255
    u = (1 + y) * pow(1 - y, _FIELD - 2, _FIELD) % _FIELD
    _check_x25519(u.to_bytes(32, "little"))


def _check_x25519(raw: bytes) -> None:
    # With a point of small order everybody knows the shared secret; the exchange refuses it.
    X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(raw))


def _check_ml_dsa(raw: bytes) -> None:
    MLDSA65PublicKey.from_public_bytes(raw)


def _check_hybrid(raw: bytes) -> None:
    MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC_BYTES])
    _check_x25519(raw[_MLKEM_PUBLIC_BYTES:])


def _hybrid_public(raw: bytes) -> hpke.MLKEM768X25519PublicKey:
    return hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC_BYTES:]),
    )


def _hybrid_secret(secret: bytes) -> hpke.MLKEM768X25519PrivateKey:
    return hpke.MLKEM768X25519PrivateKey(*hybrid_halves(secret))


# The classes of the library share no base that has all these methods.
_GENERATE: dict[str, Callable[[], Any]] = {
    ED25519: Ed25519PrivateKey.generate,
    ML_DSA_65: MLDSA65PrivateKey.generate,
    X25519: X25519PrivateKey.generate,
}
_CHECKS: dict[str, Callable[[bytes], None]] = {
    ED25519: _check_ed25519,
    ML_DSA_65: _check_ml_dsa,
    X25519: _check_x25519,
    HYBRID: _check_hybrid,
}
_PUBLIC: dict[str, Callable[[bytes], Any]] = {
    ED25519: Ed25519PublicKey.from_public_bytes,
    ML_DSA_65: MLDSA65PublicKey.from_public_bytes,
    X25519: X25519PublicKey.from_public_bytes,
    HYBRID: _hybrid_public,
}
_SECRET: dict[str, Callable[[bytes], Any]] = {
    ED25519: Ed25519PrivateKey.from_private_bytes,
    ML_DSA_65: MLDSA65PrivateKey.from_seed_bytes,
    X25519: X25519PrivateKey.from_private_bytes,
    HYBRID: _hybrid_secret,
}


@lru_cache(maxsize=256)
def _public(algorithm: str, raw: bytes) -> Any:
    return _PUBLIC[algorithm](raw)


@lru_cache(maxsize=64)
def _secret(algorithm: str, secret: bytes) -> Any:
    return _SECRET[algorithm](secret)
