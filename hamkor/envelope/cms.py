"""The signature of a container for courts: CAdES (EN 319 122-1, level B-B), detached.

Common tools do not know Ed25519 in CMS, so each container has an ECDSA key of its own, which is
forgotten after one signature. Its certificate is worth something only through the statement that
the office signs over it: see `sign_certificate`.
"""

import hashlib
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from hamkor.envelope import signed
from hamkor.envelope.claims import Claims, Digest, Instant, OfficeId
from hamkor.envelope.keys import OfficeKeys, PublicKeys
from hamkor.errors import BadSignature, Malformed, UnknownSender
from hamkor.errors import gettext_noop as _

CERTIFICATE_TYPE = "hamkor-certificate+jws"
_LIFETIME = timedelta(days=3653)
_SKEW = timedelta(days=1)

_SIGNED_DATA, _DATA = "1.2.840.113549.1.7.2", "1.2.840.113549.1.7.1"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_SIGNING_TIME, _SIGNING_CERTIFICATE = "1.2.840.113549.1.9.5", "1.2.840.113549.1.9.16.2.47"
_SHA256, _ECDSA_SHA256 = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"
_INTEGER, _OCTETS, _OID, _UTC_TIME = 0x02, 0x04, 0x06, 0x17
_SEQUENCE, _SET, _CONTEXT_0 = 0x30, 0x31, 0xA0


class CertificateClaims(Claims):
    """What an office says of the certificate of one container.

    Attributes:
        office: that made the container.
        certificate: SHA-256 of the certificate, hexadecimal.
        at: when, by its clock.
    """

    office: OfficeId
    certificate: Digest
    at: Instant


