"""Proof against a log, made of its own signatures: two states that no one history has.

It holds both checkpoints and shows that the newer one begins, up to the size of the older one,
with another root. Anybody can check it with the log's public key.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hamkor.errors import BadSignature, Malformed, TooLarge
from hamkor.errors import gettext_noop as _
from hamkor.transparency.checkpoint import Checkpoint, SignedCheckpoint, open_checkpoint
from hamkor.transparency.note import MAX_NOTE_CHARACTERS, NoteKey, from_base64, to_base64
from hamkor.transparency.tree import HASH_BYTES, roots_from_consistency

FIRST_LINE = "hamkor-contradiction/v1"
MAX_CHARACTERS = 2 * MAX_NOTE_CHARACTERS + 4096
_BETWEEN_NOTES = re.compile(r"(?<=\n)\n(?!— )")


@dataclass(frozen=True)
class Contradiction:
    """Two checkpoints of one log that contradict each other.

    Attributes:
        older: signed note of the smaller state, or of one of two equally large.
        newer: signed note of the other.
        root: what the newer history has at the size of the older one.
        path: proof of consistency from there to the newer state.
    """

    older: str
    newer: str
    root: bytes
    path: tuple[bytes, ...] = ()

    def to_text(self) -> str:
        """Return a file that needs nothing but the log's public key."""
        lines = [FIRST_LINE, *map(to_base64, (self.root, *self.path))]
        return "\n".join(lines) + f"\n\n{self.older}\n{self.newer}"

    def check(self, keys: Sequence[NoteKey]) -> tuple[Checkpoint, Checkpoint]:
        """Return both states if this does prove that the log has two histories.

        Raises:
            Malformed: a checkpoint is none.
            BadSignature: it proves nothing: the log did not sign both, or they can be one
                history.
        """
        older = open_checkpoint(self.older, keys).checkpoint
        newer = open_checkpoint(self.newer, keys).checkpoint
        is_one_log = older.origin == newer.origin
        if not is_one_log or not self._leads_to(older, newer) or self.root == older.root:
            raise BadSignature(_("This does not show that a log has two histories."))
        return older, newer

    def _leads_to(self, older: Checkpoint, newer: Checkpoint) -> bool:
        if older.size == newer.size:
            return not self.path and self.root == newer.root
        roots = roots_from_consistency(older.size, newer.size, self.root, self.path)
        return roots == (self.root, newer.root)


def read_contradiction(text: str) -> Contradiction:
    """Read what `Contradiction.to_text` wrote; nothing is verified.

    Raises:
        TooLarge: it is too long to be one.
        Malformed: it is none.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLarge(_("This is longer than a proof of a log may be."))
    head, _gap, notes = text.partition("\n\n")
    first, *lines = head.split("\n")
    older, newer = _split_notes(notes)
    hashes = [from_base64(line) for line in lines]
    if first != FIRST_LINE or not hashes or any(len(one) != HASH_BYTES for one in hashes):
        raise Malformed(_("This is not a proof that a log has two histories."))
    return Contradiction(older, newer, hashes[0], tuple(hashes[1:]))


def of_states(
    older: SignedCheckpoint, newer: SignedCheckpoint, root: bytes, path: Sequence[bytes]
) -> Contradiction:
    """Put the proof together from verified checkpoints."""
    return Contradiction(older.text, newer.text, root, tuple(path))


def _split_notes(notes: str) -> tuple[str, str]:
    """Cut where an empty line follows signatures and no signature follows it."""
    for found in _BETWEEN_NOTES.finditer(notes):
        before = notes[: found.start()]
        if before.rstrip("\n").rpartition("\n")[2].startswith("— "):
            return before, notes[found.end() :]
    raise Malformed(_("This is not a proof that a log has two histories."))
