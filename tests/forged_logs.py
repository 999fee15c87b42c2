"""Logs of a dishonest office, each forged in another way, and whether a witness finds out.

One forgery is what the witness saw of an honest log, and what the office then submits as if
nothing had happened. Everything is drawn from a seed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from hamkor.envelope.root import SingleKey
from hamkor.transparency.checkpoint import (
    Checkpoint,
    SignedCheckpoint,
    log_name,
    open_checkpoint,
    sign_checkpoint,
)
from hamkor.transparency.leaf import leaf_hash
from hamkor.transparency.note import NoteKey
from hamkor.transparency.tree import Frontier, Place, carry_out, consistency_plan, root_of
from hamkor.transparency.witness import Accepted, AddCheckpoint, OtherSize, TwoHistories, judge

OFFICE = "ru-prosecutor-general"
Leaves = list[bytes]


@dataclass(frozen=True)
class Forgery:
    """A log with a lie in it.

    Attributes:
        kind: a name in `KINDS`.
        seen: leaves that the witness saw, in order.
        shown: leaves that the log shows now, fewer, as many or more.
        has_proof: the office computes the proof of consistency from the leaves it shows; else
            it sends something.
    """

    kind: str
    seen: Leaves
    shown: Leaves
    has_proof: bool


def forge(seed: int) -> Forgery:
    """Draw a forgery; the kinds come round in turn."""
    chance = Random(seed)
    kind = list(KINDS)[seed % len(KINDS)]
    seen = [leaf_hash(chance.randbytes(8)) for _ in range(chance.randint(2, 400))]
    shown = KINDS[kind](chance, list(seen))
    return Forgery(kind, seen, shown, chance.random() < 0.7)


def is_found(forgery: Forgery, key: SingleKey) -> bool:
    """Say whether a witness that saw the honest log finds the forged one out at once.

    What it calls a contradiction must also convince an outsider who has only the public key.
    """
    seen, submitted = _state(forgery.seen, key), _state(forgery.shown, key)
    request = submission(forgery, len(forgery.seen), submitted)
    judgement = judge(
        submitted,
        request,
        seen=seen,
        prove_prefix=lambda size: (
            root_of(forgery.seen[:size]),
            prove(forgery.seen, size, len(forgery.seen)),
        ),
        claimed_root=root_of(forgery.shown[: len(forgery.seen)]),
    )
    if isinstance(judgement, TwoHistories):
        judgement.contradiction.check([NoteKey(log_name(OFFICE), key.public)])
    return not isinstance(judgement, Accepted | OtherSize)


def submission(forgery: Forgery, old: int, submitted: SignedCheckpoint) -> AddCheckpoint:
    """Return what the office submits: a proof that fits its own leaves, or something."""
    size = len(forgery.shown)
    path: Sequence[bytes] = ()
    if old < size:
        path = prove(forgery.shown, old, size)
        if not forgery.has_proof:
            path = [leaf_hash(step) for step in path]
    return AddCheckpoint(min(old, size), tuple(path), submitted.text)


def prove(leaves: Sequence[bytes], old: int, size: int) -> tuple[bytes, ...]:
    """Return the proof of consistency within `leaves`."""
    nodes: dict[Place, bytes] = {}
    frontier = Frontier.empty()
    for leaf in leaves[:size]:
        nodes.update(frontier.add(leaf))
    return carry_out(consistency_plan(old, size), nodes.__getitem__)


def _state(leaves: Sequence[bytes], key: SingleKey) -> SignedCheckpoint:
    state = Checkpoint(log_name(OFFICE), len(leaves), root_of(leaves))
    signed = sign_checkpoint(state, key)
    return open_checkpoint(signed.text, [NoteKey(log_name(OFFICE), key.public)])


def _new(chance: Random, count: int) -> Leaves:
    return [leaf_hash(chance.randbytes(9)) for _ in range(count)]


def _fork_after_restore(chance: Random, seen: Leaves) -> Leaves:
    """A backup was restored, and the node went on signing other leaves."""
    kept = chance.randrange(len(seen))
    return seen[:kept] + _new(chance, len(seen) - kept + chance.randint(0, 50))


def _hidden_leaf(chance: Random, seen: Leaves) -> Leaves:
    """One message is to have never come."""
    del seen[chance.randrange(len(seen))]
    return seen + _new(chance, chance.randint(1, 30))


def _reordered(chance: Random, seen: Leaves) -> Leaves:
    """One message is to have come before another."""
    first, second = sorted(chance.sample(range(len(seen)), 2))
    seen[first], seen[second] = seen[second], seen[first]
    return seen + _new(chance, chance.randint(0, 30))


def _rewritten(chance: Random, seen: Leaves) -> Leaves:
    """One message is to have said something else."""
    seen[chance.randrange(len(seen))] = _new(chance, 1)[0]
    return seen + _new(chance, chance.randint(0, 30))


def _smaller_tree(chance: Random, seen: Leaves) -> Leaves:
    """A shorter log is signed anew, with something else in it."""
    kept = seen[: chance.randint(1, len(seen) - 1)]
    kept[chance.randrange(len(kept))] = _new(chance, 1)[0]
    return kept


def _two_roots(chance: Random, seen: Leaves) -> Leaves:
    """The log shows two faces of one size."""
    seen[-1] = _new(chance, 1)[0]
    return seen


KINDS: dict[str, Callable[[Random, Leaves], Leaves]] = {
    "fork after restore": _fork_after_restore,
    "hidden leaf": _hidden_leaf,
    "re-ordered": _reordered,
    "rewritten": _rewritten,
    "smaller tree signed anew": _smaller_tree,
    "two roots at one size": _two_roots,
}
