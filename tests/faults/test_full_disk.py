"""A disk that is full at any moment: nothing is promised that is not kept, nothing is lost.

That the disk itself fails, at every write and sync of a real process, is played by
`run.py bench --faults`; here the database says so at one write after another.
"""

import errno

import pytest
from django.db import OperationalError

from hamkor.exchange import frames
from tests.faults.model import Model, disagreements, new_matter
from tests.faults.scenes import fates, posted, quiet_line, rows, said, sealed, until_rest
from tests.faults.schedules import work

WRITES = ("INSERT", "UPDATE", "DELETE")


class FullDisk:
    """Lets `count` writes of a database go well; then it is full until somebody makes room."""

    def __init__(self, count: int) -> None:
        self.count, self.has_struck = count, False

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(WRITES):
            self.count -= 1
            if self.count < 0:
                self.has_struck = True
                raise OperationalError("database or disk is full")
        return execute(sql, params, many, context)


def try_to(node, step, full):
    """Let a node do a step with its disk full; as in its process, a failure ends the step."""
    with node.database.execute_wrapper(full):
        try:
            step()
        except OperationalError:
            node.lose_power()


@pytest.mark.parametrize("whose", ["sender", "receiver"])
@pytest.mark.parametrize("count", [0, 4, 11])
def test_whenever_the_database_is_full_nothing_is_lost_doubled_or_receipted_in_vain(
    world_of, whose, count
):
    world = world_of(2)
    sender, receiver = world
    full_node = sender if whose == "sender" else receiver
    full, model = FullDisk(count), Model()
    with quiet_line(world):
        model.say(sender, receiver.office, new_matter())
        try_to(full_node, lambda: model.say(sender, receiver.office, new_matter()), full)
        for node in (sender, receiver, sender):
            try_to(full_node, lambda node=node: work_or_fail(node), full)
        assert full.has_struck
        until_rest(world)
        assert disagreements(world, model) == []


def work_or_fail(node):
    """Go round as a worker: a step that fails does not keep the others from their turn."""
    from tests.faults import schedules

    with node.inside():
        for step in schedules.STEPS:
            try:
                step()
            except OperationalError:
                node.lose_power()


@pytest.mark.parametrize("whose", ["sender", "receiver"])
def test_where_no_file_can_be_written_nothing_is_promised(world_of, monkeypatch, whose):
    def full(_file):
        raise OSError(errno.ENOSPC, "No space left on device")

    world = world_of(2)
    sender, receiver = world
    with quiet_line(world):
        frame = sealed(sender, receiver, bytes(200_000))
        with monkeypatch.context() as patched:
            patched.setattr(frames, "bring_to_disk", full)
            if whose == "sender":
                with pytest.raises(OSError, match="No space"):
                    said(sender, receiver, bytes(200_000))
                assert rows(sender, "exchange_outboxmessage") == 1
            else:
                with pytest.raises(OSError, match="No space"):
                    posted(receiver, frame)
                assert rows(receiver, "exchange_inboxmessage") == 0
                work(sender)
                assert set(fates(sender).values()) == {"waiting"}
        with receiver.inside():
            assert [path.name for path in frames.folder().iterdir() if "part" in path.name] == []
        until_rest(world)
        assert set(fates(sender).values()) == {"delivered"}
        assert rows(receiver, "exchange_inboxmessage") == 1
