"""What one office has lost the other gives back: days are counted and lists compared."""

import sqlite3
from uuid import uuid4

import pytest

from hamkor import clock, envelope
from hamkor.errors import BadSignature, KeyExpired, Malformed
from hamkor.exchange import services
from hamkor.exchange.frames import frame_of
from hamkor.exchange.identity import our_statement
from hamkor.exchange.models import Evidence, InboxMessage, OutboxMessage, Peer, Stream, Tally
from hamkor.exchange.peers import keys_of
from hamkor.exchange.services.streams import LONG_AGO
from hamkor.gateway import dispatch
from hamkor.keyring.services import rotate_with_root_here
from tests.faults.world import copy_database
from tests.services.exchange_notes import Note

DUSHANBE, MOSCOW = "tj-prosecutor-general", "ru-prosecutor-general"


@pytest.fixture
def offices(world_of, monkeypatch):
    monkeypatch.setitem(dispatch.RECEIVERS, Note.KIND, (Note, lambda _body, **_facts: None))
    return Offices(world_of(2))


class Offices:
    """Two offices that write to each other over a line on which nothing goes wrong."""

    def __init__(self, world):
        self.world = world
        self.dushanbe, self.moscow = world.nodes[DUSHANBE], world.nodes[MOSCOW]

    def write(self, sender, to, about=None, **more):
        return sender.do(
            services.queue_message, Note(), to=to.office, about=about or uuid4(), **more
        )

    def deliver(self, *, gets_receipt=True):
        """Carry what waits until nothing does; tell how many messages went."""
        went = 0
        for _ in range(8):
            for sender, to in ((self.dushanbe, self.moscow), (self.moscow, self.dushanbe)):
                for message in sender.do(services.claim_due, 100):
                    frame = sender.do(frame_of, message)
                    receipt = to.do(services.accept, frame)
                    if gets_receipt:
                        sender.do(services.record_receipt, message, receipt)
                    went += 1
            self.dushanbe.do(dispatch.dispatch_new)
            self.moscow.do(dispatch.dispatch_new)
        return went

    def count(self):
        """Let a day pass, and both count."""
        self.world.move_on(days=1, minutes=1)
        for node in (self.dushanbe, self.moscow):
            node.do(services.tell_tallies)
        self.deliver()


def notes(node, model=InboxMessage):
    rows = model.objects.filter(kind=Note.KIND).order_by("id")
    return node.do(lambda: list(rows.values_list("header_hash", "receipt")))


def returned(node):
    rows = OutboxMessage.objects.filter(kind="exchange.returned/1")
    return node.do(rows.count)


def test_offices_that_lost_nothing_agree_and_return_nothing(offices):
    about = uuid4()
    for _ in range(3):
        offices.write(offices.dushanbe, offices.moscow, about)
    offices.write(offices.moscow, offices.dushanbe)
    offices.deliver()
    offices.count()
    told = offices.moscow.do(Tally.objects.get, is_ours=False)
    assert (told.sent, told.received, told.differences) == (3, 1, 0)
    assert returned(offices.moscow) == returned(offices.dushanbe) == 0


def test_a_day_is_counted_once(offices):
    offices.write(offices.dushanbe, offices.moscow)
    offices.deliver()
    offices.count()
    assert offices.dushanbe.do(services.tell_tallies) == 0
    assert offices.dushanbe.do(Tally.objects.filter(is_ours=True).count) == 1


def test_a_message_that_was_receipted_and_lost_comes_back_with_the_receipt_it_had(offices):
    offices.write(offices.dushanbe, offices.moscow)
    offices.write(offices.dushanbe, offices.moscow)
    offices.deliver()
    before = notes(offices.moscow)
    lost = before[0]
    offices.moscow.do(InboxMessage.objects.filter(header_hash=lost[0]).delete)
    offices.count()
    assert sorted(notes(offices.moscow)) == sorted(before)
    assert offices.dushanbe.do(Tally.objects.filter(is_ours=False, differences=1).exists)
    back = offices.moscow.do(InboxMessage.objects.get, header_hash=lost[0])
    assert back.dispatched_at is not None


