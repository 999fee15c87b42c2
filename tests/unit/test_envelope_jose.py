"""What an office signs is JWS as everybody knows it: two libraries that share no line with this
package, joserfc and jwcrypto, verify headers and receipts, and refuse them when changed."""

import json

import pytest
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import OKPKey
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS, InvalidJWSSignature

from hamkor.envelope import OfficeKeys, Receipt, sign_receipt
from hamkor.envelope.claims import to_base64url
from tests.unit.envelope_samples import (
    DUSHANBE_PUBLIC,
    MESSAGE_ID,
    MOSCOW,
    MOSCOW_KEYS,
    MOSCOW_PUBLIC,
    NOW,
    address,
    head,
    sealed,
)

HYBRID = OfficeKeys.generate("B")
RECEIPT = Receipt(what="stored", message_id=MESSAGE_ID, header_hash="ab" * 32, by=MOSCOW, at=NOW)


def okp(raw):
    return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(raw)}


def akp(raw):
    return {"kty": "AKP", "alg": "ML-DSA-65", "pub": to_base64url(raw)}


def by_jwcrypto(text, *keys, detached=None):
    """Verify every signature of a text, and return what was signed."""
    token = JWS()
    token.allowed_algs = ["Ed25519", "EdDSA", "ML-DSA-65"]
    token.deserialize(text)
    for key in keys:
        token.verify(JWK(**key), detached_payload=detached)
    return token.payload


def by_joserfc(text, key):
    registry = jws.JWSRegistry(algorithms=["Ed25519"])
    registry.max_payload_length = registry.max_header_length = 64 * 1024
    return jws.deserialize_compact(text, OKPKey.import_key(key), registry=registry).payload


def compact(frame):
    """Put the header back between its two halves, as RFC 7515, appendix F describes."""
    header, signatures = head(frame)
    [one] = json.loads(signatures)["signatures"]
    return f"{one['protected']}.{to_base64url(header)}.{one['signature']}"


def test_two_other_libraries_verify_the_header_of_a_message():
    header, signatures = head(sealed().frame)
    text = compact(sealed().frame)
    key = okp(DUSHANBE_PUBLIC.signing["Ed25519"])
    assert by_joserfc(compact(sealed().frame), key)
    assert by_jwcrypto(text, key)
    by_jwcrypto(signatures.decode(), key, detached=header)
    for other in (okp(MOSCOW_PUBLIC.signing["Ed25519"]),):
        with pytest.raises(BadSignatureError):
            by_joserfc(text, other)
        with pytest.raises(InvalidJWSSignature):
            by_jwcrypto(signatures.decode(), other, detached=header)
    with pytest.raises(InvalidJWSSignature):
        by_jwcrypto(signatures.decode(), key, detached=header + b" ")


def test_another_library_verifies_both_signatures_of_a_hybrid_header():
    envelope = sealed(sender_keys=HYBRID, recipients=[address(HYBRID.public(MOSCOW))])
    header, signatures = head(envelope.frame)
    keys = [okp(HYBRID.signing["Ed25519"].public), akp(HYBRID.signing["ML-DSA-65"].public)]
    for one, key in zip(json.loads(signatures)["signatures"], keys, strict=True):
        text = f"{one['protected']}.{to_base64url(header)}.{one['signature']}"
        assert by_jwcrypto(text, key) == header


def test_two_other_libraries_verify_a_receipt():
    text = sign_receipt(RECEIPT, MOSCOW_KEYS)
    key = okp(MOSCOW_PUBLIC.signing["Ed25519"])
    for payload in (by_joserfc(text, key), by_jwcrypto(text, key)):
        assert json.loads(payload)["message_id"] == str(MESSAGE_ID)
        assert payload == RECEIPT.to_payload()


def test_another_library_verifies_both_signatures_of_a_hybrid_receipt():
    text = sign_receipt(RECEIPT, HYBRID)
    keys = [okp(HYBRID.signing["Ed25519"].public), akp(HYBRID.signing["ML-DSA-65"].public)]
    members = json.loads(text)
    for one, key in zip(members["signatures"], keys, strict=True):
        alone = {"payload": members["payload"], **one}
        assert by_jwcrypto(json.dumps(alone), key) == RECEIPT.to_payload()


def test_keys_are_named_as_another_library_names_them():
    for algorithm, as_jwk in (("Ed25519", okp), ("ML-DSA-65", akp)):
        key = HYBRID.signing[algorithm]
        assert JWK(**as_jwk(key.public)).thumbprint() == key.id
