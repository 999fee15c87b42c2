"""Empties what the database still holds of names that were sealed a moment ago."""

from django.db import migrations

TABLES = ("nameform", "persondocument", "person", "organisation", "identitydecision", "shareddecision")


def forget(apps, schema_editor):
    if not apps.get_model("persons", "Person").objects.exists():
        return
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in TABLES:
                cursor.execute(f'VACUUM FULL "persons_{table}"')
        else:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Migration(migrations.Migration):
    atomic = False  # neither database empties itself inside a transaction

    dependencies = [("persons", "0005_sealed")]

    operations = [migrations.RunPython(forget)]
