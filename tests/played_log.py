"""The other office's log and witness, played by a test that holds its keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hamkor import clock, envelope
from hamkor.envelope.root import SingleKey
from hamkor.evidence.submission import Submission
from hamkor.keyring.schedule import Window
from hamkor.keyring.services import remember_statement
from hamkor.keyring.stating import stated_keys, stated_single
from hamkor.transparency.checkpoint import (
    Checkpoint,
    SignedCheckpoint,
    cosign,
    log_name,
    open_checkpoint,
    sign_checkpoint,
    witness_name,
)
from hamkor.transparency.leaf import leaf_hash
from hamkor.transparency.note import NoteKey, SignatureType
from hamkor.transparency.tree import Frontier, Place, carry_out, consistency_plan, root_of
from hamkor.transparency.witness import AddCheckpoint
from tests.stated import LONG, LONG_AGO, statement_of


def leaves_named(*names: object) -> list[bytes]:
    """Return one leaf hash for each name."""
    return [leaf_hash(str(name).encode()) for name in names]


def prove_growth(leaves: Sequence[bytes], old: int, size: int) -> tuple[bytes, ...]:
    """Return the proof that the first `size` leaves begin with the first `old`."""
    nodes: dict[Place, bytes] = {}
    frontier = Frontier.empty()
    for leaf in leaves[:size]:
        nodes.update(frontier.add(leaf))
    return carry_out(consistency_plan(old, size), nodes.__getitem__)


@dataclass
class PlayedLog:
    """An office with a log that does whatever the test wants."""

    office: str = "ru-prosecutor-general"
    leaves: list[bytes] = field(default_factory=list)
    log_key: SingleKey = field(default_factory=SingleKey.generate)
    witness_key: SingleKey = field(default_factory=SingleKey.generate)

    def known(self) -> "PlayedLog":
        """Let this node know the office's keys."""
        begins, ends = clock.now() - LONG_AGO, clock.now() + LONG
        keys = envelope.OfficeKeys.generate()
        text = statement_of(
            keys,
            self.office,
            keys=(
                *stated_keys(keys, Window("sign", begins, ends)),
                *stated_keys(keys, Window("encrypt", begins, ends)),
                stated_single("log", self.log_key, Window("log", begins, ends)),
                stated_single("witness", self.witness_key, Window("witness", begins, ends)),
            ),
        )
        remember_statement(text, envelope.read_office_statement(text))
        return self

    @property
    def key(self) -> NoteKey:
        """Return the public key of the log."""
        return NoteKey(log_name(self.office), self.log_key.public)

    def state(self, size: int | None = None, *, leaves: Iterable[bytes] = ()) -> SignedCheckpoint:
        """Sign how the log stands, or stood, or never stood."""
        held = list(leaves) or self.leaves
        size = len(held) if size is None else size
        checkpoint = Checkpoint(log_name(self.office), size, root_of(held[:size]))
        return sign_checkpoint(checkpoint, self.log_key)

    def submission(self, old: int, size: int | None = None, *, held: int | None = None) -> bytes:
        """Return what the log submits to a witness that has seen `old` and holds `held` leaves."""
        size = len(self.leaves) if size is None else size
        held = old if held is None else held
        request = AddCheckpoint(old, prove_growth(self.leaves, old, size), self.state(size).text)
        root = root_of(self.leaves[:held])
        return Submission(request.to_text(), held, root, self.leaves[held:size]).to_bytes()

    def cosigned(self, text: str, keys: Sequence[NoteKey]) -> str:
        """Return the line with which the office cosigns another log's state."""
        signed = open_checkpoint(text, keys)
        name = witness_name(self.office)
        return cosign(signed, self.witness_key, name, at=clock.now()).line

    @property
    def cosigning_key(self) -> NoteKey:
        """Return the public key with which the office cosigns."""
        name = witness_name(self.office)
        return NoteKey(name, self.witness_key.public, SignatureType.COSIGNATURE)
