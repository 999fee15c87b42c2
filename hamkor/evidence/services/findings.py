"""What is wrong with a log: kept with its proof, shown, and told to the other offices."""

import hashlib
import logging

from django.db import transaction

from hamkor.clock import now
from hamkor.evidence.keys import log_keys_of, our_office
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import Finding, FindingKind, ToldFinding
from hamkor.evidence.services.appending import append
from hamkor.transparency.checkpoint import office_of, read_checkpoint
from hamkor.transparency.contradiction import Contradiction, read_contradiction
from hamkor.transparency.note import read_note

log = logging.getLogger(__name__)


def keep_contradiction(found: Contradiction, *, office: str, source: str) -> Finding:
    """Keep the proof that the log of `office` has two histories; the first about each state.

    Args:
        found: checked.
        office: whose log it is.
        source: who found it.
    """
    older = read_checkpoint(read_note(found.older))
    name = f"{FindingKind.TWO_HISTORIES} {older.to_text()}"
    return _keep(FindingKind.TWO_HISTORIES, name, found.to_text(), office=office, source=source)


def keep_unproven(text: str, *, office: str, seen: str) -> Finding:
    """Keep that a log did not prove that it continues the state `seen`, a signed note.

    Args:
        text: what it sent.
        office: whose log it is.
        seen: signed note of what was seen before.
    """
    proof = f"{seen}\n{text}"
    name = f"{FindingKind.UNPROVEN} {seen}"
    return _keep(FindingKind.UNPROVEN, name, proof, office=office, source=our_office())


def keep_accusation(text: str, *, by: str, note: str) -> Finding:
    """Keep that another office refuses to cosign our log, with what it said first."""
    name = f"{FindingKind.ACCUSED} {by}"
    proof = f"{note}\n{text}"
    finding = _keep(FindingKind.ACCUSED, name, proof, office=our_office(), source=by)
    Finding.objects.filter(pk=finding.pk).update(explained_at=None)
    return finding


def settle_accusation(by: str) -> None:
    """Note that the office that refused has cosigned our log since.

    An answer is not signed: one that was changed on the way looks like a refusal.
    """
    open_ones = Finding.objects.filter(
        office=our_office(), kind=FindingKind.ACCUSED, source=by, explained_at=None
    )
    open_ones.update(explained_at=now())


def explain(office: str) -> None:
    """Note that a log has proven now what it had not proven before."""
    open_ones = Finding.objects.filter(office=office, kind=FindingKind.UNPROVEN, explained_at=None)
    open_ones.update(explained_at=now())


def take_in_finding(text: str) -> Finding:
    """Believe what another office, or anybody, found about a log: the proof is in it.

    Raises:
        PeerFault: it proves nothing, or is about a log that is not known here.
    """
    found = read_contradiction(text)
    office = office_of(read_checkpoint(read_note(found.older)).origin)
    found.check(log_keys_of(office))
    return keep_contradiction(found, office=office, source="")


def note_told(finding: Finding, office: str) -> None:
    """Note that another office knows of a finding."""
    ToldFinding.objects.get_or_create(finding=finding, office=office)


@transaction.atomic
def _keep(kind: FindingKind, name: str, proof: str, *, office: str, source: str) -> Finding:
    digest = hashlib.sha256(f"{office} {name}".encode()).hexdigest()
    finding, is_new = Finding.objects.get_or_create(
        digest=digest,
        defaults={"office": office, "kind": kind, "proof": proof, "source": source},
    )
    if is_new:
        leaf = append(LeafKind.FINDING, hashlib.sha256(proof.encode()).hexdigest())
        Finding.objects.filter(pk=finding.pk).update(leaf=leaf.pk)
        log.warning("the log of %s is in doubt: %s", office, kind)
    return finding
