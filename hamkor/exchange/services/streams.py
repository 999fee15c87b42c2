"""Streams begin anew when this node has forgotten how far it had counted."""

from datetime import UTC, datetime
from uuid import uuid4

from django.db import transaction

from hamkor.exchange.models import Peer, Stream

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When a tally was told last, to an office that must be told at once."""


@transaction.atomic
def start_new_streams(peer: str = "") -> None:
    """Never give a number in a stream a second time, after a backup was restored here.

    What was sent since that backup has numbers which this node no longer knows. Every matter goes
    on in a new stream, and the other offices are asked at once what this node has forgotten.

    Args:
        peer: only with this office; empty for all.
    """
    streams, peers = Stream.objects.all(), Peer.objects.all()
    if peer:
        streams, peers = streams.filter(peer=peer), peers.filter(office=peer)
    for stream in streams:
        row = Stream.objects.filter(pk=stream.pk)
        row.update(stream=uuid4(), last_sequence=0, last_hash="")
    peers.update(tallied_at=LONG_AGO)
