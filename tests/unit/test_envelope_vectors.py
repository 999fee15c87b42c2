"""The published vectors: what others say the algorithms give is what they give here.

They test the library that computes, and that this package uses it in the way that is meant.
"""

import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHAKE256, Hash

from hamkor.envelope.suites import algorithms_for
from hamkor.envelope.suites.built_in import check_public, hybrid_halves, public_of
from hamkor.envelope.suites.table import ED25519, HYBRID, ML_DSA_65, X25519
from tests.unit.test_envelope_second_reader import hpke_open

FOLDER = Path(__file__).parent / "vectors"


def vectors(name):
    read = json.loads((FOLDER / f"{name}.json").read_text())
    assert read["source"]
    assert read["vectors"]
    return [
        {key: raw(value) for key, value in vector.items() if key != "encryptions"}
        | {
            key: raw(value)
            for each in vector.get("encryptions", [])
            for key, value in each.items()
        }
        for vector in read["vectors"]
    ]


def raw(value):
    try:
        return bytes.fromhex(value)
    except (TypeError, ValueError):
        return value


def test_ed25519_signs_as_rfc_8032_and_its_authors_say():
    algorithms = algorithms_for(ED25519)
    for one in vectors("ed25519"):
        assert public_of(ED25519, one["seed"]) == one["pk"]
        assert algorithms.sign(ED25519, one["seed"], one["msg"]) == one["sig"]
        assert algorithms.verify(ED25519, one["pk"], one["msg"], one["sig"])
        assert not algorithms.verify(ED25519, one["pk"], one["msg"] + b"x", one["sig"])


@pytest.mark.parametrize("one", vectors("wycheproof_ed25519"), ids=lambda one: one["test"])
def test_ed25519_refuses_what_wycheproof_says(one):
    verified = algorithms_for(ED25519).verify(ED25519, one["pk"], one["msg"], one["sig"])
    assert verified == (one["result"] == "valid")


def test_a_signature_cannot_be_made_into_a_second_one():
    """S + L, L being the order of the group, fits the equation; RFC 8032, 5.1.7 forbids it."""
    order = 2**252 + 27742317777372353535851937790883648493
    for one in vectors("ed25519")[:10]:
        scalar = int.from_bytes(one["sig"][32:], "little") + order
        second = one["sig"][:32] + scalar.to_bytes(32, "little")
        assert not algorithms_for(ED25519).verify(ED25519, one["pk"], one["msg"], second)


def test_x25519_computes_as_rfc_7748_and_wycheproof_say():
    for one in vectors("wycheproof_x25519"):
        private = X25519PrivateKey.from_private_bytes(one["private"])
        public = X25519PublicKey.from_public_bytes(one["public"])
        if any(one["shared"]):
            assert private.exchange(public) == one["shared"]
            continue
        with pytest.raises(ValueError, match=r".*"):
            private.exchange(public)
        with pytest.raises(ValueError, match=r".*"):
            check_public(X25519, one["public"])


def test_aes_256_gcm_opens_and_refuses_as_nist_says():
    results = []
    for one in vectors("aes_256_gcm"):
        cipher = AESGCM(one["key"])
        if one["result"] == "valid":
            assert cipher.decrypt(one["iv"], one["ct"] + one["tag"], None) == one["pt"]
            assert cipher.encrypt(one["iv"], one["pt"], None) == one["ct"] + one["tag"]
        else:
            with pytest.raises(InvalidTag):
                cipher.decrypt(one["iv"], one["ct"] + one["tag"], None)
        results.append(one["result"])
    assert results.count("valid") == results.count("invalid") == 9


def test_hpke_opens_what_rfc_9180_sealed():
    [one] = vectors("hpke_x25519")
    private = X25519PrivateKey.from_private_bytes(one["skRm"])
    assert private.public_key().public_bytes_raw() == one["pkRm"]
    sealed = one["enc"] + one["ct"]
    suite = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    opened = openssl.hpke._decrypt_with_aad(suite, sealed, private, one["info"], one["aad"])
    assert opened == one["pt"]
    assert hpke_open(private, sealed, one["info"], aad=one["aad"]) == one["pt"]


def test_our_wrapping_is_what_the_second_reader_opens_and_the_other_way_round():
    [one] = vectors("hpke_x25519")
    wrapped = algorithms_for(X25519).wrap(X25519, one["pkRm"], b"k" * 32, one["info"])
    private = X25519PrivateKey.from_private_bytes(one["skRm"])
    assert hpke_open(private, wrapped, one["info"]) == b"k" * 32
    assert algorithms_for(X25519).unwrap(X25519, one["skRm"], wrapped, one["info"]) == b"k" * 32


def test_the_hybrid_opens_what_the_draft_sealed():
    [one] = vectors("hpke_hybrid")
    digest = Hash(SHAKE256(96))
    digest.update(one["skRm"])
    secret = digest.finalize()  # the seed, expanded as the draft on hybrid KEMs says
    assert public_of(HYBRID, secret) == one["pkRm"]
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    private = hpke.MLKEM768X25519PrivateKey(*hybrid_halves(secret))
    opened = openssl.hpke._decrypt_with_aad(
        suite, one["enc"] + one["ct"], private, one["info"], one["aad"]
    )
    assert opened == one["pt"]


def test_ml_kem_768_gives_the_known_answers():
    [one] = vectors("ml_kem_768")
    lattice, _curve = hybrid_halves(one["d"] + one["z"] + bytes(32))
    assert lattice.public_key().public_bytes_raw() == one["pk"]
    assert lattice.decapsulate(one["ct"]) == one["ss"]
    # A ciphertext that was changed gives another secret and no sign of it (implicit rejection).
    assert lattice.decapsulate(bytes(32) + one["ct"][32:]) != one["ss"]


def test_ml_dsa_65_gives_the_known_answers():
    [one] = vectors("ml_dsa_65")
    assert public_of(ML_DSA_65, one["seed"]) == one["pk"]
    key = MLDSA65PublicKey.from_public_bytes(one["pk"])
    key.verify(one["sig"], one["msg"], one["ctx"])
    # A signature made under a context is none without it: nothing else passes for ours.
    assert not algorithms_for(ML_DSA_65).verify(ML_DSA_65, one["pk"], one["msg"], one["sig"])
    own = algorithms_for(ML_DSA_65).sign(ML_DSA_65, one["seed"], one["msg"])
    assert algorithms_for(ML_DSA_65).verify(ML_DSA_65, one["pk"], one["msg"], own)
