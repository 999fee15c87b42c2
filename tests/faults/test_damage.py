"""Disks that flip bits: what they changed is found, named, and fetched from whoever has it."""

import random

import pytest

from hamkor import envelope
from hamkor.errors import DamagedHere
from hamkor.evidence.checking import damages
from hamkor.evidence.models import Tile
from hamkor.evidence.queries import findings
from hamkor.exchange import queries
from hamkor.exchange.checking import damaged_messages
from hamkor.exchange.frames import folder
from hamkor.exchange.models import InboxMessage, OutboxMessage
from hamkor.exchange.services import ask_for_damaged
from hamkor.gateway import delivery
from tests.faults.model import Model, disagreements, new_matter
from tests.faults.notes import HEARD
from tests.faults.page_flips import flip_bits
from tests.faults.scenes import fates, posted, quiet_line, rows, said, sealed, until_rest
from tests.faults.schedules import work

INLINE, IN_A_FILE = b"i" * 1_000, b"f" * 200_000


@pytest.fixture
def world(world_of):
    world = world_of(2)
    with quiet_line(world):
        yield world


def flipped(raw, at=-1, bit=3):
    changed = bytearray(raw)
    changed[at] ^= 1 << bit
    return bytes(changed)


def damage(node, row, at=-1):
    """Flip one bit of what a node keeps of a message."""
    with node.inside():
        if row.stored_in:
            path = folder() / row.stored_in
            path.write_bytes(flipped(path.read_bytes(), at))
        else:
            raw = flipped(bytes(row.frame), at)
            type(row).objects.filter(pk=row.pk).update(frame=raw)


def newest(node, model):
    return node.do(model.objects.filter(kind="test.note/1").latest, "id")


def found(node):
    return [(each.row.message_id, each.what) for each in node.do(lambda: list(damaged_messages()))]


def heard(node):
    ((count,),) = node.rows("SELECT count(*) FROM audit_auditentry WHERE actor = ?", HEARD)
    return count


@pytest.mark.parametrize("content", [INLINE, IN_A_FILE], ids=["in the row", "in a file"])
def test_a_message_that_the_disk_changed_takes_no_effect_and_comes_back_by_itself(world, content):
    sender, receiver = world
    bystander = said(sender, receiver, b"a bystander")
    message = said(sender, receiver, content)
    for _ in range(2):
        sender.do(delivery.deliver_due)
        world.move_on(minutes=1)
    damage(receiver, newest(receiver, InboxMessage))
    work(receiver)
    assert heard(receiver) == 1, "the bystander"
    assert newest(receiver, InboxMessage).failure == "damaged_here"
    assert found(receiver) == [
        (message.message_id, "its bytes are not those that were signed"),
    ]
    assert receiver.do(lambda: ask_for_damaged(list(damaged_messages()))) == 1
    until_rest(world, minutes=1)
    assert found(receiver) == found(sender) == []
    assert heard(receiver) == 2
    assert fates(sender)[bystander.message_id] == fates(sender)[message.message_id] == "delivered"
    assert receiver.do(queries.open_message, newest(receiver, InboxMessage)).documents


def test_the_same_receipt_is_given_while_a_message_is_damaged_and_nothing_is_stored_twice(world):
    sender, receiver = world
    frame = sealed(sender, receiver, INLINE)
    first = posted(receiver, frame)
    damage(receiver, newest(receiver, InboxMessage))
    assert posted(receiver, frame).content == first.content
    assert rows(receiver, "exchange_inboxmessage") == 1
    with receiver.inside(), pytest.raises(DamagedHere):
        queries.open_message(newest(receiver, InboxMessage))


@pytest.mark.parametrize("content", [INLINE, IN_A_FILE], ids=["in the row", "in a file"])
@pytest.mark.parametrize("at", [-1, 4, 300], ids=["at its end", "in its mark", "in its header"])
def test_what_our_disk_changed_before_it_left_is_never_delivered_and_is_said(world, content, at):
    sender, receiver = world
    message = said(sender, receiver, content)
    other = said(sender, receiver, b"a bystander")
    damage(sender, message, at)
    work(sender)
    assert fates(sender) == {message.message_id: "waiting", other.message_id: "delivered"}
    assert sender.do(OutboxMessage.objects.get, pk=message.pk).last_failure == "damaged_here"
    assert found(sender) == [(message.message_id, "its bytes are not those that were signed")]
    assert sender.do(lambda: ask_for_damaged(list(damaged_messages()))) == 0
    world.move_on(days=31)
    work(sender)
    assert fates(sender)[message.message_id] in {"expired", "refused"}, "its officer is told"


