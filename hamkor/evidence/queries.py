"""What may be known of the logs: proofs for outsiders, agreement for the administrator."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from hamkor.evidence.keys import our_office
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import (
    Checkpoint,
    Cosignature,
    Finding,
    FindingKind,
    HeldLog,
    Leaf,
    Witness,
)
from hamkor.evidence.tiles import carry_out
from hamkor.transparency.note import read_note
from hamkor.transparency.proof import LogProof, Opening
from hamkor.transparency.tree import inclusion_plan

_ENOUGH_WITNESSES = 2
_STATES_LOOKED_AT = 50
MOST_SHOWN = 256
"""States of logs that one office shows another at once."""


def checkpoint() -> str:
    """Return the newest signed state of our log, with its cosignatures; empty when new."""
    newest = Checkpoint.objects.order_by("-size").first()
    return _with_cosignatures(newest) if newest else ""


def leaf_of(kind: LeafKind, digest: str) -> Leaf | None:
    """Return the first leaf for a thing; None when it was never logged or has been erased."""
    leaves = Leaf.objects.filter(digest=bytes.fromhex(digest), kind=kind.value)
    return leaves.order_by("id").first()


def leaves_with(digest: str) -> list[Leaf]:
    """Return all leaves for things with this digest, whatever they are, oldest first."""
    return list(Leaf.objects.filter(digest=bytes.fromhex(digest)).order_by("id"))


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


def witnesses() -> dict[str, Witness]:
    """Return by office how far each has followed our log."""
    return {witness.office: witness for witness in Witness.objects.all()}


def states_seen(*, not_of: str) -> list[str]:
    """Return the newest signed state that we hold of each log, our own too, but for one."""
    logs = HeldLog.objects.exclude(note="").exclude(office=not_of)
    return list(logs.order_by("office").values_list("note", flat=True)[:MOST_SHOWN])


def findings_to_tell(peers: Collection[str]) -> list[tuple[Finding, str]]:
    """Return proofs of two histories, each with an office that has not been told of it."""
    findings = Finding.objects.filter(kind=FindingKind.TWO_HISTORIES).prefetch_related("told")
    return [
        (finding, office)
        for finding in findings
        for office in sorted(set(peers) - {told.office for told in finding.told.all()})
        if office not in (finding.office, finding.source)
    ]


def findings(office: str | None = None) -> list[Finding]:
    """Return what was found wrong with logs, newest first, what has been explained left out."""
    found = Finding.objects.filter(explained_at=None)
    return list(found.filter(office=office) if office else found)


@dataclass(frozen=True)
class Agreement:
    """How the logs of this office and of another stand towards each other.

    Attributes:
        office: the other one.
        ours_size: leaves of our log now.
        ours_seen: how many of them it has cosigned.
        ours_cosigned_at: when last, by its clock.
        failure: code of why it did not the last time; empty when it did.
        theirs_size: leaves of its log that we have cosigned.
        theirs_seen_at: when last, by our clock.
        findings: what is wrong with its log, newest first.
    """

    office: str
    ours_size: int
    ours_seen: int
    ours_cosigned_at: datetime | None
    failure: str
    theirs_size: int
    theirs_seen_at: datetime | None
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Say whether nothing is known against the other office's log."""
        return not self.findings


def agreement(offices: Collection[str]) -> list[Agreement]:
    """Return for each office how its log and ours agree."""
    known, ours = witnesses(), our_log()
    held = {log.office: log for log in HeldLog.objects.filter(office__in=offices)}
    wrong = findings()
    return [
        _agreement(
            office,
            ours,
            known.get(office) or Witness(office=office),
            held.get(office) or HeldLog(office=office),
            tuple(finding for finding in wrong if finding.office == office),
        )
        for office in offices
    ]


def is_corroborated(office: str) -> bool:
    """Say whether what an office signs now is backed by an honest log, as far as is known."""
    return not Finding.objects.filter(office=office, explained_at=None).exists()


def _agreement(
    office: str, ours: HeldLog, witness: Witness, theirs: HeldLog, wrong: tuple[Finding, ...]
) -> Agreement:
    return Agreement(
        office=office,
        ours_size=ours.size,
        ours_seen=witness.size,
        ours_cosigned_at=witness.cosigned_at,
        failure=witness.failure,
        theirs_size=theirs.noted_size,
        theirs_seen_at=theirs.noted_at,
        findings=wrong,
    )
