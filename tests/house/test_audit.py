"""The audit log is append-only: the database itself says no, on both databases."""

import pytest
from django.db import DatabaseError, connection, transaction

from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.audit.services import record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def entry(db):
    record(AuditAction.SEARCHED, by="a bystander")
    record(AuditAction.PERSON_READ, by="olim", kind="person")
    return AuditEntry.objects.get(actor="olim")


def change(entry):
    AuditEntry.objects.filter(pk=entry.pk).update(actor="somebody else")


def change_past_the_models(entry):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditentry SET facts = '{}' WHERE id = %s", [entry.pk])


def delete(entry):
    AuditEntry.objects.filter(pk=entry.pk).delete()


def delete_all(entry):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditentry")


@pytest.mark.parametrize("tamper", [change, change_past_the_models, delete, delete_all])
def test_nobody_changes_or_deletes_an_entry(entry, tamper):
    before = list(AuditEntry.objects.values())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        tamper(entry)
    assert list(AuditEntry.objects.values()) == before


def test_postgresql_does_not_empty_the_log_at_one_stroke(entry):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_auditentry")
    assert AuditEntry.objects.count() == 2


def test_an_entry_is_gone_with_the_transaction_of_what_it_records(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 - both must be inside
        record(AuditAction.CASE_OPENED, by="olim")
        _ = 1 / 0
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_between_tests_leaves_the_log_protected():
    from django.core.management import call_command

    record(AuditAction.SEARCHED, by="olim")
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    record(AuditAction.SEARCHED, by="olim")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all().delete()
