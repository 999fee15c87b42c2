"""Offices show each other which states they saw of each log: one with two faces is found."""

from collections.abc import Collection

from django.db import transaction

from hamkor.errors import PeerFault
from hamkor.evidence.keys import log_keys_of, our_office
from hamkor.evidence.models import HeardCheckpoint, HeldLog
from hamkor.evidence.services.findings import keep_contradiction
from hamkor.evidence.tiles import carry_out, root_at
from hamkor.transparency.checkpoint import (
    SignedCheckpoint,
    office_of,
    open_checkpoint,
    read_checkpoint,
)
from hamkor.transparency.contradiction import of_states
from hamkor.transparency.note import read_note
from hamkor.transparency.tree import consistency_plan

MOST_HEARD = 64
"""States of one log that are remembered until this node has seen as much of it."""


def hear(notes: Collection[str], *, source: str, peers: Collection[str]) -> int:
    """Compare what another office saw of logs with what we hold; tell how many contradict.

    What cannot be read, or is about a log that is not followed here, is passed over.

    Args:
        notes: signed checkpoints.
        source: the office that shows them.
        peers: offices whose logs are followed.
    """
    return sum(_hear(note, source, {*peers, our_office()}) for note in notes)


def compare_with_heard(log: HeldLog, submitted: SignedCheckpoint) -> None:
    """Compare a state just seen with what other offices said they saw of the same log before."""
    if log.size < submitted.checkpoint.size:
        return
    heard = HeardCheckpoint.objects.filter(office=log.office, size__lte=submitted.checkpoint.size)
    for row in heard:
        note = read_note(row.note)
        _compare(log, SignedCheckpoint(read_checkpoint(note), note), submitted, row.source)
    heard.delete()


@transaction.atomic
def _hear(text: str, source: str, followed: Collection[str]) -> bool:
    try:
        office = office_of(read_checkpoint(read_note(text)).origin)
        told = open_checkpoint(text, log_keys_of(office) if office in followed else [])
    except PeerFault:
        return False
    log = HeldLog.objects.filter(office=office).first()
    if log is None or not log.note or told.checkpoint.size > min(log.size, log.noted_size):
        _remember(told, office, source)
        return False
    note = read_note(log.note)
    return _compare(log, told, SignedCheckpoint(read_checkpoint(note), note), source)


def _remember(told: SignedCheckpoint, office: str, source: str) -> None:
    known = HeardCheckpoint.objects.filter(office=office)
    if known.count() < MOST_HEARD:
        state = told.checkpoint
        known.get_or_create(
            office=office,
            source=source,
            size=state.size,
            root=state.root,
            defaults={"note": told.text},
        )


def _compare(log: HeldLog, told: SignedCheckpoint, ours: SignedCheckpoint, source: str) -> bool:
    """Tell whether a smaller state is not the beginning of a larger one that we hold."""
    older, newer = told.checkpoint, ours.checkpoint
    if older.size == 0:
        return False
    root = newer.root if older.size == newer.size else root_at(log.office, older.size)
    if root == older.root:
        return False
    path = carry_out(log.office, consistency_plan(older.size, newer.size))
    keep_contradiction(of_states(told, ours, root, path), office=log.office, source=source)
    return True
