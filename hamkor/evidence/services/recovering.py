"""After a restore from backup: our own leaves come back from those who witnessed them.

A node cannot know that its database is an old one. So its worker doubts at every start, asks the
offices that follow its log, and signs nothing before one (of three and more, two) has answered.
"""

import hashlib
from collections.abc import Collection, Iterable

from django.db import transaction

from hamkor.clock import now
from hamkor.errors import Malformed, NotFound, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.evidence.keys import log_keys_of, our_office, our_witness_key, request_keys_of
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.models import Checkpoint, HeldLog, Leaf
from hamkor.evidence.services.appending import append
from hamkor.evidence.services.findings import keep_contradiction
from hamkor.evidence.services.sequencing import lock_log, place_leaves
from hamkor.evidence.services.witnessing import open_seen
from hamkor.evidence.submission import Submission, read_submission
from hamkor.evidence.tiles import add_leaves, carry_out, frontier_of, leaves_from, root_at
from hamkor.transparency.checkpoint import SignedCheckpoint, open_checkpoint
from hamkor.transparency.contradiction import of_states
from hamkor.transparency.proof import quorum
from hamkor.transparency.request import LogRequest, read_request, sign_request
from hamkor.transparency.tree import EMPTY_ROOT, HASH_BYTES, consistency_plan

MOST_RETURNED = 1 << 21
"""Leaves that are given back in one answer."""
MAX_RETURNED_BYTES = MOST_RETURNED * HASH_BYTES + (1 << 20)
LEAVES = "leaves"


@transaction.atomic
def doubt_own_log() -> int:
    """Sign nothing more until the offices that follow our log have been asked; 1 if it is news."""
    log = lock_log(our_office())
    return HeldLog.objects.filter(pk=log.pk, is_confirmed=True).update(is_confirmed=False)


def is_own_log_in_doubt() -> bool:
    """Say whether it must still be asked how far others have seen our log."""
    return HeldLog.objects.filter(office=our_office(), is_confirmed=False).exists()


def question_for_leaves() -> str:
    """Return what to ask an office that follows our log."""
    log = HeldLog.objects.filter(office=our_office()).first()
    question = LogRequest(LEAVES, our_office(), str(log.size if log else 0))
    return sign_request(question, our_witness_key(), at=now())


def answer_for_leaves(text: str, *, peers: Collection[str]) -> bytes:
    """Give an office the leaves of its own log back, and the state that was seen last.

    Raises:
        PeerFault: it is no question of an office whose log is followed.
        NotFound: nothing is known here of that log.
    """
    question = read_request(
        text, lambda office: request_keys_of(office) if office in peers else [], now=now()
    )
    log = HeldLog.objects.filter(office=question.office).exclude(note="").first()
    if question.verb != LEAVES or not question.about.isdecimal() or len(question.about) > 18:
        raise Malformed(_("This is not a question about a log."))
    if log is None:
        raise NotFound(_("Nothing is known here of this log"))
    start = int(question.about)
    if start >= log.noted_size or log.size < log.noted_size:
        return log.note.encode()
    leaves = list(leaves_from(log.office, start, min(log.noted_size, start + MOST_RETURNED)))
    return Submission(log.note, start, root_at(log.office, start), leaves).to_bytes()


@transaction.atomic
def take_back(body: bytes, *, source: str) -> int:
    """Take in what another office holds of our log, and tell how many leaves came back.

    Args:
        body: its answer.
        source: that office.

    Raises:
        PeerFault: it is no state of our log, or the leaves are not those of the state.
        WrongState: our log and the one that we signed before are two; nothing is changed.
    """
    returned = read_submission(body, MAX_RETURNED_BYTES)
    theirs = open_checkpoint(returned.text, log_keys_of(our_office()))
    log = lock_log(our_office())
    if theirs.checkpoint.size <= log.size:
        _check_beginning(log, theirs, source)
        return 0
    if (returned.start, returned.end) != (log.size, theirs.checkpoint.size):
        raise Malformed(_("These are not the leaves that are missing."))
    return _add_returned(log, theirs, returned, source)


def settle_doubt(*, answered: int, peers: int) -> bool:
    """Sign again, when as many offices as needed have answered; tell whether it is so.

    Args:
        answered: offices that have, since the doubt arose.
        peers: offices that follow our log.
    """
    if answered < quorum(peers):
        return False
    HeldLog.objects.filter(office=our_office()).update(is_confirmed=True)
    return True


def _check_beginning(log: HeldLog, theirs: SignedCheckpoint, source: str) -> None:
    stated = theirs.checkpoint
    root = root_at(log.office, stated.size) if stated.size else EMPTY_ROOT
    if root == stated.root:
        return
    ours = open_seen(log)
    if ours is not None and ours.checkpoint.size >= stated.size:
        path = carry_out(log.office, consistency_plan(stated.size, ours.checkpoint.size))
        keep_contradiction(of_states(theirs, ours, root, path), office=log.office, source=source)


def _add_returned(
    log: HeldLog, theirs: SignedCheckpoint, returned: Submission, source: str
) -> int:
    before, stated = log.size, theirs.checkpoint
    if before and returned.root != frontier_of(log).root():
        raise WrongState(
            _("The log that %(office)s saw does not continue this one: two were signed"),
            office=source,
        )
    add_leaves(log, returned.leaves)
    if frontier_of(log).root() != stated.root:
        raise Malformed(_("The leaves are not those that the log has signed."))
    log.note, log.noted_at = theirs.text, now()
    log.noted_size, log.noted_root = stated.size, stated.root
    log.save()
    Checkpoint.objects.update_or_create(size=stated.size, defaults={"note": theirs.text})
    _place_known(before, returned.leaves)
    append(LeafKind.RESTORE, hashlib.sha256(theirs.text.encode()).hexdigest())
    return len(returned.leaves)


def _place_known(start: int, leaf_hashes: Iterable[bytes]) -> None:
    """Leaves that the backup holds without a place had one before: they get the same again."""
    waiting = Leaf.objects.filter(position=None).values_list("id", "leaf_hash")
    by_hash = {bytes(leaf_hash): pk for pk, leaf_hash in waiting}
    places = (
        (by_hash[leaf_hash], position)
        for position, leaf_hash in enumerate(leaf_hashes, start)
        if leaf_hash in by_hash
    )
    place_leaves(places)
