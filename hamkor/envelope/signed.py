"""Compact JWS (RFC 7515) with Ed25519 (RFC 8037, RFC 9864): how an office signs anything."""

import base64
import json
import re
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from hamkor.envelope import canonical
from hamkor.errors import BadSignature, Malformed, OurFault, TooLarge
from hamkor.errors import gettext_noop as _

ALGORITHM = "Ed25519"
MAX_SIGNED_BYTES = 16 * 1024
"""Largest signed text, inclusive; the clear header of a message is one."""

_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})", re.ASCII)

_REGISTRY = jws.JWSRegistry(algorithms=[ALGORITHM])
_REGISTRY.max_header_length = MAX_SIGNED_BYTES
_REGISTRY.max_payload_length = MAX_SIGNED_BYTES


@dataclass(frozen=True)
class Signed:
    """A signed text taken apart; nothing in it is proven before `verify`."""

    text: str
    key_id: str
    payload: bytes

    def verify(self, signing_key: bytes) -> None:
        """Check the signature against a raw Ed25519 public key.

        Raises:
            BadSignature: it was made with another key or over another text.
        """
        try:
            key = OKPKey.import_key(Ed25519PublicKey.from_public_bytes(signing_key))
            jws.deserialize_compact(self.text, key, registry=_REGISTRY)
        except (JoseError, ValueError) as error:
            raise BadSignature(_("The signature does not belong to this text.")) from error


def sign(payload: bytes, *, typ: str, key: Ed25519PrivateKey, key_id: str) -> str:
    """Sign `payload`. `typ` says what it is, so that a receipt never passes for a header.

    Raises:
        OurFault: the signed text would exceed `MAX_SIGNED_BYTES`.
    """
    protected = {"alg": ALGORITHM, "kid": key_id, "typ": typ}
    text = jws.serialize_compact(protected, payload, OKPKey.import_key(key), registry=_REGISTRY)
    if len(text) > MAX_SIGNED_BYTES:
        raise OurFault(_("This is too long to be signed in one piece."))
    return text


def take_apart(text: str, *, typ: str) -> Signed:
    """Read a signed text of the kind `typ` without judging its signature.

    Raises:
        TooLarge: longer than `MAX_SIGNED_BYTES`.
        Malformed: not a compact JWS of this kind, or not in its one possible spelling.
    """
    if len(text) > MAX_SIGNED_BYTES:
        raise TooLarge(_("A signed text is longer than the protocol allows."))
    found = _COMPACT.fullmatch(text)
    if not found:
        raise Malformed(_("This is not a signed text."))
    protected, payload, _signature = (_decode(segment) for segment in found.groups())
    return Signed(text, _key_id(protected, typ), payload)


def _decode(segment: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except ValueError as error:
        raise Malformed(_("This is not a signed text.")) from error
    # Base64 leaves bits unused at the end; setting them would make a second text, with another
    # hash, under one signature.
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != segment:
        raise Malformed(_("A signed text is not in the agreed spelling."))
    return raw


def _key_id(protected: bytes, typ: str) -> str:
    try:
        key_id = json.loads(protected)["kid"]
        expected = canonical.encode({"alg": ALGORITHM, "kid": key_id, "typ": typ})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Malformed(_("A signed text does not say how it was signed.")) from error
    if protected != expected or not isinstance(key_id, str):
        raise Malformed(_("A signed text is of another kind or signed in another way."))
    return key_id
