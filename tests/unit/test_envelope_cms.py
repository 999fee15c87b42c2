"""The signature of a container, as OpenSSL and our own check see it."""

import hashlib
import random
import subprocess
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hamkor.envelope.cms import (
    ContainerKey,
    certificate_key_named,
    check_detached,
    read_certificate_claims,
    sign_certificate,
)
from hamkor.errors import BadSignature, Malformed, PeerFault, UnknownSender
from tests.unit.envelope_samples import (
    DUSHANBE,
    DUSHANBE_KEYS,
    DUSHANBE_PUBLIC,
    MOSCOW_PUBLIC,
    NOW,
)

CONTENT = "<ASiCManifest>Прокуратура</ASiCManifest>".encode()
KEY = ContainerKey(DUSHANBE, at=NOW)
SIGNATURE = KEY.sign(CONTENT)


def test_a_signature_is_over_its_content_and_names_its_certificate():
    assert check_detached(SIGNATURE, CONTENT) == KEY.certificate
    certificate = x509.load_der_x509_certificate(KEY.certificate)
    assert certificate.subject.rfc4514_string() == f"CN={DUSHANBE}"
    for other in (b"", CONTENT + b" ", CONTENT[:-1]):
        with pytest.raises(BadSignature):
            check_detached(SIGNATURE, other)


def test_openssl_verifies_the_signature_and_refuses_another_content(tmp_path):
    for name, content in (("right", CONTENT), ("wrong", CONTENT + b" "), ("p7s", SIGNATURE)):
        (tmp_path / name).write_bytes(content)

    certificate = x509.load_der_x509_certificate(KEY.certificate)
    (tmp_path / "pem").write_bytes(certificate.public_bytes(Encoding.PEM))

    def verify(name):
        command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER"]
        command += ["-purpose", "any", "-attime", str(int(NOW.timestamp()))]
        command += ["-CAfile", tmp_path / "pem", "-in", tmp_path / "p7s"]
        command += ["-content", tmp_path / name]
        return subprocess.run(command, capture_output=True, check=False)

    assert verify("right").stdout == CONTENT
    assert verify("right").returncode == 0
    assert verify("wrong").returncode != 0


def test_no_byte_of_a_signature_can_be_changed_so_that_it_means_something_else():
    dice = random.Random(319122)
    for position in range(len(SIGNATURE)):
        spoilt = bytearray(SIGNATURE)
        spoilt[position] ^= dice.randrange(1, 256)
        try:
            assert check_detached(bytes(spoilt), CONTENT) == KEY.certificate
        except PeerFault:
            continue
    for end in range(len(SIGNATURE)):
        with pytest.raises(PeerFault):
            check_detached(SIGNATURE[:end], CONTENT)


def test_a_signature_with_another_certificate_is_refused():
    other = ContainerKey(DUSHANBE, at=NOW)
    swapped = other.sign(CONTENT).replace(other.certificate, KEY.certificate)
    with pytest.raises(PeerFault):
        check_detached(swapped, CONTENT)


@pytest.mark.parametrize("raw", [b"", b"\x30\x00", b"\x30\x80", b"\0" * 100, b"\x30\x84\xff" * 9])
def test_what_is_no_signature_is_refused(raw):
    with pytest.raises(Malformed):
        check_detached(raw, CONTENT)


def test_the_office_answers_for_the_certificate():
    text = sign_certificate(KEY.certificate, DUSHANBE_KEYS, DUSHANBE, at=NOW)
    claims = read_certificate_claims(text, DUSHANBE_PUBLIC)
    assert claims.certificate == hashlib.sha256(KEY.certificate).hexdigest()
    assert (claims.office, claims.at) == (DUSHANBE, NOW)
    assert certificate_key_named(text) == DUSHANBE_KEYS.signing_key_id
    with pytest.raises(UnknownSender):
        read_certificate_claims(text, MOSCOW_PUBLIC)
    with pytest.raises(UnknownSender):
        read_certificate_claims(text, DUSHANBE_KEYS.public("uz-prosecutor"))


def test_a_certificate_of_long_ago_and_of_later_can_be_made():
    for year in (2000, 2049):
        at = datetime(year, 2, 28, 23, 59, 59, tzinfo=UTC)
        key = ContainerKey("a", at=at)
        assert check_detached(key.sign(b"x"), b"x") == key.certificate
