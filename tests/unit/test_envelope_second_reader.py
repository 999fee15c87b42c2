"""A second reader of the format, written from its description with primitives only.

It shares no line with the package, and is itself held to the vectors of the RFCs, so that an
outsider with another program comes to the same answer.
"""

import base64
import hashlib
import hmac
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hamkor.envelope import Document, FilingProof, Message, canonical, content_digest, sign_filing
from hamkor.envelope.signed import sign, take_apart
from tests.unit.envelope_samples import (
    DUSHANBE,
    DUSHANBE_KEYS,
    DUSHANBE_PUBLIC,
    INQUIRY,
    MATTER,
    MOSCOW,
    MOSCOW_KEYS,
    NOW,
    sealed,
)


def unbase64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def extract(salt, label, keying, suite):
    labelled = b"HPKE-v1" + suite + label + keying
    return hmac.new(salt or bytes(32), labelled, hashlib.sha256).digest()


def expand(key, label, text, length, suite):
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + text
    block = b""
    out = b""
    for counter in range(1, 255):
        block = hmac.new(key, block + labelled + bytes([counter]), hashlib.sha256).digest()
        out += block
        if len(out) >= length:
            return out[:length]
    raise AssertionError


def hpke_open(private, wrapped, info, *, aad=b"", aead=b"\0\2", key_length=32):
    """Open with RFC 9180 base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-GCM."""
    enc, ciphertext = wrapped[:32], wrapped[32:]
    shared = private.exchange(X25519PublicKey.from_public_bytes(enc))
    kem = b"KEM\0\x20"
    prk = extract(b"", b"eae_prk", shared, kem)
    context = enc + private.public_key().public_bytes_raw()
    secret = expand(prk, b"shared_secret", context, 32, kem)
    suite = b"HPKE\0\x20\0\1" + aead
    bound = b"\0" + extract(b"", b"psk_id_hash", b"", suite)
    bound += extract(b"", b"info_hash", info, suite)
    prk = extract(secret, b"secret", b"", suite)
    key = expand(prk, b"key", bound, key_length, suite)
    nonce = expand(prk, b"base_nonce", bound, 12, suite)
    return AESGCM(key).decrypt(nonce, ciphertext, aad)


def read_parts(frame):
    assert frame[:5] == b"HMKR\x02"
    rest, parts = frame[5:], []
    while rest:
        length = int.from_bytes(rest[:8], "big")
        parts.append(rest[8 : 8 + length])
        assert len(parts[-1]) == length
        rest = rest[8 + length :]
    return parts


def open_part(key, number, sealed_part):
    plain, chunk = b"", 0
    while True:
        piece, sealed_part = sealed_part[: 2**20 + 16], sealed_part[2**20 + 16 :]
        nonce = number.to_bytes(4, "big") + chunk.to_bytes(7, "big") + bytes([not sealed_part])
        plain += AESGCM(key).decrypt(nonce, piece, None)
        if not sealed_part:
            return plain
        chunk += 1


def tree(chunks):
    """Hash chunks as RFC 6962, 2.1 does, by its own recursive words."""
    if len(chunks) == 1:
        return hashlib.sha256(b"\0" + chunks[0]).digest()
    half = 1
    while half * 2 < len(chunks):
        half *= 2
    return hashlib.sha256(b"\1" + tree(chunks[:half]) + tree(chunks[half:])).digest()


def root(part):
    size = 2**20 + 16
    return tree([part[start : start + size] for start in range(0, len(part), size)])


def second_reader(frame):
    header, signatures, *parts = read_parts(frame)
    claims = json.loads(header)
    [one] = json.loads(signatures)["signatures"]
    assert json.loads(unbase64(one["protected"])) == {
        "alg": "Ed25519",
        "typ": "hamkor-header+jws",
    }
    assert claims["signing_keys"] == [DUSHANBE_PUBLIC.signing_key_id]
    payload = base64.urlsafe_b64encode(header).rstrip(b"=")
    sender_key = Ed25519PublicKey.from_public_bytes(DUSHANBE_PUBLIC.signing["Ed25519"])
    sender_key.verify(unbase64(one["signature"]), one["protected"].encode() + b"." + payload)
    for described, part in zip(claims["parts"], parts, strict=True):
        assert unbase64(described["root"]) == root(part)
        assert described["length"] == len(part)
    info = json.dumps(
        ["hamkor content key", "A", DUSHANBE, MOSCOW, claims["message_id"]], separators=(",", ":")
    )
    [recipient] = claims["recipients"]
    private = X25519PrivateKey.from_private_bytes(MOSCOW_KEYS.encryption["X25519"].secret)
    key = hpke_open(private, unbase64(recipient["wrapped_key"]), info.encode())
    manifest, *contents = (open_part(key, n, part) for n, part in enumerate(parts, 1))
    assert hashlib.sha256(manifest).digest() == unbase64(claims["manifest"])
    assert len(manifest) % 512 == 0
    return claims, json.loads(manifest), contents


