"""National algorithms, computed in a process of their own: GOST R 34.10-2012 as the example."""

import subprocess
import sys
import textwrap

import pytest

from hamkor.envelope import KeyPair, OfficeKeys, Receipt, read_receipt, sign_receipt
from hamkor.envelope.suites import Description, add_provider, gost_openssl, registry
from hamkor.envelope.suites.process import ProviderProcess
from hamkor.envelope.suites.table import ED25519, GOST_256, GOST_TRANSPORT, X25519
from hamkor.errors import BadSignature, LowerSuite, OurFault, PeerFault, UnknownSender, Unreadable
from tests.unit.envelope_samples import (
    DUSHANBE,
    INQUIRY,
    MESSAGE_ID,
    MOSCOW,
    NOW,
    address,
    head,
    opened,
    parts_of,
    resigned,
    sealed,
)

COMMAND = [sys.executable, "-m", "hamkor.envelope.suites.gost_openssl"]
needs_engine = pytest.mark.skipif(
    not gost_openssl.is_installed(),
    reason="OpenSSL's GOST engine (Debian: libengine-gost-openssl) is not installed here",
)


@pytest.fixture(scope="module")
def provider():
    process = ProviderProcess(COMMAND)
    yield process
    process.close()


@pytest.fixture
def known(provider, monkeypatch):
    """Let the node compute with the provider, for one test."""
    monkeypatch.setattr(registry, "_known", dict(registry._known))
    add_provider(provider)


@pytest.fixture(scope="module")
def offices():
    return [national_keys(), national_keys()] if gost_openssl.is_installed() else []


def national_keys():
    gost, transport = (gost_openssl.new_key() for _ in range(2))
    return OfficeKeys(
        {ED25519: KeyPair.generate(ED25519), GOST_256: KeyPair(GOST_256, *gost)},
        {X25519: KeyPair.generate(X25519), GOST_TRANSPORT: KeyPair(GOST_TRANSPORT, *transport)},
        "G",
    )


@needs_engine
def test_the_provider_says_what_it_computes(provider):
    assert provider.describe() == Description((GOST_256,), (GOST_TRANSPORT,))


@needs_engine
def test_what_the_provider_signs_it_verifies_and_nothing_else(provider):
    (secret, public), (_other, stranger) = (gost_openssl.new_key() for _ in range(2))
    signature = provider.sign(GOST_256, secret, b"text")
    assert len(signature) == 64
    assert provider.verify(GOST_256, public, b"text", signature)
    assert not provider.verify(GOST_256, public, b"texT", signature)
    assert not provider.verify(GOST_256, stranger, b"text", signature)
    assert not provider.verify(GOST_256, public, b"text", bytes(64))
    assert not provider.verify(GOST_256, public, b"text", b"")
    assert not provider.verify(GOST_256, b"no key", b"text", signature)


@needs_engine
def test_what_the_provider_wraps_opens_for_its_owner_and_under_its_name_only(provider):
    (secret, public), (stranger, _public) = (gost_openssl.new_key() for _ in range(2))
    wrapped = provider.wrap(GOST_TRANSPORT, public, b"k" * 32, b"for this message")
    assert provider.unwrap(GOST_TRANSPORT, secret, wrapped, b"for this message") == b"k" * 32
    for key, text, info in (
        (secret, wrapped, b"for another message"),
        (stranger, wrapped, b"for this message"),
        (secret, wrapped[:-1], b"for this message"),
        (secret, b"", b"for this message"),
    ):
        with pytest.raises(ValueError, match="does not open"):
            provider.unwrap(GOST_TRANSPORT, key, text, info)
    with pytest.raises(OurFault, match="cannot"):
        provider.wrap(GOST_TRANSPORT, b"no key", b"k" * 32, b"")


@needs_engine
def test_the_signature_is_the_one_that_openssl_itself_makes_and_verifies(provider, tmp_path):
    secret, public = gost_openssl.new_key()
    (tmp_path / "signature").write_bytes(provider.sign(GOST_256, secret, b"text"))
    (tmp_path / "key").write_bytes(public)
    verify = ["openssl", "dgst", "-engine", "gost", "-md_gost12_256", "-keyform", "DER"]
    verify += ["-verify", tmp_path / "key", "-signature", tmp_path / "signature"]
    done = subprocess.run(verify, input=b"text", capture_output=True, check=True)
    assert b"Verified OK" in done.stdout


