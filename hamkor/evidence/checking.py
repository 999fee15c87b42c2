"""Is what lies in the database still the log that was signed? Names each item that is damaged."""

from collections.abc import Iterator
from dataclasses import dataclass

from hamkor.errors import HamkorError, PeerFault
from hamkor.evidence.keys import log_keys_of, our_office, witness_keys_of
from hamkor.evidence.models import Checkpoint, Cosignature, HeldLog, Leaf, Tile
from hamkor.evidence.tiles import HEIGHT, WIDTH, root_at, split
from hamkor.transparency.checkpoint import cosigned_at, open_checkpoint
from hamkor.transparency.leaf import hash_of
from hamkor.transparency.note import read_note
from hamkor.transparency.tree import Frontier, Place


@dataclass(frozen=True)
class Damage:
    """One item that is not what it was.

    Attributes:
        item: which row, as an administrator can find it.
        what: what is wrong with it.
    """

    item: str
    what: str


def damages() -> Iterator[Damage]:
    """Check every log that this node holds, its own to the last leaf."""
    for log in HeldLog.objects.order_by("office"):
        yield from _check_log(log)
    yield from _check_leaves(our_office())
    yield from _check_states(our_office())


def _check_log(log: HeldLog) -> Iterator[Damage]:
    """Compute the whole tree again from the leaves, and compare what is stored above them."""
    frontier, above = Frontier.empty(), dict[tuple[int, int], list[bytes]]()
    for tile in Tile.objects.filter(office=log.office, level=0).order_by("number").iterator():
        if tile.number * WIDTH != frontier.size:
            yield Damage(_name(log.office, 0, frontier.size // WIDTH), "is missing")
            return
        for leaf_hash in split(bytes(tile.hashes)):
            _collect(above, frontier.add(leaf_hash))
    yield from _check_above(log.office, above)
    yield from _check_end(log, frontier)


def _collect(
    above: dict[tuple[int, int], list[bytes]], completed: Iterator[tuple[Place, bytes]]
) -> None:
    for place, top in completed:
        level = place.level // HEIGHT
        if level and place.level % HEIGHT == 0:
            above.setdefault((level, place.number // WIDTH), []).append(top)


def _check_above(office: str, above: dict[tuple[int, int], list[bytes]]) -> Iterator[Damage]:
    stored = {
        (tile.level, tile.number): split(bytes(tile.hashes))
        for tile in Tile.objects.filter(office=office, level__gt=0)
    }
    for place in sorted(set(above) | set(stored)):
        ours, kept = above.get(place, []), stored.get(place, [])
        if len(ours) != len(kept):
            yield Damage(_name(office, *place), f"holds {len(kept)} hashes, not {len(ours)}")
        for number, (one, other) in enumerate(zip(ours, kept, strict=False)):
            if one != other:
                below = _name(office, place[0] - 1, place[1] * WIDTH + number)
                yield Damage(below, f"or hash {number} of {_name(office, *place)} was changed")


def _check_end(log: HeldLog, frontier: Frontier) -> Iterator[Damage]:
    item = f"log of {log.office}"
    if frontier.size != log.size:
        yield Damage(item, f"has {frontier.size} leaves, not {log.size}")
    elif frontier.to_bytes() != bytes(log.frontier):
        yield Damage(item, "its edge does not follow from its leaves")
    if not log.note:
        return
    try:
        stated = open_checkpoint(log.note, log_keys_of(log.office)).checkpoint
    except PeerFault as fault:
        yield Damage(item, f"its newest state is not signed: {fault}")
        return
    if (stated.size, stated.root) != (log.noted_size, bytes(log.noted_root)):
        yield Damage(item, "its newest state is not the one that was signed")
    elif stated.size == frontier.size and stated.root != frontier.root():
        yield Damage(item, "its leaves are not those that were signed")


def _check_leaves(office: str) -> Iterator[Damage]:
    """Compare each leaf with its thing and with the tree."""
    number, hashes = -1, list[bytes]()
    for leaf in Leaf.objects.exclude(position=None).order_by("position").iterator():
        tile, inside = divmod(leaf.position or 0, WIDTH)
        if tile != number:
            row = Tile.objects.filter(office=office, level=0, number=tile).first()
            number, hashes = tile, split(bytes(row.hashes)) if row else []
        placed = hashes[inside] if inside < len(hashes) else b""
        yield from _check_leaf(leaf, placed)


def _check_leaf(leaf: Leaf, placed: bytes) -> Iterator[Damage]:
    item = f"leaf {leaf.position} ({leaf.kind}, row {leaf.pk})"
    own = bytes(leaf.leaf_hash)
    if leaf.salt is not None and leaf.digest is not None:
        from_thing = hash_of(leaf.kind, bytes(leaf.salt), bytes(leaf.digest))
        if from_thing != own:
            yield Damage(item, "its salt, digest or kind was changed")
    if placed != own:
        yield Damage(item, "is not the one that stands in the tree at its place")


def _check_states(office: str) -> Iterator[Damage]:
    keys = log_keys_of(office)
    for state in Checkpoint.objects.order_by("size").iterator():
        item = f"checkpoint of {state.size} leaves"
        try:
            stated = open_checkpoint(state.note, keys).checkpoint
            if (stated.size, stated.root) != (state.size, root_at(office, state.size)):
                yield Damage(item, "does not follow from the leaves")
        except HamkorError as fault:
            yield Damage(item, str(fault))
    yield from _check_cosignatures()


def _check_cosignatures() -> Iterator[Damage]:
    notes = dict(Checkpoint.objects.values_list("size", "note"))
    for row in Cosignature.objects.order_by("size").iterator():
        item = f"cosignature of {row.office} on {row.size} leaves"
        try:
            note = read_note(notes.get(row.size, "")).with_lines([row.line])
            if not any(cosigned_at(note, key) for key in witness_keys_of(row.office)):
                yield Damage(item, "is not signed with a key of that office")
        except PeerFault as fault:
            yield Damage(item, str(fault))


def _name(office: str, level: int, number: int) -> str:
    return f"tile {level}/{number} of the log of {office}"
