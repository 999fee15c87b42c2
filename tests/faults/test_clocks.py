"""Clocks that are wrong by years, jump, or stand on the one day that most years lack."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.model import Model, disagreements, new_matter
from tests.faults.scenes import fates, quiet_line, rows, until_rest
from tests.faults.schedules import work

WRONG = [("sender", -10), ("sender", 10), ("receiver", -10), ("receiver", 1)]
KNOWN_FATES = {"delivered", "refused", "expired"}


def assert_nobody_is_left_in_the_dark(world, model):
    """Each message is with its recipient, or its sender knows that it is not."""
    for sender in world:
        for other in world:
            if other is not sender:
                known = fates(sender)
                said = model.ids(sender.office, other.office)
                assert {known[one] for one in said} <= KNOWN_FATES
                delivered = {one for one in said if known[one] == "delivered"}
                held = {
                    row
                    for (row,) in other.rows(
                        "SELECT message_id FROM exchange_inboxmessage WHERE sender = ?",
                        sender.office,
                    )
                }
                assert {one.hex for one in delivered} <= held


@pytest.mark.parametrize(("whose", "years"), WRONG)
def test_a_clock_wrong_by_years_loses_nothing_and_leaves_nobody_in_the_dark(
    world_of, whose, years
):
    world = world_of(2)
    model, matter = Model(), new_matter()
    with quiet_line(world):
        sender, receiver = world
        model.say(sender, receiver.office, matter)
        wrong = sender if whose == "sender" else receiver
        wrong.skew = timedelta(days=365.25 * years)
        for node in (sender, receiver, sender):
            work(node)
        wrong.skew = timedelta()
        model.say(sender, receiver.office, new_matter())
        for _ in range(3):
            world.move_on(days=12)
            for node in world:
                work(node)
        assert_nobody_is_left_in_the_dark(world, model)


def test_a_clock_that_jumps_while_a_message_is_tried_again_loses_nothing(world_of):
    world = world_of(2)
    model, matter = Model(), new_matter()
    with quiet_line(world) as network:
        sender, receiver = world
        network.cut_off = {frozenset((sender.office, receiver.office))}
        model.say(sender, receiver.office, matter)
        for hours in (3, -5, 20, -20, 0):
            sender.skew = timedelta(hours=hours)
            work(sender)
            world.move_on(minutes=10)
        network.heal()
        until_rest(world)
        assert disagreements(world, model) == []


@pytest.mark.parametrize("whose", ["sender", "receiver"])
def test_a_clock_that_jumps_by_years_while_a_message_is_tried_again_hides_nothing(world_of, whose):
    world = world_of(2)
    model = Model()
    with quiet_line(world) as network:
        sender, receiver = world
        wrong = sender if whose == "sender" else receiver
        network.cut_off = {frozenset((sender.office, receiver.office))}
        model.say(sender, receiver.office, new_matter())
        for years in (4, -9, 10, -10, 0):
            wrong.skew = timedelta(days=365.25 * years)
            work(sender)
            world.move_on(minutes=10)
        network.heal()
        model.say(sender, receiver.office, new_matter())
        for _ in range(3):
            world.move_on(days=12)
            for node in world:
                work(node)
        assert_nobody_is_left_in_the_dark(world, model)
        assert "delivered" in fates(sender).values()


def test_a_message_of_29_february_lives_as_long_as_any_other(world_of):
    world = world_of(2)
    model, matter = Model(), new_matter()
    world.now = datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC)
    with quiet_line(world):
        sender, receiver = world
        for node in world:  # what the office's keys are is not what is tried here
            node.skew = timedelta(days=-366)
        model.say(sender, receiver.office, matter)
        until_rest(world)
        assert disagreements(world, model) == []


def test_a_peer_that_sleeps_29_days_gets_everything_in_order(world_of):
    world = world_of(2)
    model, matters = Model(), [new_matter() for _ in range(3)]
    with quiet_line(world):
        sender, receiver = world
        receiver.is_down = True
        for number in range(12):
            model.say(sender, receiver.office, matters[number % 3])
        for _ in range(29):
            work(sender)
            world.move_on(days=1)
        world.move_on(hours=-1)
        receiver.is_down = False
        until_rest(world, minutes=5)
        assert disagreements(world, model) == []


def test_after_31_days_the_sender_knows_that_it_did_not_arrive(world_of):
    world = world_of(2)
    with quiet_line(world):
        sender, receiver = world
        Model().say(sender, receiver.office, new_matter())
        receiver.is_down = True
        world.move_on(days=31)
        work(sender)
        assert set(fates(sender).values()) == {"expired"}
        assert rows(receiver, "exchange_inboxmessage") == 0
