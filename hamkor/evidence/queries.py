"""What may be known of the logs: proofs for outsiders, agreement for the administrator."""

from django.db.models import Count

from hamkor.evidence.keys import our_office
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import Checkpoint, Cosignature, HeldLog, Leaf
from hamkor.evidence.tiles import carry_out
from hamkor.transparency.note import read_note
from hamkor.transparency.proof import LogProof, Opening
from hamkor.transparency.tree import inclusion_plan

_ENOUGH_WITNESSES = 2
_STATES_LOOKED_AT = 50


def checkpoint() -> str:
    """Return the newest signed state of our log, with its cosignatures; empty when new."""
    newest = Checkpoint.objects.order_by("-size").first()
    return _with_cosignatures(newest) if newest else ""


def leaf_of(kind: LeafKind, digest: str) -> Leaf | None:
    """Return the first leaf for a thing; None when it was never logged or has been erased."""
    leaves = Leaf.objects.filter(digest=bytes.fromhex(digest), kind=kind.value)
    return leaves.order_by("id").first()


def leaves_about(about: str) -> list[Leaf]:
    """Return all leaves for one thing, oldest first; a search through the whole log."""
    return list(Leaf.objects.filter(about=about).order_by("id")) if about else []


def proof_of(leaf: Leaf) -> str | None:
    """Return the proof that our log holds a leaf (C2SP tlog-proof), as an outsider checks it.

    It shows the earliest state that other offices have cosigned, so that it also says by when
    the leaf was there. None until the leaf has a place and that state is signed.
    """
    position = leaf.position
    if position is None:
        position = Leaf.objects.values_list("position", flat=True).get(pk=leaf.pk)
    state = None if position is None else _state_with(position)
    if position is None or state is None:
        return None
    path = carry_out(our_office(), inclusion_plan(position, state.size))
    extra = b"" if leaf.salt is None else Opening(leaf.kind, bytes(leaf.salt)).to_bytes()
    return LogProof(position, path, _with_cosignatures(state), extra).to_text()


def proof_for(kind: LeafKind, digest: str) -> str | None:
    """Return `proof_of` the leaf for a thing; None when there is none (yet)."""
    leaf = leaf_of(kind, digest)
    return proof_of(leaf) if leaf else None


def our_log() -> HeldLog:
    """Return how our own log stands; not stored when nothing was logged yet."""
    office = our_office()
    return HeldLog.objects.filter(office=office).first() or HeldLog(office=office)


def _state_with(position: int) -> Checkpoint | None:
    """Choose the state to show: the earliest that two have cosigned, or one, or the newest."""
    cosigned = Cosignature.objects.filter(size__gt=position).order_by("size")
    near = list(cosigned.values("size").annotate(offices=Count("id"))[:_STATES_LOOKED_AT])
    enough = (row["size"] for row in near if row["offices"] >= _ENOUGH_WITNESSES)
    size = next(enough, near[0]["size"] if near else None)
    states = Checkpoint.objects.filter(size__gt=position)
    found = states.filter(size=size).first() if size else None
    return found or states.order_by("-size").first()


def _with_cosignatures(state: Checkpoint) -> str:
    lines = Cosignature.objects.filter(size=state.size).order_by("id")
    return read_note(state.note).with_lines(list(lines.values_list("line", flat=True))).to_text()
