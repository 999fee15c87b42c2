"""The limit: what any exchange on Django must do, and nothing else.

One process, the same SQLite settings as a node. One cycle signs and seals a body (Ed25519, HPKE),
stores a row, posts it through Django's handler, verifies, opens, stores message, log leaf and
receipt as a row each in one transaction, verifies the receipt and marks the first row. No
validation of anything, no streams, no leases, no back-off, no keys but two. It counts both the
whole and, as `one_commit`, the receiver's commit alone with a sender that keeps nothing.
"""

import hashlib
import json
import os
import sys
import uuid
from functools import cache
from pathlib import Path

import django
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.conf import settings

from bench.exchange.contender import answer_questions

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
SIGNATURE_BYTES = 64
ABOUT = b"from a to b"


def open_django(folder: Path) -> None:
    from hamkor.settings import _sqlite

    settings.configure(
        SECRET_KEY="only for a measurement",
        USE_TZ=True,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        LOGGING_CONFIG=None,
        DATA_UPLOAD_MAX_MEMORY_SIZE=None,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={"default": _sqlite(str(folder / "bare.db"))},
    )
    django.setup()


folder = Path(sys.argv[1])
open_django(folder)

from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402


class Row(models.Model):
    mid = models.CharField(max_length=32, unique=True)
    body = models.BinaryField()

    class Meta:
        abstract = True
        app_label = "bench"

    def __str__(self) -> str:
        return self.mid


class Out(Row):
    receipt = models.BinaryField(null=True)


class In(Row):
    pass


class Receipt(Row):
    pass


class Leaf(Row):
    pass


SENDER, RECEIVER, OPENER = (
    Ed25519PrivateKey.generate(),
    Ed25519PrivateKey.generate(),
    X25519PrivateKey.generate(),
)
SENDER_PUBLIC, RECEIVER_PUBLIC = SENDER.public_key(), RECEIVER.public_key()


@cache
def content_of(size: int) -> bytes:
    return os.urandom(size)


def build(size: int) -> tuple[str, bytes]:
    sealed = SUITE.encrypt(content_of(size), OPENER.public_key(), ABOUT)
    mid = uuid.uuid4().hex
    header = json.dumps({"id": mid, "sha256": hashlib.sha256(sealed).hexdigest()}).encode()
    return mid, len(header).to_bytes(2, "big") + header + SENDER.sign(header) + sealed


def take(request: HttpRequest) -> HttpResponse:
    raw = request.body
    end = 2 + int.from_bytes(raw[:2], "big")
    header, signature = raw[2:end], raw[end : end + SIGNATURE_BYTES]
    sealed = raw[end + SIGNATURE_BYTES :]
    SENDER_PUBLIC.verify(signature, header)
    said = json.loads(header)
    if hashlib.sha256(sealed).hexdigest() != said["sha256"]:
        raise ValueError("altered")
    SUITE.decrypt(sealed, OPENER, ABOUT)
    with transaction.atomic():
        In.objects.create(mid=said["id"], body=raw)
        leaf = hashlib.sha256(b"\0" + header).digest()
        Leaf.objects.create(mid=said["id"], body=leaf)
        text = json.dumps({"for": said["id"], "what": "stored", "leaf": leaf.hex()}).encode()
        receipt = RECEIVER.sign(text) + text
        Receipt.objects.create(mid=said["id"], body=receipt)
    return HttpResponse(receipt)


urlpatterns = [path("inbox", take)]


def main() -> None:
    with connection.schema_editor() as editor:
        for model in (Out, In, Leaf, Receipt):
            editor.create_model(model)
    client = Client()
    keeps_rows = sys.argv[2:] != ["one_commit"]

    def cycle(size: int) -> None:
        mid, raw = build(size)
        if keeps_rows:
            row = Out.objects.create(mid=mid, body=raw)
        answer = client.post("/inbox", raw, content_type="application/octet-stream").content
        RECEIVER_PUBLIC.verify(answer[:SIGNATURE_BYTES], answer[SIGNATURE_BYTES:])
        if keeps_rows:
            Out.objects.filter(pk=row.pk).update(receipt=answer)

    answer_questions(cycle, name="bare Django")


if __name__ == "__main__":
    main()
