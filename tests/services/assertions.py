"""Refused means untouched: no row of the node may differ after a verb was refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps

from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry

Rows = dict[str, list[dict[str, Any]]]


def everything() -> Rows:
    """Return every row of every table of the node: statuses, outbox, audit log, all of it.

    Only that a page refused something may be on record afterwards.
    """
    rows = {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.label_lower != "sessions.session"
    }
    refusals = (AuditAction.ACCESS_REFUSED, AuditAction.FIREWALL_BREACH)
    log = AuditEntry._meta.label
    rows[log] = [entry for entry in rows[log] if entry["action"] not in refusals]
    return rows


def assert_nothing_happened(before: Rows) -> None:
    """Fail, naming the tables, unless every row is as it was in `before`."""
    after = everything()
    assert {label for label in after if after[label] != before[label]} == set()


@contextmanager
def refused(error: type[Exception], match: str | None = None) -> Iterator[Any]:
    """Expect `error`, and that nothing happened: ``with refused(NotAllowed, "role"): …``."""
    before = everything()
    with pytest.raises(error, match=match) as caught:
        yield caught
    assert type(caught.value) is error
    assert_nothing_happened(before)


def assert_recorded_once(action: AuditAction, *, by: str, about: object) -> AuditEntry:
    """Return the one audit entry of `action` on the thing with the reference `about`."""
    entry = AuditEntry.objects.get(action=action, about=about)
    assert entry.actor == by
    return entry
