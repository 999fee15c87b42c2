"""Private set intersection: each side blinds its own items, then the other's, then both compare.

A and B have secrets a and b. A sends x·a for its items x, B sends y·b. Each multiplies what it got
by its own secret and sends that back in the order in which it came: x·a·b = x·b·a, so that an item
of both is recognised, while x·a alone looks like any other point to whoever does not know a.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.private_matching.group import (
    POINT_BYTES,
    multiply,
    new_secret,
    point_of,
    random_point,
)

SMALLEST_SET = 64
"""Points: a set is filled up to the next power of two, so that its size tells little."""

__all__ = ["POINT_BYTES", "Blinded", "blind", "blind_again", "in_common", "new_secret"]


@dataclass(frozen=True)
class Blinded:
    """A set as it is sent.

    Attributes:
        points: one after the other, in random order, filled up with points that mean nothing.
        owners: by position, whose item it is; None where the point means nothing.
    """

    points: bytes
    owners: tuple[int | None, ...]


def blind(items: Mapping[str, int], *, secret: bytes, run: bytes) -> Blinded:
    """Blind our items for the other office.

    Args:
        items: item → its owner.
        secret: ours, of this run.
        run: identifies the run; the same on both sides.
    """
    drawn = [(multiply(point_of(item, run), secret), owner) for item, owner in items.items()]
    size = max(SMALLEST_SET, 1 << (len(drawn) - 1).bit_length() if drawn else 0)
    mixed: list[tuple[bytes, int | None]] = [*drawn]
    mixed += [(random_point(), None) for _number in range(size - len(drawn))]
    secrets.SystemRandom().shuffle(mixed)
    return Blinded(
        points=b"".join(point for point, _owner in mixed),
        owners=tuple(owner for _point, owner in mixed),
    )


def blind_again(points: bytes, *, secret: bytes, at_most: int) -> bytes:
    """Multiply what the other office sent by our secret, in the order in which it came.

    Raises:
        InputRefused: too many, cut short, one of them twice, or no points of the group.
    """
    given = _taken_apart(points, at_most)
    if len(set(given)) < len(given):
        raise InputRefused(_("The other office sent a point twice"))
    return b"".join(multiply(point, secret) for point in given)


def in_common(
    ours_again: bytes, theirs_again: bytes, owners: Sequence[int | None], *, at_most: int
) -> dict[int, int]:
    """Return whose items both offices hold: owner → how many of them.

    Args:
        ours_again: our points, multiplied by them, in our order.
        theirs_again: their points, multiplied by us.
        owners: as `blind` gave them.
        at_most: points on either side.

    Raises:
        InputRefused: not as many as we sent, too many, or cut short.
    """
    ours = _taken_apart(ours_again, at_most)
    if len(ours) != len(owners):
        raise InputRefused(_("The other office did not send back as many points as it got"))
    theirs = frozenset(_taken_apart(theirs_again, at_most))
    found: dict[int, int] = {}
    for point, owner in zip(ours, owners, strict=True):
        if owner is not None and point in theirs:
            found[owner] = found.get(owner, 0) + 1
    return found


def _taken_apart(points: bytes, at_most: int) -> list[bytes]:
    if len(points) % POINT_BYTES:
        raise InputRefused(_("The points of the other office are cut short"))
    if len(points) > at_most * POINT_BYTES:
        raise InputRefused(_("The other office sent more points than were agreed on"))
    return [points[at : at + POINT_BYTES] for at in range(0, len(points), POINT_BYTES)]
