"""Seals what the register of persons says: names, numbers and notes with a key of the office."""

import json

from django.db import migrations

from hamkor.vault.office_fields import OfficeJSON, OfficeText

AT_ONCE = 2000
TABLES = {
    "nameform": {
        "given_name": OfficeText(),
        "patronymic": OfficeText(),
        "surname": OfficeText(),
        "written": OfficeText(help_text="As written, in the order written"),
    },
    "persondocument": {"number": OfficeText()},
    "person": {
        "birthplace": OfficeText(),
        "form": OfficeJSON(default=dict, help_text="As matching.Parsed is stored"),
        "note": OfficeText(),
    },
    "organisation": {"name": OfficeText(help_text="As written")},
    "registercount": {
        "frequencies": OfficeJSON(default=dict, help_text="As matching.Frequencies writes them")
    },
    "identitydecision": {
        "suggestion": OfficeJSON(default=dict, help_text="Score and reasons shown at the time")
    },
    "shareddecision": {
        "particulars": OfficeJSON(
            default=dict, help_text="What was told of the two, to know them by"
        )
    },
}


class ToSealed(migrations.AlterField):
    """Turns a column of text into one of bytes, which hold the text until it is sealed."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            # SQLite copies the whole table: once, with the last column, does for all of them.
            if self.name == list(TABLES[self.model_name_lower])[-1]:
                super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        table, column = f"persons_{self.model_name_lower}", self.name
        schema_editor.execute(
            f'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP DEFAULT,'
            f' ALTER COLUMN "{column}" TYPE bytea USING convert_to("{column}"::text, \'UTF8\')'
        )


def seal_all(apps, schema_editor):
    for name in TABLES:
        model = apps.get_model("persons", name)
        fields = [model._meta.get_field(field) for field in TABLES[name]]
        while _seal_next(schema_editor.connection, model._meta.db_table, fields):
            pass
        _seal_next.last = 0


def _seal_next(connection, table, fields):
    """Seal the next rows of a table, by number; False when there are none."""
    columns = ", ".join(f'"{field.name}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id, {columns} FROM "{table}" WHERE id > %s ORDER BY id LIMIT {AT_ONCE}',
            [_seal_next.last],
        )
        rows = cursor.fetchall()
        changes = ", ".join(f'"{field.name}" = %s' for field in fields)
        cursor.executemany(
            f'UPDATE "{table}" SET {changes} WHERE id = %s',
            [(*_sealed(fields, plain, connection), pk) for pk, *plain in rows],
        )
    _seal_next.last = rows[-1][0] if rows else 0
    return bool(rows)


_seal_next.last = 0


def _sealed(fields, plain, connection):
    for field, value in zip(fields, plain, strict=True):
        text = value if isinstance(value, str) else bytes(value).decode()
        thing = json.loads(text) if isinstance(field, OfficeJSON) else text
        yield field.get_db_prep_value(thing, connection)


class Migration(migrations.Migration):

    dependencies = [("persons", "0004_private_matching")]

    operations = [
        *(
            ToSealed(model, name, field)
            for model, fields in TABLES.items()
            for name, field in fields.items()
        ),
        migrations.RunPython(seal_all),
    ]
