"""Certificates for mutual TLS between nodes, made from the transport key that a root states.

They say nothing that the statement does not: whoever takes one in compares its key with it. No
authority stands above the offices, so each certificate is signed by itself.
"""

from datetime import datetime
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hamkor.envelope.root import SingleKey
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _


def make_certificate(
    key: SingleKey, *, office: str, host: str, begins: datetime, ends: datetime
) -> bytes:
    """Return the certificate of an office's node, in PEM, for both ends of a line.

    Args:
        key: the office's transport key.
        office: its id.
        host: name or address at which the node answers.
        begins: aware, inclusive.
        ends: aware, inclusive.
    """
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, office)])
    uses = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([_place(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    )
    return builder.sign(key.secret, None).public_bytes(Encoding.PEM)


def key_of_certificate(pem: bytes) -> bytes:
    """Return the raw Ed25519 public key of a certificate.

    Raises:
        InputRefused: it is none, or of another kind.
    """
    try:
        key = x509.load_pem_x509_certificate(pem).public_key()
    except ValueError as error:
        raise InputRefused(_("This file holds no certificate")) from error
    if not isinstance(key, Ed25519PublicKey):
        raise InputRefused(_("This certificate was not made by a node"))
    return key.public_bytes_raw()


def _place(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
