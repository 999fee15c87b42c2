"""New keys in time, and at once when one was lost: each signed by the root."""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import transaction

from hamkor import envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.clock import now
from hamkor.envelope import OfficeKeys, OfficeStatement, RootKey
from hamkor.errors import BadSignature, NotFound
from hamkor.errors import gettext_noop as _
from hamkor.keyring.ring import ROOT_FILE, Ring, ring_of, write_office_keys, write_statement
from hamkor.keyring.schedule import Window, immediate_windows, needs_rotation, next_windows
from hamkor.keyring.services.remembering import remember_own_statement
from hamkor.keyring.stating import next_statement, stated_keys
from hamkor.node import Node

MAX_AHEAD = 12


def rotate_keys(root: RootKey, *, ahead: int = 1, by: str) -> OfficeStatement:
    """Make the next keys and publish them; each serves by itself when its day comes.

    Args:
        root: of this office; not needed again before the last of the new keys ends.
        ahead: how many encryption keys to make, of 90 days each, 1 to 12; signing keys are made
            for the same time.
        by: user name, or the node's administrator.

    Raises:
        BadSignature: it is another office's root.
    """
    count = min(max(ahead, 1), MAX_AHEAD)
    return _change(root, by, lambda ring, at: next_windows(ring.statement, at, count))


def renew_keys(root: RootKey, *, by: str) -> OfficeStatement:
    """Let new keys serve from this moment on; the old ones are still believed and still open."""
    return _change(root, by, lambda _ring, at: immediate_windows(at, ("sign", "encrypt")))


def revoke_key(root: RootKey, key: str, *, reason: str, by: str) -> OfficeStatement:
    """Tell everybody not to believe a key any more, and let another serve in its place.

    What was signed with it and taken in before stays good; what is still on its way is refused
    by the other offices, and the officer here is told to send it again.

    Args:
        root: of this office.
        key: id of the key.
        reason: code, such as "compromised" or "lost".
        by: user name, or the node's administrator.

    Raises:
        NotFound: the present statement has no such working key, or it is revoked already.
        BadSignature: it is another office's root.
    """
    statement = ring_of(settings.NODE).statement
    found = statement.key_named(key) or statement.key_named(key, "encrypt")
    if found is None or statement.is_revoked(key):
        raise NotFound(_("This office has no working key %(key)s"), key=key)
    at = now()
    fates = [
        envelope.Revocation(id=each.id, at=at, reason=reason)
        for each in statement.keys
        # Keys of one use that were made together fall together.
        if (each.use, each.not_before, each.not_after)
        == (found.use, found.not_before, found.not_after)
    ]
    changed = _change(
        root, by, lambda _ring, at: immediate_windows(at, (found.use,)), revoked=fates
    )
    record(AuditAction.KEY_REVOKED, by=by, key=key, reason=reason)
    return changed


def rotate_with_root_here() -> int:
    """Make the next keys when it is time and the root is on the node; tell how many times."""
    node: Node = settings.NODE
    if not (node.keys_folder / ROOT_FILE).exists():
        return 0
    if not needs_rotation(ring_of(node).statement, now()):
        return 0
    root = RootKey.from_pem(node.read_secret(ROOT_FILE), node.read_secret("pepper"))
    rotate_keys(root, by=NODE)
    return 1


def _change(
    root: RootKey,
    by: str,
    plan: Callable[[Ring, datetime], Sequence[Window]],
    *,
    revoked: Sequence[envelope.Revocation] = (),
) -> OfficeStatement:
    node: Node = settings.NODE
    with _alone(node):
        ring, at = ring_of(node), now()
        if root.public != ring.statement.root:
            raise BadSignature(_("This is not the root of this office."))
        statement = _state(node, ring, plan(ring, at), revoked, at)
        write_statement(node, envelope.sign_office_statement(statement, root))
    _note(by, statement)
    return statement


def _state(
    node: Node,
    ring: Ring,
    windows: Sequence[Window],
    revoked: Sequence[envelope.Revocation],
    at: datetime,
) -> OfficeStatement:
    added = []
    for window in windows:
        keys = OfficeKeys.generate(ring.keys_at(at).suite)
        # On disk before the world hears of it: what is sealed for it must open.
        write_office_keys(node, keys)
        added += stated_keys(keys, window)
    return next_statement(
        ring.statement, ring.text, added=added, revoked=revoked, address=node.address, at=at
    )


@transaction.atomic
def _note(by: str, statement: OfficeStatement) -> None:
    remember_own_statement()
    record(AuditAction.KEYS_STATED, by=by, version=statement.version)


@contextmanager
def _alone(node: Node) -> Iterator[None]:
    """Let one process at a time change keys: two would publish two statements of one number."""
    descriptor = os.open(node.keys_folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
