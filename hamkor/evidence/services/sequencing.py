"""New leaves get their places, and the log's key signs how the log stands now."""

from collections.abc import Iterable

from django.db import connection, transaction

from hamkor.clock import now
from hamkor.evidence.keys import our_log_key, our_office
from hamkor.evidence.models import Checkpoint, Cosignature, HeldLog, Leaf
from hamkor.evidence.tiles import add_leaves, frontier_of
from hamkor.transparency.checkpoint import Checkpoint as State
from hamkor.transparency.checkpoint import log_name, sign_checkpoint

BATCH = 4096


def sequence_new() -> int:
    """Give the leaves that have no place yet their places, sign the new state; tell how many.

    Nothing is signed while it is not known whether another office holds a longer log of ours
    (see `recovering`): after a restored backup that would make two histories.
    """
    if not Leaf.objects.filter(position=None).exists():
        return 0
    with transaction.atomic():
        log = lock_log(our_office())
        if not log.is_confirmed:
            return 0
        rows = Leaf.objects.filter(position=None).order_by("id")
        new = list(rows.values_list("id", "leaf_hash")[:BATCH])
        place_leaves((pk, log.size + n) for n, (pk, _hash) in enumerate(new))
        add_leaves(log, (bytes(leaf_hash) for _pk, leaf_hash in new))
        sign_state(log)
    return len(new)


def lock_log(office: str) -> HeldLog:
    """Return the row of a log, locked until the transaction ends; made when there is none."""
    HeldLog.objects.get_or_create(office=office)
    return HeldLog.objects.select_for_update().get(office=office)


def sign_state(log: HeldLog) -> None:
    """Sign how our own log stands, in the transaction that changed it."""
    state = State(log_name(log.office), log.size, frontier_of(log).root())
    note = sign_checkpoint(state, our_log_key()).text
    log.note, log.noted_size, log.noted_root, log.noted_at = note, state.size, state.root, now()
    log.save()
    cosigned = Cosignature.objects.values("size")
    Checkpoint.objects.exclude(size__in=cosigned).filter(size__lt=state.size).delete()
    Checkpoint.objects.update_or_create(size=state.size, defaults={"note": note})


def place_leaves(places: Iterable[tuple[int, int]]) -> None:
    """Write (primary key, position) of leaves; one prepared statement for all."""
    rows = [(position, pk) for pk, position in places]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE evidence_leaf SET position = %s WHERE id = %s", rows)
