"""Which keys are whose, at which time; what the administrator must know about them."""

from collections.abc import Iterator
from datetime import datetime

from hamkor import envelope
from hamkor.clock import now
from hamkor.keyring.models import Acquaintance, KeyStatement
from hamkor.keyring.own import our_ring
from hamkor.keyring.schedule import KeyWarning, warnings_of


def statements_of(office: str) -> Iterator[envelope.OfficeStatement]:
    """Return all statements of an office that were ever believed here, newest first."""
    texts = KeyStatement.objects.filter(office=office).order_by("-id").values_list("text")
    for (text,) in texts:
        yield envelope.read_office_statement(text)


def statement_texts() -> list[str]:
    """Return every statement that was ever believed here, to be shown to an outsider."""
    return list(KeyStatement.objects.values_list("text", flat=True))


def told_version(office: str) -> int:
    """Return which version of our statement another office has confirmed that it knows."""
    found = Acquaintance.objects.filter(office=office).first()
    return found.told_version if found else 0


def asked_at(office: str) -> datetime | None:
    """Return when we last asked another office for its statement."""
    found = Acquaintance.objects.filter(office=office).first()
    return found.asked_at if found else None


def our_warnings() -> list[KeyWarning]:
    """Return which of our own keys end within thirty days, without a next one."""
    return warnings_of(our_ring().statement, now())
