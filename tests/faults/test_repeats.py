"""Replay and equivocation: one effect, one receipt, and a contradiction leaves its proof."""

import pytest

from hamkor import envelope
from hamkor.exchange.peers import keys_of
from tests.faults.notes import HEARD
from tests.faults.scenes import fates, posted, quiet_line, rows, said, sealed, until_rest
from tests.faults.schedules import work


@pytest.fixture
def world(world_of):
    world = world_of(3)
    with quiet_line(world):
        yield world


def heard(node):
    ((count,),) = node.rows("SELECT count(*) FROM audit_auditentry WHERE actor = ?", HEARD)
    return count


@pytest.mark.parametrize(
    "later", [{"seconds": 1}, {"days": 1}, {"days": 29}, {"days": 31}, {"days": 366}]
)
def test_the_same_bytes_get_the_same_receipt_however_much_later(world, later):
    sender, receiver, _third = world
    frame = sealed(sender, receiver)
    first = posted(receiver, frame)
    work(receiver)
    world.move_on(**later)
    again = posted(receiver, frame)
    work(receiver)
    assert (again.status_code, again.content) == (200, first.content)
    assert heard(receiver) == rows(receiver, "exchange_inboxmessage") == 1


def test_bytes_that_come_by_two_ways_at_once_have_one_effect(world):
    sender, receiver, _third = world
    frame = sealed(sender, receiver)
    by_hand = posted(receiver, frame)
    until_rest(world)
    assert set(fates(sender).values()) == {"delivered"}
    assert sender.rows("SELECT receipt FROM exchange_outboxmessage") == [(by_hand.text,)]
    assert heard(receiver) == 1


def test_another_content_under_a_known_id_gets_a_signed_conflict_and_changes_nothing(world):
    sender, receiver, _third = world
    message = said(sender, receiver, b"what was said first")
    with sender.inside():
        first, header = bytes(message.frame), envelope.read_header(bytes(message.frame))[0]
        second = _sealed_again(sender, receiver, header)
    receipt = posted(receiver, first).text
    conflict = posted(receiver, second)
    with sender.inside():
        read = envelope.read_receipt(conflict.text, keys_of(receiver.office))
    assert (conflict.status_code, read.what) == (200, "conflict")
    assert read.message_id == header.message_id
    assert posted(receiver, first).text == receipt
    assert rows(receiver, "exchange_inboxmessage") == 1


def _sealed_again(sender, receiver, header):
    from hamkor.exchange.identity import our_keys

    us = header.for_office(receiver.office)
    return envelope.seal(
        envelope.Message("test.note/1", header.message_id, {"matter": "another", "number": 1}),
        sender_keys=our_keys(),
        sender=sender.office,
        recipients=[
            envelope.Address(keys_of(receiver.office), us.stream, us.sequence, us.previous)
        ],
        message_id=header.message_id,
        created_at=header.created_at,
        expires_at=header.expires_at,
    ).frame