def test_a_file_that_is_gone_keeps_no_other_message_from_leaving(world):
    sender, receiver = world
    gone, other = said(sender, receiver, IN_A_FILE), said(sender, receiver)
    with sender.inside():
        (folder() / gone.stored_in).unlink()
    work(sender)
    assert fates(sender) == {gone.message_id: "waiting", other.message_id: "delivered"}
    assert sender.do(OutboxMessage.objects.get, pk=gone.pk).last_failure == "damaged_here"


@pytest.mark.parametrize("whose", ["ours", "theirs"])
@pytest.mark.parametrize("what", ["frame", "receipt"])
def test_what_was_sent_long_ago_and_is_damaged_now_comes_back_from_the_other_office(
    world, whose, what
):
    sender, receiver = world
    said(sender, receiver, INLINE)
    until_rest(world)
    node, model = (sender, OutboxMessage) if whose == "ours" else (receiver, InboxMessage)
    row = newest(node, model)
    before = bytes(row.frame), row.receipt
    if what == "frame":
        damage(node, row)
    else:
        changed = flipped(row.receipt.encode(), 60, 0).decode()
        node.do(model.objects.filter(pk=row.pk).update, receipt=changed)
    assert len(found(node)) == 1
    effects = heard(receiver)
    assert node.do(lambda: ask_for_damaged(list(damaged_messages()))) == 1
    until_rest(world)
    assert found(node) == []
    row = newest(node, model)
    assert (bytes(row.frame), row.receipt) == before
    assert heard(receiver) == effects, "it has its effect once"


def test_a_damaged_copy_of_the_other_office_mends_nothing_and_spoils_nothing(world):
    sender, receiver = world
    said(sender, receiver, IN_A_FILE)
    until_rest(world)
    theirs, ours = newest(receiver, InboxMessage), newest(sender, OutboxMessage)
    damage(sender, ours, -2)
    damage(receiver, theirs, -1)
    assert sender.do(lambda: ask_for_damaged(list(damaged_messages()))) == 1
    until_rest(world)
    assert len(found(sender)) == len(found(receiver)) == 1
    with sender.inside():
        assert (folder() / ours.stored_in).read_bytes()[-1:] != b""
        kept = (folder() / ours.stored_in).read_bytes()
    with receiver.inside():
        assert kept != (folder() / theirs.stored_in).read_bytes(), "a wrong copy was believed"


def test_one_bit_anywhere_in_a_stored_message_is_found(world):
    sender, receiver = world
    posted(receiver, sealed(sender, receiver, bytes(300)))
    row = newest(receiver, InboxMessage)
    whole, chance = bytes(row.frame), random.Random(5)
    for at in chance.sample(range(len(whole)), 150):
        raw = flipped(whole, at, chance.randrange(8))
        receiver.do(InboxMessage.objects.filter(pk=row.pk).update, frame=raw)
        assert len(found(receiver)) == 1, at
    receiver.do(InboxMessage.objects.filter(pk=row.pk).update, frame=whole)
    assert found(receiver) == []


def test_a_bit_in_the_log_is_named_messages_go_on_and_the_mended_log_is_believed_again(world):
    sender, receiver = world
    model = Model()
    model.say(sender, receiver.office, new_matter())
    until_rest(world)
    flip_in_log(receiver)
    with receiver.inside():
        assert [one.item for one in damages() if one.item.startswith("leaf 1 ")]
    model.say(sender, receiver.office, new_matter())
    until_rest(world)
    assert [found.office for found in sender.do(findings)] == [receiver.office]
    wrong = disagreements(world, model)
    assert not [line for line in wrong if "damaged" not in line and "accuses" not in line]
    flip_in_log(receiver)
    model.say(sender, receiver.office, new_matter())
    until_rest(world)
    assert disagreements(world, model) == []


def flip_in_log(node):
    with node.inside():
        tile = Tile.objects.filter(office=node.office, level=0).earliest("id")
        Tile.objects.filter(pk=tile.pk).update(hashes=flipped(tile.hashes, 40))


def test_a_receipt_of_a_message_names_what_was_really_stored(world):
    sender, receiver = world
    frame = sealed(sender, receiver, INLINE)
    answer = posted(receiver, flipped(frame))
    assert answer.status_code == 400
    receipt = envelope.read_receipt(posted(receiver, frame).text, sender.do(_keys_of, receiver))
    assert receipt.header_hash == envelope.read_header(frame)[1]


def _keys_of(office):
    from hamkor.exchange.peers import keys_of

    return keys_of(office.office)


def test_whatever_bit_of_the_database_flips_no_receipt_is_given_for_what_is_not_held(world_of):
    outcome = flip_bits(world_of(2), 16, seed=3)
    assert outcome["wrong"] == []
    assert outcome["came"]["found"] > 3, "some bits must fall into what is checked"
    assert outcome["came"]["new message: stored"] > 5, "and some must let a message in"
