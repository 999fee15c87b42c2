"""The database itself refuses to change or delete an audit entry.

A migration that rebuilds the table on SQLite drops its triggers with it and must install them
again; `tests/house/test_audit.py` notices.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

INSTALL = {
    "sqlite": (
        """CREATE TRIGGER audit_no_change BEFORE UPDATE ON audit_auditentry
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
        """CREATE TRIGGER audit_no_deletion BEFORE DELETE ON audit_auditentry
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the audit log is append-only'
        USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_auditentry
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
        """CREATE TRIGGER audit_no_truncation BEFORE TRUNCATE ON audit_auditentry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    ),
}
REMOVE = {
    "sqlite": ("DROP TRIGGER audit_no_change", "DROP TRIGGER audit_no_deletion"),
    "postgresql": (
        "DROP TRIGGER audit_no_change ON audit_auditentry",
        "DROP TRIGGER audit_no_truncation ON audit_auditentry",
        "DROP FUNCTION audit_refuse",
    ),
}


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in INSTALL[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in REMOVE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
