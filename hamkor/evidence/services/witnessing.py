"""We are the witness of other offices' logs: seen, compared, stored, and only then cosigned."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hamkor.clock import now
from hamkor.errors import BadSignature, Malformed
from hamkor.errors import gettext_noop as _
from hamkor.evidence.keys import log_keys_of, our_office, our_witness_key
from hamkor.evidence.models import HeldLog
from hamkor.evidence.services.findings import explain, keep_contradiction, keep_unproven
from hamkor.evidence.services.hearing import compare_with_heard
from hamkor.evidence.services.sequencing import lock_log
from hamkor.evidence.submission import Submission, read_submission
from hamkor.evidence.tiles import add_leaves, carry_out, frontier_of, root_at
from hamkor.transparency.checkpoint import (
    SignedCheckpoint,
    cosign,
    office_of,
    open_checkpoint,
    read_checkpoint,
    witness_name,
)
from hamkor.transparency.contradiction import Contradiction
from hamkor.transparency.note import read_note
from hamkor.transparency.tree import consistency_plan
from hamkor.transparency.witness import (
    Accepted,
    AddCheckpoint,
    Judgement,
    NotProven,
    OtherSize,
    TwoHistories,
    judge,
    read_add_checkpoint,
)

SIZE_TYPE = "text/x.tlog.size"
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """What the witness answers, as HTTP says it.

    Attributes:
        status: of HTTP, as C2SP tlog-witness prescribes.
        text: cosignature, size, or proof of two histories.
        held: how many leaves of that log this node keeps.
        content_type: of `text`.
    """

    status: int
    text: str = ""
    held: int = 0
    content_type: str = PLAIN


def witness_checkpoint(body: bytes, *, peers: Collection[str]) -> Answer:
    """Judge a checkpoint that another office's log submits; cosign it when it may be cosigned.

    The state is stored in the same transaction: a node that is stopped in between has either
    seen it or not, and never cosigns less than it has cosigned before.

    Args:
        body: C2SP add-checkpoint, and behind it the new leaf hashes (see `submission`).
        peers: offices whose logs are followed.

    Raises:
        Malformed: it is no such request.
        TooLarge: it is too long to be one.
    """
    submission = read_submission(body)
    request = read_add_checkpoint(submission.text)
    office = office_of(read_checkpoint(read_note(request.checkpoint)).origin)
    if office not in peers or office == our_office():
        return Answer(404)
    try:
        submitted = open_checkpoint(request.checkpoint, log_keys_of(office))
    except BadSignature:
        return Answer(403)
    return _witness(office, submitted, request, submission)


@transaction.atomic
def _witness(
    office: str, submitted: SignedCheckpoint, request: AddCheckpoint, submission: Submission
) -> Answer:
    log = lock_log(office)
    seen = open_seen(log)
    judgement = judge(
        submitted,
        request,
        seen=seen,
        prove_prefix=lambda size: prefix_of(log, size),
        claimed_root=submission.root,
    )
    match judgement:
        case Accepted():
            return _accept(log, submitted, submission)
        case OtherSize(size=size):
            return Answer(409, f"{size}\n", log.size, SIZE_TYPE)
        case _:
            return _refuse(log, judgement, request)


def open_seen(log: HeldLog) -> SignedCheckpoint | None:
    """Return what was seen last of a log; it was verified when it was stored."""
    if not log.note:
        return None
    note = read_note(log.note)
    return SignedCheckpoint(read_checkpoint(note), note)


def prefix_of(log: HeldLog, size: int) -> tuple[bytes, tuple[bytes, ...]] | None:
    """Return the root at a smaller size, and the way from there to the state seen last."""
    if log.size < log.noted_size or size > log.noted_size:
        return None
    path = carry_out(log.office, consistency_plan(size, log.noted_size))
    return root_at(log.office, size), path


def _accept(log: HeldLog, submitted: SignedCheckpoint, submission: Submission) -> Answer:
    _keep_leaves(log, submitted, submission)
    at = now()
    log.note, log.noted_at = submitted.text, at
    log.noted_size, log.noted_root = submitted.checkpoint.size, submitted.checkpoint.root
    log.save()
    explain(log.office)
    compare_with_heard(log, submitted)
    return Answer(200, _cosignature(submitted, at), log.size)


def _keep_leaves(log: HeldLog, submitted: SignedCheckpoint, submission: Submission) -> None:
    """Keep the new leaves for the day on which their office asks for them after a restore.

    Raises:
        Malformed: they are not the leaves that the log has signed for.
    """
    stated = submitted.checkpoint
    if submission.start != log.size or submission.end != stated.size:
        return
    add_leaves(log, submission.leaves)
    if frontier_of(log).root() != stated.root:
        raise Malformed(_("The leaves are not those that the log has signed."))


def _cosignature(submitted: SignedCheckpoint, at: datetime) -> str:
    return cosign(submitted, our_witness_key(), witness_name(our_office()), at=at).line


def _refuse(log: HeldLog, judgement: Judgement, request: AddCheckpoint) -> Answer:
    match judgement:
        case TwoHistories(contradiction=found):
            keep_contradiction(found, office=log.office, source=our_office())
            return Answer(409 if _is_same_size(found) else 422, found.to_text(), log.size)
        case NotProven():
            keep_unproven(request.to_text(), office=log.office, seen=log.note)
    return Answer(422, "", log.size)


def _is_same_size(found: Contradiction) -> bool:
    return not found.path