class ContainerKey:
    """The key of one container. It exists nowhere but here."""

    def __init__(self, office: str, *, at: datetime) -> None:
        """Draw a key and certify it for `office`."""
        self._secret = ec.generate_private_key(ec.SECP256R1())
        self._at = at
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, office)])
        usage = x509.KeyUsage(
            digital_signature=True, content_commitment=True, key_encipherment=False,
            data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
            encipher_only=False, decipher_only=False,
        )  # fmt: skip
        self._certificate = (
            x509.CertificateBuilder(name, name, self._secret.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(at - _SKEW)
            .not_valid_after(at + _LIFETIME)
            .add_extension(usage, critical=True)
            .sign(self._secret, SHA256())
        )

    @property
    def certificate(self) -> bytes:
        """Return the certificate as DER."""
        return self._certificate.public_bytes(Encoding.DER)

    def sign(self, content: bytes) -> bytes:
        """Return the detached signature over `content`."""
        certificate = self.certificate
        attributes = _attributes(content, certificate, self._at)
        signature = self._secret.sign(_tlv(_SET, attributes), ec.ECDSA(SHA256()))
        issuer = self._certificate.issuer.public_bytes()
        signer = _tlv(
            _SEQUENCE,
            _integer(1),
            _tlv(_SEQUENCE, issuer, _integer(self._certificate.serial_number)),
            _algorithm(_SHA256),
            _tlv(_CONTEXT_0, attributes),
            _algorithm(_ECDSA_SHA256),
            _tlv(_OCTETS, signature),
        )
        body = _tlv(
            _SEQUENCE,
            _integer(1),
            _tlv(_SET, _algorithm(_SHA256)),
            _tlv(_SEQUENCE, _oid(_DATA)),
            _tlv(_CONTEXT_0, certificate),
            _tlv(_SET, signer),
        )
        return _tlv(_SEQUENCE, _oid(_SIGNED_DATA), _tlv(_CONTEXT_0, body))


def sign_certificate(certificate: bytes, keys: OfficeKeys, office: str, *, at: datetime) -> str:
    """Let `office` say that the key of a container is its own."""
    digest = hashlib.sha256(certificate).hexdigest()
    claims = CertificateClaims(office=office, certificate=digest, at=at)
    return signed.sign_by(claims.to_payload(), typ=CERTIFICATE_TYPE, keys=keys)


def read_certificate_claims(text: str, keys: PublicKeys) -> CertificateClaims:
    """Read what an office says of a certificate.

    Raises:
        PeerFault: it is none, or that office did not sign it.
    """
    parts = signed.take_apart(text, typ=CERTIFICATE_TYPE)
    claims = CertificateClaims.from_payload(parts.payload)
    if claims.office != keys.office:
        raise UnknownSender(_("This is signed with a key that this office does not know."))
    parts.verify_by(keys)
    return claims


def claims_of_certificate(text: str) -> CertificateClaims:
    """Read what an office is said to say of a certificate, without verifying it.

    Raises:
        Malformed: it is no such text.
    """
    return CertificateClaims.from_payload(signed.take_apart(text, typ=CERTIFICATE_TYPE).payload)


def certificate_key_named(text: str) -> str:
    """Return the id of the office's key with which a certificate is said to be signed.

    Raises:
        Malformed: the text is no signed text of this kind.
    """
    return signed.take_apart(text, typ=CERTIFICATE_TYPE).key_id


def check_detached(raw: bytes, content: bytes) -> bytes:
    """Check a signature that `ContainerKey.sign` made and return the certificate (DER) in it.

    Raises:
        Malformed: it is not such a signature.
        BadSignature: it is over another content, or made with another key.
    """
    try:
        certificate, attributes, signature = _take_apart(raw)
        expected = _attributes(content, certificate, _instant_in(attributes))
    except (ValueError, IndexError) as error:
        raise Malformed(_("This is not the signature of a container.")) from error
    if attributes != expected:
        raise BadSignature(_("The signature does not belong to this text."))
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except (ValueError, x509.InvalidVersion, UnsupportedAlgorithm) as error:
        raise Malformed(_("This is not the signature of a container.")) from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise Malformed(_("This is not the signature of a container."))
    try:
        key.verify(signature, _tlv(_SET, attributes), ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise BadSignature(_("The signature does not belong to this text.")) from error
    return certificate


def _attributes(content: bytes, certificate: bytes, at: datetime) -> bytes:
    hashed = _tlv(_OCTETS, hashlib.sha256(certificate).digest())
    values = [
        _attribute(_CONTENT_TYPE, _oid(_DATA)),
        _attribute(_MESSAGE_DIGEST, _tlv(_OCTETS, hashlib.sha256(content).digest())),
        _attribute(_SIGNING_TIME, _tlv(_UTC_TIME, f"{at:%y%m%d%H%M%SZ}".encode())),
        _attribute(
            _SIGNING_CERTIFICATE, _tlv(_SEQUENCE, _tlv(_SEQUENCE, _tlv(_SEQUENCE, hashed)))
        ),
    ]
    return b"".join(sorted(values))  # a set, in the order that DER asks for


def _instant_in(attributes: bytes) -> datetime:
    marker = _oid(_SIGNING_TIME)
    value = _children(_after(attributes, marker))[0]
    _tag, content = value
    return datetime.strptime(content.decode("ascii") + "+0000", "%y%m%d%H%M%SZ%z")


def _after(raw: bytes, marker: bytes) -> bytes:
    start = raw.index(marker) + len(marker)
    (_tag, content), *_rest = _children(raw[start:], only_first=True)
    return content


def _take_apart(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Return certificate, signed attributes and signature."""
    [(_tag, content_info)] = _children(raw)
    _type, (_tag, explicit) = _children(content_info)
    [(_tag, body)] = _children(explicit)
    _version, _digests, _content, (_tag, certificate), (_tag, signers) = _children(body)
    [(_tag, signer)] = _children(signers)
    _version, _issuer, _digest, (tag, attributes), _algorithm, (_tag, signature) = _children(
        signer
    )
    if tag != _CONTEXT_0:
        raise ValueError("no signed attributes")
    return certificate, attributes, signature


def _children(raw: bytes, *, only_first: bool = False) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    position = 0
    while position < len(raw) and not (only_first and found):
        tag, length, position = raw[position], raw[position + 1], position + 2
        if length > 0x80:
            size = length & 0x7F
            length = int.from_bytes(raw[position : position + size], "big")
            position += size
        if position + length > len(raw):
            raise ValueError("cut")
        found.append((tag, raw[position : position + length]))
        position += length
    return found


def _attribute(name: str, value: bytes) -> bytes:
    return _tlv(_SEQUENCE, _oid(name), _tlv(_SET, value))


def _algorithm(name: str) -> bytes:
    return _tlv(_SEQUENCE, _oid(name))


def _integer(value: int) -> bytes:
    return _tlv(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _oid(text: str) -> bytes:
    first, second, *rest = map(int, text.split("."))
    encoded = bytearray([40 * first + second])
    for number in rest:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(number & 0x7F | 0x80)
        encoded += bytes(reversed(groups))
    return _tlv(_OID, bytes(encoded))


def _tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes([tag, length]) + content
    size = (length.bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + length.to_bytes(size, "big") + content
