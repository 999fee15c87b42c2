"""What lies here of the traffic with another office, counted by day and by month.

A message belongs to the day (UTC) on which it was made; that is in its signed header, so that both
offices put it in the same place.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from django.db.models import QuerySet

from hamkor.exchange.models import InboxMessage, OutboxMessage, OutboxStatus

DAYS_APART = 62
"""So many days back are counted one by one, what is older by month."""

Count = tuple[int, str, int, str]
Periods = dict[str, Count]

NOTHING: Count = (0, hashlib.sha256().hexdigest(), 0, hashlib.sha256().hexdigest())


def count_with(peer: str, *, at: datetime, until: datetime) -> Periods:
    """Return how many messages each of the two sent that lie here, with a root over their hashes.

    Args:
        peer: the other office.
        at: decides what is counted by day and what by month.
        until: messages made later are left out.
    """
    sent, received = delivered_to(peer), received_from(peer)
    by_period: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for made_at, header_hash in sent.filter(queued_at__lte=until).iterator():
        by_period[_period(made_at, at)][0].append(header_hash)
    for sent_at, header_hash in received.filter(sent_at__lte=until).iterator():
        by_period[_period(sent_at or at, at)][1].append(header_hash)
    return {
        period: (*_count(ours), *_count(theirs))
        for period, (ours, theirs) in sorted(by_period.items())
    }


def disagreements(ours: Periods, theirs: Periods) -> list[str]:
    """Return the periods on which the two do not agree; what one sent the other must have."""
    return [
        period
        for period in sorted({*ours, *theirs})
        if ours.get(period, NOTHING) != _turned(theirs.get(period, NOTHING))
    ]


def delivered_to(peer: str) -> "QuerySet[OutboxMessage, tuple[datetime, str]]":
    """Return day and hash of all that an office has given a receipt for."""
    delivered = OutboxMessage.objects.filter(peer=peer, status=OutboxStatus.DELIVERED)
    return delivered.order_by().values_list("queued_at", "header_hash")


def queued_for(peer: str) -> "QuerySet[OutboxMessage, tuple[datetime, str]]":
    """Return day and hash of all that was ever sealed for an office."""
    queued = OutboxMessage.objects.filter(peer=peer)
    return queued.order_by().values_list("queued_at", "header_hash")


def received_from(peer: str) -> "QuerySet[InboxMessage, tuple[datetime | None, str]]":
    """Return day and hash of all that came from an office."""
    received = InboxMessage.objects.filter(sender=peer).exclude(sent_at=None)
    return received.order_by().values_list("sent_at", "header_hash")


def within(rows: Iterable[tuple[datetime | None, str]], periods: Collection[str]) -> set[str]:
    """Return the hashes of what was made in some days and months."""
    wanted = set(periods)
    return {
        header_hash
        for made_at, header_hash in rows
        if made_at and {_day(made_at), _day(made_at)[:7]} & wanted
    }


def _turned(count: Count) -> Count:
    sent, sent_root, received, received_root = count
    return received, received_root, sent, sent_root


def _count(hashes: list[str]) -> tuple[int, str]:
    return len(hashes), hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()


def _period(made_at: datetime, at: datetime) -> str:
    day = _day(made_at)
    return day if made_at >= at - timedelta(days=DAYS_APART) else day[:7]


def _day(made_at: datetime) -> str:
    return made_at.astimezone(UTC).date().isoformat()
