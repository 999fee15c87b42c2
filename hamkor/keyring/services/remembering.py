"""Which statements were believed here, and who knows ours."""

from django.conf import settings

from hamkor import envelope
from hamkor.clock import now
from hamkor.keyring.models import Acquaintance, KeyStatement
from hamkor.keyring.ring import ring_of


def remember_statement(text: str, statement: envelope.OfficeStatement) -> bool:
    """Keep a statement that is believed, for ever; tell whether it was new."""
    _row, is_new = KeyStatement.objects.get_or_create(
        digest=envelope.statement_digest(text),
        defaults={
            "office": statement.office,
            "version": statement.version,
            "root": statement.root.hex(),
            "text": text,
        },
    )
    return is_new


def remember_own_statement() -> int:
    """Keep the statement in the folder of keys, also after a command that was cut off."""
    ring = ring_of(settings.NODE)
    return int(remember_statement(ring.text, ring.statement))


def note_told(office: str, version: int) -> None:
    """Note that another office knows our statement of this version."""
    at = now()
    Acquaintance.objects.update_or_create(
        office=office, defaults={"told_version": version, "told_at": at, "asked_at": at}
    )


def note_unknown(office: str) -> None:
    """Note that another office has forgotten our keys: it is told at once."""
    Acquaintance.objects.filter(office=office).update(told_version=0, asked_at=None)


def note_asked(office: str) -> None:
    """Note that we have asked another office for its statement."""
    Acquaintance.objects.update_or_create(office=office, defaults={"asked_at": now()})
