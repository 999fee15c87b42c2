"""What Project Wycheproof has collected of mistakes: none of them is made by what we call.

The files in `vectors` name their source and licence; only algorithms and sizes of the suites
are kept of them.
"""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hamkor.envelope.suites import algorithms_for
from hamkor.envelope.suites.built_in import check_public, hybrid_halves
from hamkor.envelope.suites.table import HYBRID, ML_DSA_65
from tests.unit.test_envelope_vectors import vectors

CURVE_KEY = bytes([9]) + bytes(31)
"""A public key of X25519 that nothing is wrong with: the hybrid is judged by its other half."""


def named(one):
    return str(one["test"])


@pytest.mark.parametrize("one", vectors("wycheproof_aes_256_gcm"), ids=named)
def test_aes_256_gcm_opens_what_is_whole_and_nothing_else(one):
    cipher, sealed = AESGCM(one["key"]), one["ct"] + one["tag"]
    if one["result"] == "valid":
        assert cipher.encrypt(one["iv"], one["msg"], one["aad"]) == sealed
        assert cipher.decrypt(one["iv"], sealed, one["aad"]) == one["msg"]
    else:
        with pytest.raises(InvalidTag):
            cipher.decrypt(one["iv"], sealed, one["aad"])


@pytest.mark.parametrize("one", vectors("wycheproof_ml_kem_768"), ids=named)
def test_ml_kem_768_gives_the_secret_that_it_must_also_for_a_changed_ciphertext(one):
    if one["result"] == "valid":
        lattice, _curve = hybrid_halves(one["seed"] + bytes(32))
        if "ek" in one:
            assert lattice.public_key().public_bytes_raw() == one["ek"]
        assert lattice.decapsulate(one["c"]) == one["K"]
        return
    with pytest.raises(ValueError, match=r".*"):
        _opened(one)


def _opened(one):
    """A seed of another length would be taken apart at another place, were it not looked at."""
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

    return MLKEM768PrivateKey.from_seed_bytes(one["seed"]).decapsulate(one["c"])


@pytest.mark.parametrize("one", vectors("wycheproof_ml_kem_768_keys"), ids=named)
def test_a_public_key_of_ml_kem_768_that_is_none_is_refused_before_anything_is_sealed(one):
    if one["result"] == "valid":
        check_public(HYBRID, one["ek"] + CURVE_KEY)
        assert MLKEM768PublicKey.from_public_bytes(one["ek"]).public_bytes_raw() == one["ek"]
        return
    with pytest.raises(ValueError, match=r".*"):
        check_public(HYBRID, one["ek"] + CURVE_KEY)


@pytest.mark.parametrize("one", vectors("wycheproof_ml_dsa_65"), ids=named)
def test_ml_dsa_65_verifies_what_is_whole_and_nothing_else(one):
    verified = algorithms_for(ML_DSA_65).verify(ML_DSA_65, one["pk"], one["msg"], one["sig"])
    assert verified == (one["result"] == "valid")


@pytest.mark.parametrize(
    "name",
    ["aes_256_gcm", "ml_kem_768", "ml_kem_768_keys", "ml_dsa_65"],
)
def test_each_file_holds_both_what_is_good_and_what_is_not(name):
    results = [one["result"] for one in vectors(f"wycheproof_{name}")]
    assert results.count("valid") >= 2
    assert results.count("invalid") >= 4
