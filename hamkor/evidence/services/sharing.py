"""Our log is shown to its witnesses: what we submit, and what their answers mean."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hamkor.clock import now
from hamkor.errors import BadSignature
from hamkor.errors import gettext_noop as _
from hamkor.evidence.keys import our_log_key, our_office, witness_keys_of
from hamkor.evidence.models import Checkpoint, Cosignature, HeldLog, Witness
from hamkor.evidence.services.findings import keep_accusation, settle_accusation
from hamkor.evidence.submission import MOST_LEAVES, Submission
from hamkor.evidence.tiles import carry_out, leaves_from, root_at
from hamkor.transparency.checkpoint import Checkpoint as State
from hamkor.transparency.checkpoint import cosigned_at, log_name, sign_checkpoint
from hamkor.transparency.note import Note, read_note
from hamkor.transparency.tree import consistency_plan
from hamkor.transparency.witness import AddCheckpoint

BEHIND = "behind"
"""Failure: the witness has seen more of our log than we have; a backup was restored."""
_LONGEST_SIZE = 20


@dataclass(frozen=True)
class Offer:
    """What one witness is to be shown.

    Attributes:
        office: the witness.
        size: leaves of the state shown.
        note: the signed state.
        body: to be posted.
    """

    office: str
    size: int
    note: str
    body: bytes


def offer_for(office: str) -> Offer | None:
    """Return what to submit to a witness; None while our log has no state, or is in doubt.

    A witness that is far behind is led up in steps, each a state of its own.
    """
    log = HeldLog.objects.filter(office=our_office(), is_confirmed=True).exclude(note="").first()
    if log is None:
        return None
    witness = Witness.objects.filter(office=office).first() or Witness(office=office)
    old, held = min(witness.size, log.size), min(witness.held, log.size)
    size = max(old, min(log.noted_size, held + MOST_LEAVES))
    note = log.note if size == log.noted_size else _state_at(log, size)
    path = carry_out(log.office, consistency_plan(old, size))
    body = Submission(
        AddCheckpoint(old, path, note).to_text(),
        held,
        root_at(log.office, held),
        list(leaves_from(log.office, held, size)) if held < size <= held + MOST_LEAVES else [],
    ).to_bytes()
    return Offer(office, size, note, body)


def record_answer(offer: Offer, status: int, text: str, held: int) -> bool:
    """Take in what a witness answered; tell whether to submit again, from where it stands.

    Raises:
        PeerFault: the answer is none of a witness.
    """
    if status == 200:
        _record_cosignature(offer, text, held)
        return False
    if status == 409 and _is_size(text):
        return _record_size(offer, int(text), held)
    if status in {409, 422}:
        keep_accusation(text, by=offer.office, note=offer.note)
    note_failure(offer.office, f"http.{status}")
    return False


def note_failure(office: str, failure: str) -> None:
    """Note that a witness could not be asked, or did not cosign."""
    Witness.objects.update_or_create(
        office=office, defaults={"asked_at": now(), "failure": failure}
    )


@transaction.atomic
def _record_cosignature(offer: Offer, text: str, held: int) -> None:
    note = read_note(offer.note).with_lines(text.splitlines())
    line, at = _our_witness_line(note, offer.office)
    Checkpoint.objects.get_or_create(size=offer.size, defaults={"note": offer.note})
    Cosignature.objects.get_or_create(
        size=offer.size, office=offer.office, defaults={"line": line, "at": at}
    )
    Witness.objects.update_or_create(
        office=offer.office,
        defaults={
            "size": offer.size,
            "held": min(held, offer.size),
            "cosigned_at": at,
            "asked_at": now(),
            "failure": "",
        },
    )
    settle_accusation(by=offer.office)


def _our_witness_line(note: Note, office: str) -> tuple[str, datetime]:
    for key in witness_keys_of(office):
        at = cosigned_at(note, key)
        if at is not None:
            return next(line.line for line in note.signatures if line.is_by(key)), at
    raise BadSignature(_("The other office has not cosigned our log."))


@transaction.atomic
def _record_size(offer: Offer, size: int, held: int) -> bool:
    """Another size means that the witness saw less or more of our log than we remember."""
    log = HeldLog.objects.get(office=our_office())
    if size > log.size:
        note_failure(offer.office, BEHIND)
        return False
    known = Witness.objects.filter(office=offer.office, size=size, held=min(held, log.size))
    is_news = not known.exists()
    Witness.objects.update_or_create(
        office=offer.office,
        defaults={"size": size, "held": min(held, log.size), "asked_at": now()},
    )
    return is_news


def _is_size(text: str) -> bool:
    return text.strip().isdecimal() and len(text) <= _LONGEST_SIZE


def _state_at(log: HeldLog, size: int) -> str:
    state = State(log_name(log.office), size, root_at(log.office, size))
    return sign_checkpoint(state, our_log_key()).text
