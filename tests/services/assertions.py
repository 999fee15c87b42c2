"""Refused means untouched: no row of the node may differ after a verb was refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry

Rows = dict[str, list[dict[str, Any]]]


def everything() -> Rows:
    """Return every row of every table of the node: statuses, outbox, audit log, all of it.

    Only that a page refused something may be on record afterwards.
    """
    models = [each for each in apps.get_models() if each._meta.label != "sessions.Session"]
    filled = _with_rows([each._meta.db_table for each in models])
    rows: Rows = {
        each._meta.label: list(each._base_manager.order_by("pk").values())
        if each._meta.db_table in filled
        else []
        for each in models
    }
    refusals = (AuditAction.ACCESS_REFUSED, AuditAction.FIREWALL_BREACH)
    log = AuditEntry._meta.label
    rows[log] = [entry for entry in rows[log] if entry["action"] not in refusals]
    return rows


def _with_rows(tables: list[str]) -> set[str]:
    """Say in one query which tables are worth reading: in most tests most are empty."""
    asked = (f"EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}")
        answers = cursor.fetchone()
    return {table for table, has_rows in zip(tables, answers, strict=True) if has_rows}


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
