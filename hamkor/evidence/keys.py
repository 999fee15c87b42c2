"""Whose signatures count in logs: ours, and those that the roots of other offices state."""

from functools import lru_cache

from django.conf import settings

from hamkor import envelope
from hamkor.envelope import SingleKey
from hamkor.keyring.models import KeyStatement
from hamkor.keyring.own import our_ring
from hamkor.transparency.checkpoint import log_name, witness_name
from hamkor.transparency.note import NoteKey, SignatureType


def our_office() -> str:
    """Return the id of the office whose node this is."""
    return str(settings.NODE.office)


def our_log_key() -> SingleKey:
    """Return the key that signs the checkpoints of our log."""
    return our_ring().singles["log"]


def our_witness_key() -> SingleKey:
    """Return the key with which we cosign other offices' checkpoints."""
    return our_ring().singles["witness"]


def log_keys_of(office: str) -> list[NoteKey]:
    """Return every key that an office's log has ever signed with, revoked ones left out."""
    return [NoteKey(log_name(office), public) for public in _public_keys(office, "log")]


def witness_keys_of(office: str) -> list[NoteKey]:
    """Return every key that an office has ever cosigned with, revoked ones left out."""
    return [
        NoteKey(witness_name(office), public, SignatureType.COSIGNATURE)
        for public in _public_keys(office, "witness")
    ]


def request_keys_of(office: str) -> list[NoteKey]:
    """Return the same keys as `witness_keys_of`, as they sign requests to other nodes."""
    return [NoteKey(key.name, key.public) for key in witness_keys_of(office)]


def _public_keys(office: str, use: envelope.KeyUse) -> list[bytes]:
    texts = (
        KeyStatement.objects.filter(office=office).order_by("-id").values_list("text", flat=True)
    )
    statements = [_read(text) for text in texts]
    if office == our_office():
        statements.insert(0, our_ring().statement)
    revoked = {fate.id for statement in statements for fate in statement.revoked}
    return list(
        dict.fromkeys(
            key.public
            for statement in statements
            for key in statement.keys
            if key.use == use and key.id not in revoked
        )
    )


@lru_cache(maxsize=256)
def _read(text: str) -> envelope.OfficeStatement:
    return envelope.read_office_statement(text)
