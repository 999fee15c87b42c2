"""Merkle trees of RFC 6962: what must be hashed with what, whoever keeps the hashes.

A complete subtree of 2**level leaves that begins at leaf `number * 2**level` is named by its
`Place`. Nothing here holds a tree: a `Frontier` holds the roots of its complete subtrees (at
most 63 hashes), and a proof is first a plan of places, then their hashes.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
MAX_SIZE = 2**63 - 1


class Place(NamedTuple):
    """A complete subtree: of 2**level leaves, the `number`-th of that size from the left."""

    level: int
    number: int


Plan = tuple[tuple[Place, ...], ...]
"""For each hash of a proof, the complete subtrees that it covers, from left to right."""

Read = Callable[[Place], bytes]


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours (RFC 6962, 2.1): the byte 1 goes before them."""
    return hashlib.sha256(b"\1" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees that lie side by side, the larger ones left."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def complete_subtrees(start: int, end: int) -> tuple[Place, ...]:
    """Cut the leaves from `start` up to `end` (not included) into complete subtrees.

    `start` must be a multiple of the largest power of two below `end - start`, as it is in
    every proof.
    """
    places = []
    while start < end:
        level = (end - start).bit_length() - 1
        places.append(Place(level, start >> level))
        start += 1 << level
    return tuple(places)


def root_plan(size: int) -> tuple[Place, ...]:
    """Name the complete subtrees under the root of a tree of `size` leaves."""
    return complete_subtrees(0, size)


def inclusion_plan(position: int, size: int) -> Plan:
    """Plan the proof that a leaf is in a tree (RFC 6962, 2.1.1), from the leaf to the root.

    Raises:
        ValueError: there is no such leaf in a tree of this size.
    """
    if not 0 <= position < size:
        raise ValueError("this leaf is not in a tree of this size")
    return tuple(reversed(list(_way_down(position, size))))


def consistency_plan(old: int, size: int) -> Plan:
    """Plan the proof that a tree of `size` leaves begins with one of `old` (RFC 6962, 2.1.2).

    Nothing needs to be shown for an empty tree, nor for the same size.

    Raises:
        ValueError: the old tree is larger.
    """
    if not 0 <= old <= size:
        raise ValueError("a tree does not begin with a larger one")
    if old in (0, size):
        return ()
    return tuple(reversed(list(_way_to_edge(old, size))))


def carry_out(plan: Plan, read: Read) -> tuple[bytes, ...]:
    """Return the hashes of a planned proof."""
    return tuple(fold([read(place) for place in places]) for places in plan)


def _way_down(position: int, size: int) -> Iterator[tuple[Place, ...]]:
    """From the root down to one leaf, name what lies on the other side."""
    start, end = 0, size
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if position < middle:
            yield complete_subtrees(middle, end)
            end = middle
        else:
            yield complete_subtrees(start, middle)
            start = middle


def _way_to_edge(old: int, size: int) -> Iterator[tuple[Place, ...]]:
    """From the root down to where the old tree ended, name what lies on the other side."""
    start, end = 0, size
    while end != old:
        middle = start + _largest_power_below(end - start)
        if old <= middle:
            yield complete_subtrees(middle, end)
            end = middle
        else:
            yield complete_subtrees(start, middle)
            start = middle
    # The old tree itself is known to whoever checks; a part of it is not.
    if start:
        yield complete_subtrees(start, end)


def _largest_power_below(count: int) -> int:
    """Return the largest power of two that is smaller than `count` (at least 2)."""
    return 1 << (count - 1).bit_length() - 1


@dataclass
class Frontier:
    """The right edge of a growing tree: all that adding a leaf and the root need.

    Attributes:
        size: leaves so far.
        roots: of the complete subtrees, from left to right, the largest first.
    """

    size: int
    roots: list[bytes]

    @classmethod
    def empty(cls) -> "Frontier":
        """Return the edge of a tree without leaves."""
        return cls(0, [])

    @classmethod
    def from_bytes(cls, size: int, raw: bytes) -> "Frontier":
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: a tree of this size has another number of complete subtrees.
        """
        if len(raw) != HASH_BYTES * size.bit_count():
            raise ValueError("the edge of the tree is damaged")
        return cls(size, [raw[n : n + HASH_BYTES] for n in range(0, len(raw), HASH_BYTES)])

    def to_bytes(self) -> bytes:
        """Return the roots one behind another."""
        return b"".join(self.roots)

    def root(self) -> bytes:
        """Return the root of the tree."""
        return fold(self.roots)

    def add(self, leaf_hash: bytes) -> Iterator[tuple[Place, bytes]]:
        """Add a leaf; give it and each subtree that it completes, with its place."""
        place, top = Place(0, self.size), leaf_hash
        yield place, top
        while place.number % 2:
            place, top = (
                Place(place.level + 1, place.number // 2),
                node_hash(self.roots.pop(), top),
            )
            yield place, top
        self.roots.append(top)
        self.size += 1

    def add_all(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add leaves of which nobody needs the subtrees."""
        for leaf_hash in leaf_hashes:
            for _completed in self.add(leaf_hash):
                pass


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaves."""
    frontier = Frontier.empty()
    frontier.add_all(leaf_hashes)
    return frontier.root()


def root_from_inclusion(
    leaf_hash: bytes, position: int, size: int, path: Sequence[bytes]
) -> bytes | None:
    """Return the root that a proof of inclusion leads to; None when it has a wrong length."""
    if not 0 <= position < size or len(path) != len(inclusion_plan(position, size)):
        return None
    root, start, last = leaf_hash, position, size - 1
    for sibling in path:
        if start % 2 or start == last:
            root = node_hash(sibling, root)
            while not start % 2 and start:
                start, last = start >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        start, last = start >> 1, last >> 1
    return root


def roots_from_consistency(
    old: int, size: int, old_root: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """Return the two roots, old and new, that a proof of consistency leads to.

    For a tree that was empty, or has not grown, there is nothing to lead: None, as for a proof
    of a wrong length.

    Args:
        old: leaves of the old tree, above 0 and below `size`.
        size: leaves of the new one.
        old_root: where the proof starts when the old tree is complete (2**n leaves).
        path: as sent.
    """
    if not 0 < old < size or len(path) != len(consistency_plan(old, size)):
        return None
    steps = [old_root, *path] if old.bit_count() == 1 else list(path)
    start, last = old - 1, size - 1
    while start % 2:
        start, last = start >> 1, last >> 1
    first = second = steps[0]
    for sibling in steps[1:]:
        if start % 2 or start == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not start % 2 and start:
                start, last = start >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        start, last = start >> 1, last >> 1
    return first, second
