"""The keys of an office: the secret halves, and what the world may know of them."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any, Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from hamkor.envelope import canonical
from hamkor.envelope.claims import Claims, HexBytes, OfficeId, to_base64url
from hamkor.envelope.suites import SUITES, SuiteName
from hamkor.envelope.suites.built_in import check_public, hybrid_halves, new_secret, public_of
from hamkor.envelope.suites.table import ED25519, HYBRID, ML_DSA_65, X25519
from hamkor.errors import OurFault
from hamkor.errors import gettext_noop as _

MAX_PUBLIC_BYTES = 4096
_PEM_BLOCK = re.compile(rb"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----\n?", re.DOTALL)
_FINGERPRINT_DIGITS = 40
_BUILT_IN = (ED25519, ML_DSA_65, X25519, HYBRID)
_OKP = (ED25519, X25519)
HELD_WITH: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "A": ((ED25519,), (X25519,)),
    # Whoever can use only suite A can still write to this office, and believe it.
    "B": ((ED25519, ML_DSA_65), (X25519, HYBRID)),
}
"""Which keys an office holds whose highest suite is this one: those it signs with, and those with
which others seal for it."""

Algorithm = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+-]+$", max_length=40)]


def _are_sound(keys: Mapping[str, bytes]) -> Mapping[str, bytes]:
    for algorithm, raw in keys.items():
        if len(raw) > MAX_PUBLIC_BYTES:
            raise ValueError("a public key is longer than any")
        if algorithm in _BUILT_IN:
            check_public(algorithm, raw)
    return keys


PublicByAlgorithm = Annotated[
    dict[Algorithm, HexBytes], Field(min_length=1, max_length=4), AfterValidator(_are_sound)
]


class PublicKeys(Claims):
    """What the world may know of an office: who it is, how it signs, how to seal for it.

    Attributes:
        office: an office in the directory of parties.
        suite: the highest that these keys can be used with.
        signing: public keys by algorithm; those of suites A and B are the raw ones.
        encryption: likewise.
    """

    office: OfficeId
    suite: SuiteName = "A"
    signing: PublicByAlgorithm
    encryption: PublicByAlgorithm

    @model_validator(mode="after")
    def _check_suite(self) -> Self:
        suite = SUITES[self.suite]
        if not set(suite.signatures) <= set(self.signing) or suite.wrapping not in self.encryption:
            raise ValueError("a key of the suite is missing")
        return self

    @property
    def signing_key_ids(self) -> tuple[str, ...]:
        """Name the keys that sign in the office's own suite, in the order of the suite."""
        return self.signing_ids(self.suite)

    @property
    def signing_key_id(self) -> str:
        """Name the Ed25519 key, which every suite uses."""
        return self.signing_key_ids[0]

    @property
    def encryption_key_id(self) -> str:
        """Name the key with which to seal in the office's own suite."""
        return self.encryption_id(self.suite)

    def signing_ids(self, suite: str) -> tuple[str, ...]:
        """Name the keys that sign in `suite`; empty when one of them is missing."""
        try:
            return tuple(key_id(name, self.signing[name]) for name in SUITES[suite].signatures)
        except KeyError:
            return ()

    def encryption_id(self, suite: str) -> str:
        """Name the key with which to seal in `suite`; empty when there is none."""
        wrapping = SUITES[suite].wrapping
        raw = self.encryption.get(wrapping)
        return key_id(wrapping, raw) if raw else ""

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

        They cover the office and all keys (132 bits), and are digits because those are the same
        in every language of the Council.
        """
        number = int.from_bytes(hashlib.sha256(self.to_payload()).digest(), "big")
        digits = f"{number % 10**_FINGERPRINT_DIGITS:0{_FINGERPRINT_DIGITS}d}"
        return " ".join(re.findall(".{5}", digits))


@dataclass(frozen=True)
class KeyPair:
    """One key. The secret is bytes that only the algorithm reads; see `Algorithms`."""

    algorithm: str
    secret: bytes = field(repr=False)
    public: bytes = field(repr=False)

    @classmethod
    def generate(cls, algorithm: str) -> Self:
        """Make a new key for an algorithm of suite A or B."""
        return cls.of(algorithm, new_secret(algorithm))

    @classmethod
    def of(cls, algorithm: str, secret: bytes) -> Self:
        """Return the key of suite A or B whose secret half this is."""
        return cls(algorithm, secret, public_of(algorithm, secret))

    @property
    def id(self) -> str:
        """Name the key, as its public half is named."""
        return key_id(self.algorithm, self.public)


@dataclass(frozen=True, eq=False)
class OfficeKeys:
    """The secret keys of one office, by algorithm: never printed, never sent."""

    signing: Mapping[str, KeyPair] = field(repr=False)
    encryption: Mapping[str, KeyPair] = field(repr=False)
    suite: SuiteName = field(default="A", repr=False)

    @classmethod
    def generate(cls, suite: SuiteName = "A") -> Self:
        """Make new keys for suite A, or for A and B."""
        signing, encryption = HELD_WITH[suite]
        return cls(
            {name: KeyPair.generate(name) for name in signing},
            {name: KeyPair.generate(name) for name in encryption},
            suite,
        )

    def public(self, office: str) -> PublicKeys:
        """Return the public half, as the keys of `office`."""
        return PublicKeys(
            office=office,
            suite=self.suite,
            signing={name: key.public for name, key in self.signing.items()},
            encryption={name: key.public for name, key in self.encryption.items()},
        )

    @property
    def signing_key_ids(self) -> tuple[str, ...]:
        """Name the keys that sign in the office's own suite, as the public half does."""
        return tuple(key.id for key in self.signers(self.suite))

    @property
    def signing_key_id(self) -> str:
        """Name the Ed25519 key, as the public half does."""
        return self.signing[ED25519].id

    @property
    def encryption_key_id(self) -> str:
        """Name the key with which to seal in the office's own suite, as the public half does."""
        return self.encryption[SUITES[self.suite].wrapping].id

    def signers(self, suite: str) -> list[KeyPair]:
        """Return the keys that sign in `suite`.

        Raises:
            OurFault: the office does not hold them.
        """
        try:
            return [self.signing[name] for name in SUITES[suite].signatures]
        except KeyError as error:
            raise OurFault(
                _("This office has no keys of the suite %(suite)s."), suite=suite
            ) from error

    def opener(self, named: str) -> KeyPair | None:
        """Return the key of this name with which something was sealed for us, if it is here."""
        return next((key for key in self.encryption.values() if key.id == named), None)

    def to_pem(self, passphrase: bytes | None) -> bytes:
        """Return all keys as PKCS #8 blocks, encrypted unless `passphrase` is None.

        Raises:
            OurFault: the passphrase is empty, or too long for the format.
        """
        try:
            protection: KeySerializationEncryption = NoEncryption()
            if passphrase is not None:
                protection = BestAvailableEncryption(passphrase)
            return b"".join(
                private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)
                for key in (*self.signing.values(), *self.encryption.values())
                for private in _privates(key)
            )
        except ValueError as error:
            raise OurFault(_("Keys cannot be stored under this passphrase.")) from error

    @classmethod
    def from_pem(cls, pem: bytes, passphrase: bytes | None) -> Self:
        """Read what `to_pem` wrote.

        Raises:
            OurFault: the passphrase is wrong or the file does not hold an office's keys.
        """
        try:
            keys = [load_pem_private_key(block, passphrase) for block in _PEM_BLOCK.findall(pem)]
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise OurFault(
                _("The office's keys cannot be opened with this passphrase.")
            ) from error
        return cls._of_privates(keys)

    @classmethod
    def _of_privates(cls, keys: list[Any]) -> Self:
        match keys:
            case [Ed25519PrivateKey() as signing, X25519PrivateKey() as sealing]:
                return cls({ED25519: _pair(ED25519, signing)}, {X25519: _pair(X25519, sealing)})
            case [
                Ed25519PrivateKey() as signing,
                MLDSA65PrivateKey() as second,
                X25519PrivateKey() as sealing,
                MLKEM768PrivateKey() as lattice,
                X25519PrivateKey() as curve,
            ]:
                return cls(
                    {ED25519: _pair(ED25519, signing), ML_DSA_65: _pair(ML_DSA_65, second)},
                    {X25519: _pair(X25519, sealing), HYBRID: _pair(HYBRID, lattice, curve)},
                    "B",
                )
        raise OurFault(_("This file does not hold the keys of an office."))


@lru_cache(maxsize=512)
def key_id(algorithm: str, public: bytes) -> str:
    """Name a public key by its thumbprint (RFC 7638; kty OKP, or AKP as ML-DSA has it)."""
    encoded = to_base64url(public)
    members = {"crv": algorithm, "kty": "OKP", "x": encoded}
    if algorithm not in _OKP:
        members = {"alg": algorithm, "kty": "AKP", "pub": encoded}
    return to_base64url(hashlib.sha256(canonical.encode(members)).digest())


def _privates(key: KeyPair) -> tuple[Any, ...]:
    if key.algorithm == HYBRID:
        return hybrid_halves(key.secret)
    if key.algorithm not in _BUILT_IN:
        raise OurFault(_("A key of a national algorithm is kept by whoever computes it."))
    load = {
        ED25519: Ed25519PrivateKey.from_private_bytes,
        ML_DSA_65: MLDSA65PrivateKey.from_seed_bytes,
        X25519: X25519PrivateKey.from_private_bytes,
    }
    return (load[key.algorithm](key.secret),)


def _pair(algorithm: str, *privates: Any) -> KeyPair:
    return KeyPair.of(algorithm, b"".join(key.private_bytes_raw() for key in privates))
