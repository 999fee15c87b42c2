"""The database itself refuses to delete a leaf, to change its hash or to move it.

Its salt may go, and a leaf without a place may get one. A migration that rebuilds the table on
SQLite drops its triggers with it and must install them again.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

INSTALL = {
    "sqlite": (
        """CREATE TRIGGER evidence_no_change BEFORE UPDATE ON evidence_leaf
        WHEN NEW.id <> OLD.id OR NEW.leaf_hash <> OLD.leaf_hash OR NEW.kind <> OLD.kind
        OR (OLD.position IS NOT NULL AND NEW.position IS NOT OLD.position)
        BEGIN SELECT RAISE(ABORT, 'the evidence log is append-only'); END""",
        """CREATE TRIGGER evidence_no_deletion BEFORE DELETE ON evidence_leaf
        BEGIN SELECT RAISE(ABORT, 'the evidence log is append-only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the evidence log is append-only'
        USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE TRIGGER evidence_no_change BEFORE UPDATE ON evidence_leaf FOR EACH ROW
        WHEN (NEW.id <> OLD.id OR NEW.leaf_hash <> OLD.leaf_hash OR NEW.kind <> OLD.kind
        OR (OLD.position IS NOT NULL AND NEW.position IS DISTINCT FROM OLD.position))
        EXECUTE FUNCTION evidence_refuse()""",
        """CREATE TRIGGER evidence_no_deletion BEFORE DELETE ON evidence_leaf
        FOR EACH ROW EXECUTE FUNCTION evidence_refuse()""",
        """CREATE TRIGGER evidence_no_truncation BEFORE TRUNCATE ON evidence_leaf
        FOR EACH STATEMENT EXECUTE FUNCTION evidence_refuse()""",
    ),
}
REMOVE = {
    "sqlite": ("DROP TRIGGER evidence_no_change", "DROP TRIGGER evidence_no_deletion"),
    "postgresql": (
        "DROP TRIGGER evidence_no_change ON evidence_leaf",
        "DROP TRIGGER evidence_no_deletion ON evidence_leaf",
        "DROP TRIGGER evidence_no_truncation ON evidence_leaf",
        "DROP FUNCTION evidence_refuse",
    ),
}


def install(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in INSTALL[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def remove(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in REMOVE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