def test_the_second_reader_opens_hpke_as_rfc_9180_says():
    # RFC 9180, appendix A.1.1.1: base mode, AES-128-GCM, sequence number 0.
    private = X25519PrivateKey.from_private_bytes(
        bytes.fromhex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8")
    )
    wrapped = bytes.fromhex(
        "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
        "6d8770ac83d07bea87e13c512a"
    )
    plain = hpke_open(
        private,
        wrapped,
        bytes.fromhex("4f6465206f6e2061204772656369616e2055726e"),
        aad=b"Count-0",
        aead=b"\0\1",
        key_length=16,
    )
    assert plain == b"Beauty is truth, truth beauty"


@pytest.mark.parametrize("size", [0, 2**20, 2**20 + 1, 5 * 2**20 + 7])
def test_the_second_reader_comes_to_the_same_message(size):
    message = Message(
        INQUIRY.kind, MATTER, INQUIRY.body, (Document("a", "a/b", b"x" * size),), ("protection",)
    )
    envelope = sealed(message)
    claims, manifest, contents = second_reader(envelope.frame)
    assert claims == json.loads(envelope.header.to_payload())
    assert (manifest["kind"], manifest["about"]) == (message.kind, str(MATTER))
    assert manifest["body"] == message.body
    assert manifest["limits_on_use"] == ["protection"]
    assert len(bytes.fromhex(manifest["salt"])) == 16
    assert contents == [b"x" * size]
    raw_header = read_parts(envelope.frame)[0]
    assert hashlib.sha256(raw_header).hexdigest() == envelope.header_hash


def test_a_person_checks_a_proof_of_filing_without_the_office():
    salt, filed = b"0123456789abcdef", {"text": "Музд намедиҳанд", "area": "labour-migrants"}
    proof = FilingProof(
        office=DUSHANBE,
        complaint="17",
        filed_at=NOW,
        content_digest=content_digest(salt, filed),
        salt=salt,
    )
    signed_part, signature = sign_filing(proof, DUSHANBE_KEYS).rsplit(".", 1)
    office_key = Ed25519PublicKey.from_public_bytes(DUSHANBE_PUBLIC.signing["Ed25519"])
    office_key.verify(unbase64(signature), signed_part.encode())
    claims = json.loads(unbase64(signed_part.split(".")[1]))
    text = json.dumps(filed, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(bytes.fromhex(claims["salt"]) + text.encode()).hexdigest()
    assert claims["content_digest"] == digest


@pytest.mark.parametrize(
    ("seed", "public", "text", "signature"),
    [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e"
            "39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f"
            "3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ],
    ids=["test 1", "test 2"],
)
def test_ed25519_signs_as_rfc_8032_says(seed, public, text, signature):
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    assert key.public_key().public_bytes_raw().hex() == public
    assert key.sign(bytes.fromhex(text)).hex() == signature
    signed_text = sign(b"payload", typ="t", key=key, key_id="k")
    take_apart(signed_text, typ="t").verify(bytes.fromhex(public))
    signed_part, own_signature = signed_text.rsplit(".", 1)
    assert unbase64(own_signature) == key.sign(signed_part.encode())


def test_names_are_ordered_as_rfc_8785_says():
    # RFC 8785, 3.2.3; by code points the last two would change places.
    value = {
        "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter",
        "1": "One", "\U0001f600": "Emoji", "\u0080": "Control", "\u00f6": "Latin Letter",
    }  # fmt: skip
    order = list(json.loads(canonical.encode(value)).values())
    assert order == [
        "Carriage Return", "One", "Control", "Latin Letter", "Euro Sign", "Emoji", "Hebrew Letter",
    ]  # fmt: skip


def test_values_are_spelled_as_rfc_8785_says():
    value = {"b": [None, True, False, -1, 2**53 - 1], "a": '€$\x0f\nA\'B"\\\\"/\x7f'}
    assert canonical.encode(value).decode() == (
        '{"a":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f","b":[null,true,false,-1,9007199254740991]}'
    )


@pytest.mark.parametrize("value", [0.5, 2**53, {1: "a"}, {"a": b"b"}, "\ud800", {"\udfff": 1}])
def test_what_two_languages_would_spell_differently_has_no_spelling(value):
    with pytest.raises(ValueError, match=r"spelling|names in JSON|surrogates"):
        canonical.encode(value)
