"""A message of ten thousand parts: it goes on where it stopped, however often somebody dies."""

import random

import pytest

from hamkor import envelope
from hamkor.envelope import seal_file, stream
from hamkor.exchange import chunks, queries
from hamkor.exchange.models import InboxMessage, Upload
from hamkor.gateway import delivery, uploading
from tests.faults.network import Network
from tests.faults.scenes import fates, quiet_line, said
from tests.faults.world import Death

PARTS, PART_BYTES = 10_000, 100
AT_A_TIME = 400


@pytest.fixture
def small_parts(monkeypatch, settings):
    """Let a part be a hundred bytes, where it is a megabyte: ten thousand of them fit a test."""
    for module in (stream, seal_file):
        monkeypatch.setattr(module, "CHUNK_BYTES", PART_BYTES)
    sealed_bytes = PART_BYTES + stream.TAG_BYTES
    for module in (stream, envelope):
        monkeypatch.setattr(module, "SEALED_CHUNK_BYTES", sealed_bytes)
    monkeypatch.setattr(stream.chunk_count, "__defaults__", (sealed_bytes,))
    for module in (chunks, uploading):
        monkeypatch.setattr(module, "PER_POST", AT_A_TIME)
    settings.ONE_POST_BYTES = 64 * 1024


def test_a_message_of_ten_thousand_parts_goes_on_where_it_stopped(
    world_of, small_parts, monkeypatch
):
    """Every third post one of the two dies, before or after the parts are on the disk."""
    world = world_of(2)
    sender, receiver = world
    content = random.Random(1).randbytes(PARTS * PART_BYTES)
    carried: list[int] = []
    longest = 0

    def carry(network, parcel):
        nonlocal longest
        if "/upload/" not in parcel.path:
            return network.carry(parcel)
        longest = max(longest, len(parcel.body))
        carried.append(int(parcel.path.rpartition("/")[2]))
        answer = network.carry(parcel)
        if len(carried) % 3 == 0:
            raise Death
        return answer

    monkeypatch.setattr(Network, "_pass", carry)
    with quiet_line(world):
        message = said(sender, receiver, content)
        for _ in range(PARTS // AT_A_TIME):
            if fates(sender)[message.message_id] == "delivered":
                break
            try:
                sender.do(delivery.deliver_due)
            except Death:
                sender.lose_power()
            world.move_on(hours=2)
        with receiver.inside():
            row = InboxMessage.objects.get(message_id=message.message_id)
            with queries.opened_message(row) as opened:
                assert opened.documents[0].content == content
            assert not Upload.objects.exists()
        assert fates(sender) == {message.message_id: "delivered"}
        assert len(carried) - len(set(carried)) == 0, "nothing that had arrived went twice"
        assert longest <= AT_A_TIME * (PART_BYTES + stream.TAG_BYTES)
