"""Signs of life of other offices."""

from datetime import timedelta

from hamkor.clock import now
from hamkor.exchange.models import OutboxMessage, OutboxStatus
from hamkor.exchange.statements import mark_contact

FRESH = timedelta(seconds=1)
"""A sign of life so soon after another is no news, unless the office failed to answer between."""


def note_contact(office: str) -> None:
    """The office is alive: what waits for it goes at once, not when its rest is over."""
    moment = now()
    if mark_contact(office, at=moment, unless_since=moment - FRESH):
        OutboxMessage.objects.filter(
            peer=office, status=OutboxStatus.WAITING, next_try_at__gt=moment
        ).update(next_try_at=moment)
