"""What the tests of single mishaps share: one message on its way, seen from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from uuid import UUID

import httpx

from hamkor.envelope import Document
from hamkor.exchange.frames import frame_of
from hamkor.exchange.models import OutboxMessage
from hamkor.exchange.services import queue_message
from hamkor.gateway.delivery import PATH
from tests.faults.model import Model, new_matter
from tests.faults.network import Network, Parcel, connected_by, respond
from tests.faults.notes import Note, understood
from tests.faults.schedules import is_at_rest, quiet, work
from tests.faults.world import SimulatedNode, World

ROUNDS = 400


@contextmanager
def quiet_line(world: World, seed: int = 0) -> Iterator[Network]:
    """Connect the offices by a network on which nothing happens until a test wants it."""
    network = Network(world, Random(seed), {"pass": 1})
    with understood(), connected_by(network), quiet():
        yield network


def said(sender: SimulatedNode, to: SimulatedNode, *documents: bytes) -> OutboxMessage:
    """Queue a note with some documents."""
    matter = new_matter()
    files = tuple(
        Document(f"invented-{n}.bin", "application/octet-stream", content)
        for n, content in enumerate(documents)
    )
    note = Note(matter=matter, number=1)
    message: OutboxMessage = sender.do(
        queue_message, note, to=to.office, about=matter, documents=files
    )
    return message


def sealed(sender: SimulatedNode, to: SimulatedNode, *documents: bytes) -> bytes:
    """Return a frame that `sender` has queued, and will send as well when its worker works."""
    message = said(sender, to, *documents)
    with sender.inside():
        return frame_of(message)


def posted(to: SimulatedNode, frame: bytes, path: str = PATH) -> httpx.Response:
    """Post bytes to an office, as anybody can."""
    return respond(Parcel("anybody", to, "POST", path, {}, frame))


def rows(node: SimulatedNode, table: str) -> int:
    """Count the rows of a table of `node`."""
    ((count,),) = node.rows(f"SELECT count(*) FROM {table}")
    return int(count)


def until_rest(world: World, *, minutes: float = 65) -> None:
    """Let everybody work until nothing is left to do."""
    for _ in range(ROUNDS):
        world.move_on(minutes=minutes)
        for node in world:
            work(node)
        if is_at_rest(world):
            return
    raise AssertionError("the offices did not come to rest")


def fates(node: SimulatedNode) -> dict[UUID, str]:
    """Return what became of each message that `node` sent."""
    found = node.rows("SELECT message_id, status FROM exchange_outboxmessage ORDER BY id")
    return {UUID(message_id): status for message_id, status in found}


__all__ = [
    "Model",
    "fates",
    "posted",
    "quiet_line",
    "rows",
    "said",
    "sealed",
    "until_rest",
]