@needs_engine
@pytest.mark.usefixtures("known")
def test_two_offices_of_a_national_suite_write_to_each_other(offices):
    ours, theirs = offices
    envelope = sealed(sender_keys=ours, recipients=[address(theirs.public(MOSCOW))])
    assert envelope.header.suite == "G"
    known = {"our_keys": theirs, "sender_keys": ours.public(DUSHANBE)}
    assert opened(envelope.frame, **known)[1] == INQUIRY
    raw, parts = head(envelope.frame)[0], parts_of(envelope.frame)
    mixed = OfficeKeys({**ours.signing, GOST_256: theirs.signing[GOST_256]}, ours.encryption, "G")
    with pytest.raises(BadSignature):
        opened(resigned(raw, parts, mixed, "G"), **known)
    with pytest.raises(PeerFault):
        opened(resigned(raw, parts, ours, "A"), **known)
    stolen = OfficeKeys(theirs.signing, {**theirs.encryption, **swapped(theirs, ours)}, "G")
    with pytest.raises(Unreadable):
        opened(envelope.frame, **(known | {"our_keys": stolen}))
    with pytest.raises(LowerSuite):
        opened(sealed(sender_keys=ours, recipients=envelope_a(theirs), suite="A").frame, **known)


def envelope_a(theirs):
    return [address(theirs.public(MOSCOW))]


def swapped(theirs, ours):
    """Return the name of their key over the secret of ours."""
    return {
        GOST_TRANSPORT: KeyPair(
            GOST_TRANSPORT,
            ours.encryption[GOST_TRANSPORT].secret,
            theirs.encryption[GOST_TRANSPORT].public,
        )
    }


@needs_engine
@pytest.mark.usefixtures("known")
def test_a_receipt_bears_the_national_signature_beside_the_international_one(offices):
    keys = offices[0]
    receipt = Receipt(
        what="stored", message_id=MESSAGE_ID, header_hash="ab" * 32, by=MOSCOW, at=NOW
    )
    assert read_receipt(sign_receipt(receipt, keys), keys.public(MOSCOW)) == receipt


def test_without_a_provider_nothing_is_signed_with_a_national_algorithm():
    key = KeyPair(GOST_256, b"secret", b"public")
    keys = OfficeKeys(
        {ED25519: KeyPair.generate(ED25519), GOST_256: key},
        {GOST_TRANSPORT: KeyPair(GOST_TRANSPORT, b"secret", b"public")},
        "G",
    )
    with pytest.raises(OurFault, match=GOST_256):
        sign_receipt(
            Receipt(what="stored", message_id=MESSAGE_ID, header_hash="ab" * 32, by="a", at=NOW),
            keys,
        )
    with pytest.raises(OurFault, match="national"):
        keys.to_pem(None)


@needs_engine
def test_a_node_without_the_provider_does_not_believe_a_national_signature(offices, request):
    keys = offices[0]
    receipt = Receipt(
        what="stored", message_id=MESSAGE_ID, header_hash="ab" * 32, by=MOSCOW, at=NOW
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_known", dict(registry._known))
        add_provider(request.getfixturevalue("provider"))
        text = sign_receipt(receipt, keys)
    with pytest.raises(UnknownSender, match="cannot verify"):
        read_receipt(text, keys.public(MOSCOW))


STRANGE = {
    "dies": "raise SystemExit",
    "says nothing readable": "print('hm', flush=True)",
    "says no object": "print('[]', flush=True)",
    "says too much": "print('x' * 100_000, flush=True)",
    "refuses": 'print(\'{"error":"no"}\', flush=True)',
    "forgets the result": "print('{}', flush=True)",
    "says no base64": 'print(\'{"result":"ё"}\', flush=True)',
}


@pytest.mark.parametrize("way", STRANGE)
def test_a_provider_that_fails_is_an_error_of_ours_each_time(way, tmp_path):
    program = tmp_path / "provider.py"
    program.write_text(
        textwrap.dedent(f"""
            import sys
            for line in sys.stdin:
                {STRANGE[way]}
        """)
    )
    process = ProviderProcess([sys.executable, program])
    for _attempt in range(2):
        with pytest.raises(OurFault):
            process.sign(GOST_256, b"secret", b"text")
    process.close()


def test_a_provider_that_hangs_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr("hamkor.envelope.suites.process.ANSWER_SECONDS", 0.2)
    process = ProviderProcess([sys.executable, "-c", "import time; time.sleep(600)"])
    with pytest.raises(OurFault, match="does not answer"):
        process.describe()
    process.close()


def test_a_provider_that_is_not_there_is_an_error_of_ours(tmp_path):
    with pytest.raises(OurFault, match="does not answer"):
        ProviderProcess([str(tmp_path / "nothing")]).describe()
