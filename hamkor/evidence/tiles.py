"""Where the hashes of a log lie: rows of up to 256, cut as C2SP tlog-tiles cuts files.

Only every eighth level is stored; what lies between is computed from one row. A proof in a log
of a million leaves reads six rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _
from hamkor.evidence.models import HeldLog, Tile
from hamkor.transparency.tree import (
    HASH_BYTES,
    Frontier,
    Place,
    Plan,
    fold,
    node_hash,
    root_plan,
)

HEIGHT = 8
WIDTH = 1 << HEIGHT


def frontier_of(log: HeldLog) -> Frontier:
    """Return the right edge of a log as it is stored."""
    return Frontier.from_bytes(log.size, bytes(log.frontier))


def add_leaves(log: HeldLog, leaf_hashes: Iterable[bytes]) -> Frontier:
    """Put leaves at the end of a log, in the caller's transaction, with the log's row locked.

    Sets size and edge of `log`; saving it is left to the caller.
    """
    frontier = frontier_of(log)
    new: dict[tuple[int, int], list[bytes]] = defaultdict(list)
    for leaf_hash in leaf_hashes:
        for place, top in frontier.add(leaf_hash):
            if place.level % HEIGHT == 0:
                new[place.level // HEIGHT, place.number // WIDTH].append(top)
    _store(log.office, new)
    log.size, log.frontier = frontier.size, frontier.to_bytes()
    return frontier


def read_hashes(office: str, places: Iterable[Place]) -> dict[Place, bytes]:
    """Return the roots of complete subtrees of a log.

    Raises:
        HamkorError: a row is missing or too short; `hamkor log fsck` says which.
    """
    by_tile: dict[tuple[int, int], list[Place]] = defaultdict(list)
    for place in places:
        by_tile[_tile_of(place)].append(place)
    tiles = {(tile.level, tile.number): bytes(tile.hashes) for tile in _tiles(office, by_tile)}
    return {
        place: _subtree(tiles.get(tile, b""), place)
        for tile, inside in by_tile.items()
        for place in inside
    }


def carry_out(office: str, plan: Plan) -> tuple[bytes, ...]:
    """Return the hashes of a planned proof in a log."""
    hashes = read_hashes(office, {place for places in plan for place in places})
    return tuple(fold([hashes[place] for place in places]) for places in plan)


def root_at(office: str, size: int) -> bytes:
    """Return the root that a log had when it was as long as `size`."""
    return carry_out(office, (root_plan(size),))[0]


def leaves_from(office: str, start: int, end: int) -> Iterator[bytes]:
    """Return the leaf hashes of a log from `start` up to `end` (not included), tile by tile."""
    rows = Tile.objects.filter(
        office=office, level=0, number__gte=start // WIDTH, number__lte=max(end - 1, 0) // WIDTH
    )
    for number, hashes in rows.order_by("number").values_list("number", "hashes").iterator():
        first = number * WIDTH
        inside = bytes(hashes)[max(start - first, 0) * HASH_BYTES : (end - first) * HASH_BYTES]
        yield from split(inside)


def split(hashes: bytes) -> list[bytes]:
    """Cut hashes that lie one behind another."""
    return [hashes[n : n + HASH_BYTES] for n in range(0, len(hashes), HASH_BYTES)]


def subtree_root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over 2**n neighbouring hashes."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[n], row[n + 1]) for n in range(0, len(row), 2)]
    return row[0]


def _store(office: str, new: dict[tuple[int, int], list[bytes]]) -> None:
    begun = {(tile.level, tile.number): tile for tile in _tiles(office, _firsts(new))}
    for place, tile in begun.items():
        tile.hashes = bytes(tile.hashes) + b"".join(new.pop(place))
        tile.save(update_fields=["hashes"])
    Tile.objects.bulk_create(
        Tile(office=office, level=level, number=number, hashes=b"".join(hashes))
        for (level, number), hashes in new.items()
    )


def _firsts(new: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Only the first new row of each level can have been begun before."""
    firsts: dict[int, int] = {}
    for level, number in new:
        firsts[level] = min(number, firsts.get(level, number))
    return list(firsts.items())


def _tiles(office: str, wanted: Iterable[tuple[int, int]]) -> Iterator[Tile]:
    """One look-up in the index for each level: a list of pairs would read the whole log."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for level, number in wanted:
        numbers[level].append(number)
    for level, inside in numbers.items():
        yield from Tile.objects.filter(office=office, level=level, number__in=inside)


def _tile_of(place: Place) -> tuple[int, int]:
    level, height = divmod(place.level, HEIGHT)
    return level, (place.number << height) // WIDTH


def _subtree(tile: bytes, place: Place) -> bytes:
    height = place.level % HEIGHT
    first = (place.number << height) % WIDTH
    inside = split(tile[first * HASH_BYTES : (first + (1 << height)) * HASH_BYTES])
    if len(inside) != 1 << height:
        raise HamkorError(
            _("A part of the evidence log is missing: level %(level)s, place %(number)s"),
            level=place.level,
            number=place.number,
        )
    return subtree_root(inside)
