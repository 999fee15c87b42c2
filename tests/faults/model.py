"""What each office must hold, and whether it does: nothing is lost, nothing doubled."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from hamkor import envelope
from hamkor.evidence.checking import damages
from hamkor.evidence.queries import findings
from hamkor.exchange import queries
from hamkor.exchange.models import InboxMessage, OutboxMessage
from hamkor.exchange.peers import keys_once_believed
from hamkor.exchange.services import queue_message
from tests.faults.notes import HEARD, TOLD, Note
from tests.faults.world import SimulatedNode, World


@dataclass
class Model:
    """The dictionary: (sender, recipient, matter) → the notes said, in order.

    `said` counts a note once its sender's commit is over: what an officer was told is kept.
    """

    said: dict[tuple[str, str, UUID], list[UUID]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def say(self, sender: SimulatedNode, to: str, matter: UUID) -> None:
        """Queue the next note about `matter`; it counts only when that returns."""
        line = self.said[sender.office, to, matter]
        message = sender.do(
            queue_message, Note(matter=matter, number=len(line) + 1), to=to, about=matter
        )
        line.append(message.message_id)

    def ids(self, sender: str, to: str) -> set[UUID]:
        """Name the messages that `to` must hold of `sender`."""
        pairs = ((key, ids) for key, ids in self.said.items() if key[:2] == (sender, to))
        return {one for _key, ids in pairs for one in ids}


def new_matter() -> UUID:
    return uuid4()


def disagreements(world: World, model: Model) -> list[str]:
    """Say where the offices do not hold what they must; empty if all is well."""
    found = []
    for node in world:
        with node.inside():
            found += _of_node(world, model, node)
    return found


def _of_node(world: World, model: Model, node: SimulatedNode) -> Iterator[str]:
    yield from _effects(model, node)
    yield from _held(world, model, node)
    yield from _receipts(world, node)
    yield from _log(node)


def _log(node: SimulatedNode) -> Iterator[str]:
    """The log holds together, and nobody is accused of two histories."""
    yield from (f"{node.office}: damaged: {damage}" for damage in damages())
    yield from (f"{node.office} accuses {found.office}: {found.kind}" for found in findings())


def _effects(model: Model, node: SimulatedNode) -> Iterator[str]:
    """Each message has exactly one effect here, and those of a matter came in order."""
    heard = [UUID(about) for (about,) in _audit(node, HEARD)]
    for message_id, times in Counter(heard).items():
        if times > 1:
            yield f"{node.office} gave {message_id} its effect {times} times"
    for (sender, to, _matter), ids in model.said.items():
        if to == node.office:
            wanted, got = list(ids), [one for one in heard if one in set(ids)]
            if got != wanted:
                yield f"{to} heard {len(got)} of {len(wanted)} notes of {sender}, or out of order"
    told = Counter(about for (about,) in _audit(node, TOLD))
    if any(times > 1 for times in told.values()):
        yield f"{node.office} told a case twice"


def _held(world: World, model: Model, node: SimulatedNode) -> Iterator[str]:
    """What lies in the inbox is what was said, no more and no less, and it opens."""
    rows = list(InboxMessage.objects.all())
    for other in world:
        held = {row.message_id for row in rows if row.sender == other.office}
        if lost := model.ids(other.office, node.office) - held:
            yield f"{node.office} lost {len(lost)} messages of {other.office}"
    for row in rows:
        if row.kind == Note.KIND:
            queries.open_message(row)


def _receipts(world: World, node: SimulatedNode) -> Iterator[str]:
    """Whoever has a receipt can rely on it: the other office holds the message and the text."""
    for row in OutboxMessage.objects.all():
        if row.status != "delivered":
            yield f"{node.office} has no receipt for {row.message_id}: {row.status}"
            continue
        read = _read(row.peer, row.receipt)
        kept = world.nodes[row.peer].do(_kept_receipt, node.office, row.message_id)
        if (read.header_hash, row.receipt) != kept:
            yield f"{node.office} holds a receipt for {row.message_id} without its message"


def _read(office: str, receipt: str) -> envelope.Receipt:
    """Verify a receipt by the key that it names, also when newer keys serve now."""
    keys = keys_once_believed(office, envelope.key_named_in_receipt(receipt))
    assert keys is not None, f"a key of {office} was forgotten"
    return envelope.read_receipt(receipt, keys)


def _kept_receipt(sender: str, message_id: UUID) -> tuple[str, str] | None:
    row = InboxMessage.objects.filter(sender=sender, message_id=message_id).first()
    return (row.header_hash, row.receipt) if row else None


def _audit(node: SimulatedNode, actor: str) -> list[tuple[str]]:
    return node.rows("SELECT about FROM audit_auditentry WHERE actor = ? ORDER BY id", actor)


def facts_of(node: SimulatedNode) -> list[dict[str, object]]:
    """Return what each note heard here was about."""
    rows = node.rows("SELECT facts FROM audit_auditentry WHERE actor = ? ORDER BY id", HEARD)
    return [json.loads(facts) for (facts,) in rows]
