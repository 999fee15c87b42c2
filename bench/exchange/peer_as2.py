"""The peer: a full cycle of AS2 with django-pyas2, as its own manual sets it up.

Runs in the peer's own environment. One process: the sender is pyas2lib, the receiver is
django-pyas2's view behind Django's handler, on a SQLite file with Django's defaults and files on
disk. One cycle signs, encrypts, posts, stores, and verifies the signed receipt (MDN) that comes
back; 2048-bit RSA, SHA-256, AES-256-CBC.
"""

import datetime
import re
import sys
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from contender import answer_questions

PASSWORD = "only for a measurement"


def let_oscrypto_read_openssl_versions() -> None:
    """Its last release fails to import where OpenSSL's patch level has two digits."""
    search = re.search

    def patient(pattern, string, flags=0):
        if isinstance(pattern, str) and pattern.startswith(r"\b(\d\.\d\.\d[a-z]*)"):
            pattern = r"\b(\d+\.\d+\.\d+[a-z]*)\b"
        return search(pattern, string, flags)

    re.search = patient
    try:
        import oscrypto.asymmetric  # noqa: F401
    finally:
        re.search = search


def draw_identity(name):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(PASSWORD.encode()),
    )
    return secret + public, public


def open_django(folder):
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(
        SECRET_KEY="only for a measurement",
        ALLOWED_HOSTS=["*"],
        USE_TZ=True,
        ROOT_URLCONF="pyas2.urls",
        MEDIA_ROOT=str(folder / "media"),
        DATA_UPLOAD_MAX_MEMORY_SIZE=None,
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "peer.db")}
        },
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "pyas2"],
        LOGGING_CONFIG=None,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    )
    django.setup()
    call_command("migrate", verbosity=0)


def make_offices():
    """Store the receiver with its partner; return the sender and its view of the receiver."""
    from pyas2 import models
    from pyas2lib.as2 import Organization, Partner

    our_key, our_certificate = draw_identity("office-a")
    their_key, their_certificate = draw_identity("office-b")
    key = models.PrivateKey.objects.create(name="b", key=their_key, key_pass=PASSWORD)
    known = models.PublicCertificate.objects.create(name="a", certificate=our_certificate)
    models.Organization.objects.create(
        name="b", as2_name="office-b", encryption_key=key, signature_key=key
    )
    models.Partner.objects.create(
        name="a",
        as2_name="office-a",
        target_url="http://127.0.0.1:1/",
        encryption="aes_256_cbc",
        encryption_cert=known,
        signature="sha256",
        signature_cert=known,
        mdn=True,
        mdn_mode="SYNC",
        mdn_sign="sha256",
    )
    sender = Organization(
        as2_name="office-a",
        sign_key=our_key,
        sign_key_pass=PASSWORD,
        decrypt_key=our_key,
        decrypt_key_pass=PASSWORD,
    )
    receiver = Partner(
        as2_name="office-b",
        verify_cert=their_certificate,
        encrypt_cert=their_certificate,
        sign=True,
        digest_alg="sha256",
        encrypt=True,
        enc_alg="aes_256_cbc",
        mdn_mode="SYNC",
        mdn_digest_alg="sha256",
    )
    return sender, receiver


def main(folder):
    let_oscrypto_read_openssl_versions()
    open_django(folder)
    from django.test import Client
    from pyas2lib.as2 import Mdn, Message

    sender, receiver = make_offices()
    client = Client()

    def cycle(size):
        message = Message(sender=sender, receiver=receiver)
        message.build(text(size), filename="request.xml", content_type="application/xml")
        headers = {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in message.headers.items()}
        kind = headers.pop("HTTP_CONTENT_TYPE")
        answer = client.post("/as2receive", message.content, content_type=kind, **headers)
        lines = b"".join(f"{k.lower()}: {v}\n".encode() for k, v in answer.headers.items())
        status, why = Mdn().parse(lines + b"\n" + answer.content, lambda *_ids: message)
        if status != "processed":
            raise SystemExit(f"the peer refused: {answer.status_code} {status} {why}")
        return len(message.content)

    wire = cycle(10 * 1024)
    answer_questions(cycle, name=f"django-pyas2 {version('django-pyas2')}", wire_bytes=wire)


def text(size):
    line = b"<line>Request for legal assistance, item 0123456789</line>\r\n"
    return (line * (size // len(line) + 1))[: size - 2] + b"\r\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
