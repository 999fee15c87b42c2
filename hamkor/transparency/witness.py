"""What a witness says to a checkpoint that a log submits (C2SP tlog-witness, add-checkpoint).

Only the judgement; whoever calls keeps what the witness has seen, and stores an accepted state
before the cosignature leaves the house.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hamkor.errors import Malformed, TooLarge
from hamkor.errors import gettext_noop as _
from hamkor.transparency.checkpoint import SignedCheckpoint
from hamkor.transparency.contradiction import Contradiction, of_states
from hamkor.transparency.note import MAX_NOTE_CHARACTERS, from_base64, to_base64
from hamkor.transparency.tree import HASH_BYTES, MAX_SIZE, roots_from_consistency

MAX_CHARACTERS = MAX_NOTE_CHARACTERS + 4096
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)
_MOST_HASHES = 63


@dataclass(frozen=True)
class AddCheckpoint:
    """A log's wish: "you saw so many of my leaves; here is a longer state, and the proof".

    Attributes:
        old: leaves that the witness is believed to have seen.
        path: proof of consistency from there.
        checkpoint: signed note.
    """

    old: int
    path: tuple[bytes, ...]
    checkpoint: str

    def to_text(self) -> str:
        """Return the request as it is posted."""
        lines = [f"old {self.old}", *map(to_base64, self.path)]
        return "\n".join(lines) + "\n\n" + self.checkpoint


def read_add_checkpoint(text: str) -> AddCheckpoint:
    """Take a request apart; nothing is verified.

    Raises:
        TooLarge: it is too long to be one.
        Malformed: it is none.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(_("This is longer than a proof of a log may be."))
    head, gap, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    old = _OLD.fullmatch(first)
    path = tuple(map(from_base64, lines))
    is_path = len(path) <= _MOST_HASHES and all(len(step) == HASH_BYTES for step in path)
    if old is None or not gap or not is_path or int(old.group(1)) > MAX_SIZE:
        raise Malformed(_("This is not a checkpoint submitted to a witness."))
    return AddCheckpoint(int(old.group(1)), path, checkpoint)


@dataclass(frozen=True)
class Accepted:
    """The witness may cosign, once it has stored the state."""


@dataclass(frozen=True)
class OtherSize:
    """The log must prove from the state that the witness has seen last."""

    size: int


@dataclass(frozen=True)
class TwoHistories:
    """The log contradicts itself, and here is the proof."""

    contradiction: Contradiction


@dataclass(frozen=True)
class NotProven:
    """The log does not show that it continues what the witness has seen."""


Judgement = Accepted | OtherSize | TwoHistories | NotProven
ProvePrefix = Callable[[int], tuple[bytes, Sequence[bytes]] | None]
"""From a smaller size to the root there and the proof of consistency up to the state seen; None
when the witness does not hold the leaves."""


def judge(
    submitted: SignedCheckpoint,
    request: AddCheckpoint,
    *,
    seen: SignedCheckpoint | None,
    prove_prefix: ProvePrefix,
    claimed_root: bytes = b"",
) -> Judgement:
    """Say what a witness must answer to a submitted checkpoint.

    Args:
        submitted: the checkpoint in `request`, its signature verified.
        request: with the proof.
        seen: what the witness saw last of this log.
        prove_prefix: from the leaves that the witness holds.
        claimed_root: what the log says was its root at the old size; shows a lie that the path
            alone does not show when the old tree was complete.
    """
    if seen is None:
        return _judge_first(request)
    new, last = submitted.checkpoint, seen.checkpoint
    if new.size < last.size:
        return _judge_smaller(submitted, seen, prove_prefix)
    if new.size == last.size and new.root != last.root:
        return TwoHistories(of_states(seen, submitted, new.root, ()))
    if request.old != last.size:
        return OtherSize(last.size)
    if new.size == last.size:
        return NotProven() if request.path else Accepted()
    return _judge_growth(submitted, request.path, seen, claimed_root)


def _judge_first(request: AddCheckpoint) -> Judgement:
    if request.old:
        return OtherSize(0)
    return NotProven() if request.path else Accepted()


def _judge_smaller(
    submitted: SignedCheckpoint, seen: SignedCheckpoint, prove_prefix: ProvePrefix
) -> Judgement:
    """A node restored from a backup is behind; one that signs something else there lies."""
    if submitted.checkpoint.size == 0:
        return OtherSize(seen.checkpoint.size)
    beginning = prove_prefix(submitted.checkpoint.size)
    if beginning and beginning[0] != submitted.checkpoint.root:
        return TwoHistories(of_states(submitted, seen, *beginning))
    return OtherSize(seen.checkpoint.size)


def _judge_growth(
    submitted: SignedCheckpoint,
    path: Sequence[bytes],
    seen: SignedCheckpoint,
    claimed_root: bytes,
) -> Judgement:
    new, last = submitted.checkpoint, seen.checkpoint
    if last.size == 0:
        return NotProven() if path else Accepted()
    if roots_from_consistency(last.size, new.size, last.root, path) == (last.root, new.root):
        return Accepted()
    # A proof that holds for another beginning shows that there is another beginning.
    for other in (_first_root(path, last.size, new.size), claimed_root):
        if roots_from_consistency(last.size, new.size, other, path) == (other, new.root):
            return TwoHistories(of_states(seen, submitted, other, path))
    return NotProven()


def _first_root(path: Sequence[bytes], old: int, size: int) -> bytes:
    roots = roots_from_consistency(old, size, b"", path)
    return roots[0] if roots and old.bit_count() > 1 else b""
