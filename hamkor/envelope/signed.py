"""How an office signs anything: JWS (RFC 7515), one signature for each algorithm of its suite.

With one signature a text is a compact JWS; with several it is the general JSON serialization, in
one spelling. Ed25519 is named as in RFC 9864.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hamkor.envelope import canonical
from hamkor.envelope.claims import from_base64url, to_base64url
from hamkor.envelope.keys import KeyPair, OfficeKeys, PublicKeys
from hamkor.envelope.suites import SUITES, Algorithms, algorithms_for, is_lower
from hamkor.envelope.suites.table import ED25519
from hamkor.errors import BadSignature, LowerSuite, Malformed, OurFault, TooLarge, UnknownSender
from hamkor.errors import gettext_noop as _

MAX_SIGNED_BYTES = 16 * 1024
"""Longest signed text, inclusive."""
MAX_SIGNATURES = 3

_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)", re.ASCII)
_MEMBERS = {"alg", "kid", "typ"}


@dataclass(frozen=True)
class Signature:
    """One signature of a text. `protected` is its own header as it was signed, in base64url."""

    protected: str
    algorithm: str
    key_id: str
    raw: bytes


@dataclass(frozen=True)
class Signed:
    """A signed text taken apart; nothing in it is proven before one of the `verify` calls."""

    text: str
    payload: bytes
    signatures: tuple[Signature, ...]

    @property
    def key_id(self) -> str:
        """Name the key of the first signature, as the text does."""
        return self.signatures[0].key_id

    def verify(self, signing_key: bytes) -> None:
        """Check a text with a single Ed25519 signature against the raw public key.

        Raises:
            BadSignature: it was made with another key or in another way, or over another text.
        """
        if [signature.algorithm for signature in self.signatures] != [ED25519]:
            raise BadSignature(_("The signature does not belong to this text."))
        check(self.payload, self.signatures, [signing_key])

    def verify_by(self, keys: PublicKeys, *, suite: str | None = None) -> None:
        """Check that the owner of `keys` signed this.

        Args:
            keys: of the office that is said to have signed.
            suite: what is agreed with it; its own when not given.

        Raises:
            UnknownSender: another key signed.
            BadSignature: a signature does not belong to this text.
            LowerSuite: all is right, but with less than what is agreed.
        """
        used = suite_of([signature.algorithm for signature in self.signatures])
        named = tuple(signature.key_id for signature in self.signatures)
        if not used or named != keys.signing_ids(used):
            raise UnknownSender(_("This is signed with a key that this office does not know."))
        check(self.payload, self.signatures, public_halves(keys, used))
        check_suite(used, suite or keys.suite)


def sign(
    payload: bytes,
    *,
    typ: str,
    key: Ed25519PrivateKey,
    key_id: str,
    max_bytes: int = MAX_SIGNED_BYTES,
) -> str:
    """Sign `payload` with one Ed25519 key that is not among an office's, such as its root.

    Args:
        payload: what to sign.
        typ: what it is, so that a receipt never passes for a header.
        key: secret.
        key_id: name of the key.
        max_bytes: longest signed text, inclusive.

    Raises:
        OurFault: the signed text would exceed `max_bytes`.
    """
    protected = protect(ED25519, typ, key_id)
    body = to_base64url(payload)
    signature = key.sign(f"{protected}.{body}".encode())
    return _checked(f"{protected}.{body}.{to_base64url(signature)}", max_bytes)


def sign_by(payload: bytes, *, typ: str, keys: OfficeKeys, suite: str | None = None) -> str:
    """Sign `payload` as an office, with the algorithms of `suite` or else of its own.

    Raises:
        OurFault: the signed text would exceed `MAX_SIGNED_BYTES`, or a key is missing.
    """
    body = to_base64url(payload)
    signatures = [
        _sign(body, protect(key.algorithm, typ, key.id), key)
        for key in keys.signers(suite or keys.suite)
    ]
    if len(signatures) == 1:
        [only] = signatures
        return _checked(f"{only['protected']}.{body}.{only['signature']}")
    return _checked(_spell({"payload": body, "signatures": signatures}))


def sign_detached(payload: bytes, *, typ: str, keys: Sequence[KeyPair]) -> bytes:
    """Return the signatures over `payload` without it; their keys are named in the payload."""
    body = to_base64url(payload)
    signatures = [_sign(body, protect(key.algorithm, typ), key) for key in keys]
    return _spell({"signatures": signatures}).encode()


def take_apart(text: str, *, typ: str, max_bytes: int = MAX_SIGNED_BYTES) -> Signed:
    """Read a signed text of the kind `typ` without judging its signatures.

    Raises:
        TooLarge: longer than `max_bytes`.
        Malformed: not a JWS of this kind, or not in its one possible spelling.
    """
    if len(text) > max_bytes:
        raise TooLarge(_("A signed text is longer than the protocol allows."))
    if text.startswith("{"):
        return _take_apart_general(text, typ)
    found = _COMPACT.fullmatch(text)
    if not found:
        raise Malformed(_("This is not a signed text."))
    protected, payload, signature = found.groups()
    return Signed(text, _decode(payload), (_named(protected, signature, typ),))


def take_apart_detached(raw: bytes, *, typ: str, algorithms: Sequence[str]) -> list[Signature]:
    """Read signatures that `sign_detached` made, without judging them.

    Args:
        raw: as it arrived.
        typ: what the payload is.
        algorithms: which must have signed, in this order.

    Raises:
        Malformed: other algorithms, another kind, or another spelling.
    """
    signatures = _read_signatures(raw.decode("latin-1"), {"signatures"})["signatures"]
    if [one["protected"] for one in signatures] != [protect(name, typ) for name in algorithms]:
        raise Malformed(_("A message is not signed in the way that it says."))
    return [
        Signature(one["protected"], name, "", _decode(one["signature"]))
        for name, one in zip(algorithms, signatures, strict=True)
    ]


def check(payload: bytes, signatures: Sequence[Signature], keys: Sequence[bytes]) -> None:
    """Check each signature over `payload` against the public key at the same place.

    Raises:
        BadSignature: one of them was made with another key or over another text.
        UnknownSender: nothing on this node computes an algorithm.
    """
    body = to_base64url(payload)
    for signature, key in zip(signatures, keys, strict=True):
        text = f"{signature.protected}.{body}".encode()
        algorithms = _verifier(signature.algorithm)
        if not algorithms.verify(signature.algorithm, key, text, signature.raw):
            raise BadSignature(_("The signature does not belong to this text."))


def _verifier(name: str) -> Algorithms:
    try:
        return algorithms_for(name)
    except OurFault as error:
        raise UnknownSender(
            _("This is signed with an algorithm that this node cannot verify.")
        ) from error


def check_suite(used: str, agreed: str) -> None:
    """Check that nobody has talked two offices down to a weaker suite.

    Raises:
        LowerSuite: `used` is less than `agreed`.
    """
    if is_lower(used, agreed):
        raise LowerSuite(
            _("This is sealed or signed with less than what the two offices agreed on.")
        )


def suite_of(algorithms: Sequence[str]) -> str:
    """Return the suite that signs with exactly these algorithms, else an empty text."""
    names = tuple(algorithms)
    return next((name for name, suite in SUITES.items() if suite.signatures == names), "")


def public_halves(keys: PublicKeys, suite: str) -> list[bytes]:
    """Return the public keys that belong to the signatures of `suite`."""
    return [keys.signing[name] for name in SUITES[suite].signatures]


@lru_cache(maxsize=256)
def protect(algorithm: str, typ: str, key_id: str = "") -> str:
    """Return the protected header of a signature, as it is signed."""
    members = {"alg": algorithm, "kid": key_id, "typ": typ}
    if not key_id:
        del members["kid"]
    return to_base64url(canonical.encode(members))


def _sign(body: str, protected: str, key: KeyPair) -> dict[str, str]:
    text = f"{protected}.{body}".encode()
    signature = algorithms_for(key.algorithm).sign(key.algorithm, key.secret, text)
    return {"protected": protected, "signature": to_base64url(signature)}


def _take_apart_general(text: str, typ: str) -> Signed:
    members = _read_signatures(text, {"payload", "signatures"})
    if len(members["signatures"]) < 2 or not isinstance(members["payload"], str):
        raise Malformed(_("A signed text is not in the agreed spelling."))
    signatures = (_named(one["protected"], one["signature"], typ) for one in members["signatures"])
    return Signed(text, _decode(members["payload"]), tuple(signatures))


def _read_signatures(text: str, names: set[str]) -> dict[str, Any]:
    """Read the JSON around signatures; what is in it is text, and nothing else is there."""
    try:
        members = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Malformed(_("This is not a signed text.")) from error
    if not (isinstance(members, dict) and set(members) == names and _are(members["signatures"])):
        raise Malformed(_("This is not a signed text."))
    if _spell(members) != text:
        raise Malformed(_("A signed text is not in the agreed spelling."))
    return members


def _are(signatures: Any) -> bool:
    if not isinstance(signatures, list) or not 1 <= len(signatures) <= MAX_SIGNATURES:
        return False
    return all(
        isinstance(one, dict)
        and set(one) == {"protected", "signature"}
        and all(isinstance(value, str) for value in one.values())
        for one in signatures
    )


def _named(protected: str, signature: str, typ: str) -> Signature:
    members = _protected_members(_decode(protected))
    algorithm, named = members["alg"], members["kid"]
    if not (isinstance(algorithm, str) and isinstance(named, str) and named):
        raise Malformed(_("A signed text does not say how it was signed."))
    if not _is_algorithm(algorithm) or protected != _protect_as_read(algorithm, typ, named):
        raise Malformed(_("A signed text is of another kind or signed in another way."))
    return Signature(protected, algorithm, named, _decode(signature))


def _protected_members(raw: bytes) -> dict[str, Any]:
    try:
        members = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Malformed(_("A signed text does not say how it was signed.")) from error
    if not isinstance(members, dict) or set(members) != _MEMBERS:
        raise Malformed(_("A signed text does not say how it was signed."))
    return members


def _protect_as_read(algorithm: str, typ: str, named: str) -> str:
    # Not through the cache: a stranger fills it with names.
    try:
        return to_base64url(canonical.encode({"alg": algorithm, "kid": named, "typ": typ}))
    except ValueError as error:
        raise Malformed(_("A signed text does not say how it was signed.")) from error


def _is_algorithm(name: str) -> bool:
    return any(name in suite.signatures for suite in SUITES.values())


def _decode(segment: str) -> bytes:
    try:
        return from_base64url(segment)
    except ValueError as error:
        raise Malformed(_("A signed text is not in the agreed spelling.")) from error


def _spell(members: dict[str, Any]) -> str:
    return json.dumps(members, sort_keys=True, separators=(",", ":"))


def _checked(text: str, max_bytes: int = MAX_SIGNED_BYTES) -> str:
    if len(text) > max_bytes:
        raise OurFault(_("This is too long to be signed in one piece."))
    return text
