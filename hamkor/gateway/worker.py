"""The node's second process: takes in what arrived, sends what waits, tells what became of it."""

import logging
from collections.abc import Callable, Iterable
from threading import Event
from time import monotonic

from django.db import DatabaseError, connections

from hamkor.assistance.services import note_silence
from hamkor.evidence.services import doubt_own_log, sequence_new
from hamkor.exchange.services import (
    clear_uploads,
    expire_overdue,
    share_evidence,
    tell_tallies,
    warn_not_reached,
)
from hamkor.exchange.services.key_news import (
    forget_old_keys,
    log_directories,
    log_statements,
)
from hamkor.gateway.delivery import deliver_due, settle
from hamkor.gateway.dispatch import dispatch_new
from hamkor.gateway.failures import failure_code, failure_place
from hamkor.gateway.key_news import share_keys
from hamkor.gateway.log_sharing import recover_log, share_log, tell_findings
from hamkor.gateway.pull import fetch_waiting
from hamkor.gateway.waking import Watch
from hamkor.intake.services import erase_old_drafts, tell_silence
from hamkor.keyring.services import remember_own_statement, rotate_with_root_here
from hamkor.persons.services import count_register_if_due, rebuild_next

log = logging.getLogger(__name__)

STEPS: tuple[Callable[[], int], ...] = (
    recover_log,
    rotate_with_root_here,
    remember_own_statement,
    share_keys,
    log_statements,
    log_directories,
    forget_old_keys,
    fetch_waiting,
    dispatch_new,
    deliver_due,
    expire_overdue,
    settle,
    sequence_new,
    share_log,
    tell_findings,
    share_evidence,
    warn_not_reached,
    note_silence,
    tell_silence,
    erase_old_drafts,
    tell_tallies,
    clear_uploads,
    rebuild_next,
    count_register_if_due,
)

PROMPT: tuple[Callable[[], int], ...] = (dispatch_new, share_evidence, deliver_due, settle)
"""What is done at once when another process has written something, and not only in its turn."""


def work(*, loops: int | None, pause_seconds: float, stop: Event | None = None) -> None:
    """Go round until told to stop.

    Two workers of one node never do the same thing twice, and a worker may be killed at any
    moment: the next one goes on.

    Args:
        loops: how many rounds; None for ever.
        pause_seconds: rest after a round in which there was nothing to do; what others write
            in the meantime is seen to at once.
        stop: set by whoever wants the worker to finish its round and return.
    """
    stop = stop or Event()
    _do(doubt_own_log)  # the database may be one that was restored from a backup
    done = 0
    while not stop.is_set() and done != loops:
        was_busy = _go_round(STEPS)
        done += 1
        if not was_busy and done != loops:
            _rest(pause_seconds, stop)


def _rest(seconds: float, stop: Event) -> None:
    """Do nothing but what cannot wait."""
    give_up_at = monotonic() + seconds
    try:
        watch = Watch()
        while watch.has_changed(give_up_at - monotonic(), stop):
            _go_round(PROMPT)
    except DatabaseError as error:
        log.warning("cannot watch the database: %s", failure_code(error))
        stop.wait(max(0.0, give_up_at - monotonic()))


def _go_round(steps: Iterable[Callable[[], int]]) -> bool:
    """Do each step; one that fails does not keep the others from their turn."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:  # as in a test that runs the worker
            connection.close_if_unusable_or_obsolete()
    return sum([_do(step) for step in steps]) > 0


def _do(step: Callable[[], int]) -> bool:
    try:
        return step() > 0
    except Exception as error:
        log.warning(
            "%s failed: %s at %s", step.__name__, failure_code(error), failure_place(error)
        )
        return False