def test_a_large_message_comes_back_as_well(offices):
    content = bytes(range(256)) * 1024
    document = envelope.Document("a.bin", "application/octet-stream", content)
    offices.write(offices.dushanbe, offices.moscow, documents=[document])
    offices.deliver()
    before = notes(offices.moscow)
    offices.moscow.do(InboxMessage.objects.all().delete)
    offices.count()
    assert notes(offices.moscow) == before


@pytest.mark.parametrize("hours", [0, 30])
def test_after_a_backup_was_restored_everything_comes_back_and_no_number_is_given_twice(
    offices, hours
):
    """What was sent, what was got, and the place in each stream, since the backup."""
    about = uuid4()
    offices.write(offices.dushanbe, offices.moscow, about)
    offices.deliver()
    kept = _copy(offices.dushanbe)
    for _ in range(2):
        offices.write(offices.dushanbe, offices.moscow, about)
    offices.write(offices.moscow, offices.dushanbe)
    offices.deliver()
    sent, got = notes(offices.dushanbe, OutboxMessage), notes(offices.dushanbe)
    offices.world.move_on(hours=hours)

    copy_database(kept, offices.dushanbe.database)
    assert len(notes(offices.dushanbe, OutboxMessage)) == 1
    offices.dushanbe.do(services.start_new_streams)
    offices.write(offices.dushanbe, offices.moscow, about)
    offices.dushanbe.do(services.tell_tallies)
    offices.deliver()
    offices.count()

    outbox = notes(offices.dushanbe, OutboxMessage)
    assert {row for row in sent if row[1]} <= set(outbox)
    assert set(got) <= set(notes(offices.dushanbe))
    assert len(outbox) == len(set(outbox)) == 4
    conflicts = offices.dushanbe.do(OutboxMessage.objects.filter(status="conflict").count)
    assert conflicts == 0
    assert len(notes(offices.moscow)) == 4


def test_a_restore_that_nobody_noticed_is_found_by_the_first_conflict(offices):
    about = uuid4()
    kept = _copy(offices.dushanbe)
    offices.write(offices.dushanbe, offices.moscow, about)
    offices.deliver()
    first = notes(offices.moscow)
    copy_database(kept, offices.dushanbe.database)
    stream = offices.moscow.do(InboxMessage.objects.get, kind=Note.KIND).stream
    row = Stream(peer=MOSCOW, about=about, stream=stream)
    offices.dushanbe.do(row.save)

    offices.write(offices.dushanbe, offices.moscow, about)
    offices.deliver()
    (clash,) = offices.dushanbe.do(lambda: list(OutboxMessage.objects.filter(kind=Note.KIND)))
    assert clash.status == "conflict"
    assert notes(offices.moscow) == first
    offices.dushanbe.do(services.tell_tallies)
    offices.deliver()
    assert first[0] in notes(offices.dushanbe, OutboxMessage)
    offices.write(offices.dushanbe, offices.moscow, about)
    offices.deliver()
    assert len(notes(offices.moscow)) == 2


def test_what_somebody_else_made_up_is_not_taken_back(offices):
    offices.write(offices.dushanbe, offices.moscow)
    offices.deliver()
    stranger = offices.write(offices.moscow, offices.dushanbe)
    frame = offices.moscow.do(frame_of, stranger)
    receipt = notes(offices.moscow)[0][1]
    body = {"is_yours": True, "kind": Note.KIND, "about": uuid4(), "receipt": receipt}
    document = envelope.Document("message.hmkr", "application/octet-stream", frame)

    def take_back():
        message = dispatch.RECEIVERS["exchange.returned/1"][0](**body)
        services.receive_returned(message, sender=MOSCOW, documents=[document])

    before = notes(offices.dushanbe, OutboxMessage)
    with pytest.raises(Exception, match="key"):
        offices.dushanbe.do(take_back)
    assert notes(offices.dushanbe, OutboxMessage) == before


