"""Which keys are whose, at which time; what the administrator must know about them."""

from collections.abc import Iterator

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


def acquaintances() -> dict[str, Acquaintance]:
    """Return, by office, what each has confirmed to know of our keys, and when we last asked."""
    return {each.office: each for each in Acquaintance.objects.all()}


def our_warnings() -> list[KeyWarning]:
    """Return which of our own keys end within thirty days, without a next one."""
    return warnings_of(our_ring().statement, now())