def test_a_message_of_ours_with_the_receipt_of_another_is_not_taken_back(offices):
    for _ in range(2):
        offices.write(offices.dushanbe, offices.moscow)
    offices.deliver()
    first, second = offices.dushanbe.do(
        lambda: list(OutboxMessage.objects.filter(kind=Note.KIND).order_by("id"))
    )
    document = envelope.Document("message.hmkr", "application/octet-stream", bytes(first.frame))
    body = dispatch.RECEIVERS["exchange.returned/1"][0](
        is_yours=True, kind=Note.KIND, about=first.about, receipt=second.receipt
    )
    offices.dushanbe.do(OutboxMessage.objects.filter(pk=first.pk).delete)
    with pytest.raises(BadSignature):
        offices.dushanbe.do(services.receive_returned, body, sender=MOSCOW, documents=[document])
    assert notes(offices.dushanbe, OutboxMessage) == [(second.header_hash, second.receipt)]


def test_a_lost_message_of_ours_is_not_taken_back_from_a_copy_that_is_damaged(offices):
    offices.write(offices.dushanbe, offices.moscow)
    offices.deliver()
    (message,) = offices.dushanbe.do(lambda: list(OutboxMessage.objects.filter(kind=Note.KIND)))
    offices.dushanbe.do(OutboxMessage.objects.filter(pk=message.pk).delete)
    frame = bytes(message.frame)
    body = dispatch.RECEIVERS["exchange.returned/1"][0](
        is_yours=True, kind=Note.KIND, about=message.about, receipt=message.receipt
    )

    def give_back(content):
        document = envelope.Document("message.hmkr", "application/octet-stream", content)
        offices.dushanbe.do(services.receive_returned, body, sender=MOSCOW, documents=[document])

    with pytest.raises(Malformed):
        give_back(frame[:-1] + bytes([frame[-1] ^ 1]))
    assert notes(offices.dushanbe, OutboxMessage) == []
    give_back(frame)
    assert notes(offices.dushanbe, OutboxMessage) == [(message.header_hash, message.receipt)]


def _copy(node):
    kept = sqlite3.connect(":memory:")
    node.database.ensure_connection()
    node.database.connection.backup(kept)
    return kept


def test_young_messages_are_not_counted_but_after_a_restore(offices):
    offices.count()
    offices.write(offices.dushanbe, offices.moscow)
    offices.deliver()
    offices.world.move_on(minutes=10)
    offices.dushanbe.do(services.start_new_streams)
    offices.dushanbe.do(services.tell_tallies)
    newest = offices.dushanbe.do(lambda: Tally.objects.filter(is_ours=True).order_by("-id")[0])
    assert newest.sent >= 1


@pytest.mark.parametrize("step", [services.tell_tallies, services.share_evidence])
def test_an_office_whose_keys_are_over_keeps_no_other_from_being_told(world_of, step):
    world = world_of(3)
    us, silent, heard = world
    world.move_on(days=150)
    for node in (us, heard):
        node.do(rotate_with_root_here)
    us.do(services.take_in_statement, heard.do(our_statement))
    for peer in (silent, heard):
        us.do(owe, peer.office)
    with us.inside(), pytest.raises(KeyExpired):
        keys_of(silent.office)
    assert us.do(step) == 1
    told = us.do(lambda: set(OutboxMessage.objects.values_list("peer", flat=True)))
    assert told == {heard.office}
    still = us.do(lambda: Peer.objects.get(office=silent.office).tallied_at)
    assert still == LONG_AGO, "it is told as soon as it can be"


def owe(office):
    """Let an office be owed a tally after a restored backup, and a receipt."""
    Peer.objects.filter(office=office).update(tallied_at=LONG_AGO)
    Evidence.objects.create(
        message_id=uuid4(),
        header_hash=uuid4().hex * 2,
        about=uuid4(),
        peer=office,
        at=clock.now(),
        what="opened",
        receipt="a receipt",
        is_to_be_shared=True,
    )
