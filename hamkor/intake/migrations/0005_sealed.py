"""Seals what persons wrote: each complaint gets a key of its own, outside the database."""

from uuid import UUID

from django.db import migrations, models

from hamkor import envelope
from hamkor.errors import OurFault
from hamkor.files.store import read_file, store_file
from hamkor.intake.keys import blind, mark_of
from hamkor.vault.fields import SealedText
from hamkor.vault.keys import make_key

FACTS = ("happened", "happened_when", "happened_where", "who_did_it", "wanted", "answers")
IDENTITY = ("person_name", "born", "citizenship", "document_number", "contact")
OF_COMPLAINT = {"key": "complaint.reference"}
HELP = {
    "happened": "What happened",
    "wanted": "What the person asks for",
    "answers": "Answers to the questions of the category: canonical JSON",
    "born": "As typed",
    "contact": "How to reach the person safely",
}
FIELDS = (
    *(("complaint", name, SealedText(help_text=HELP.get(name, ""))) for name in FACTS),
    *(
        ("complaint", name, SealedText(part="identity", help_text=HELP.get(name, "")))
        for name in IDENTITY
    ),
    (
        *("complaint", "screening"),
        SealedText(
            part="screening",
            help_text="Answers on trafficking, for the protection team: canonical JSON",
        ),
    ),
    ("complaint", "salt", SealedText()),
    (
        *("complaint", "proof"),
        SealedText(help_text="The signed proof of filing given to the person"),
    ),
    ("complaintmessage", "text", SealedText(row="submission", **OF_COMPLAINT)),
    ("attachment", "name", SealedText(**OF_COMPLAINT)),
    (
        *("attachment", "digest"),
        SealedText(help_text="SHA-256 of the content, hex", **OF_COMPLAINT),
    ),
)
LAST = ("proof", "text", "digest")


class ToSealed(migrations.AlterField):
    """Turns a column of text into one of bytes, which hold the text until it is sealed."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            # SQLite copies the whole table: once, with the last column, does for all of them.
            if self.name in LAST:
                super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        table, column = f"intake_{self.model_name_lower}", self.name
        schema_editor.execute(
            f'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP DEFAULT,'
            f' ALTER COLUMN "{column}" TYPE bytea USING convert_to("{column}", \'UTF8\')'
        )


def seal_all(apps, schema_editor):
    connection = schema_editor.connection
    Complaint = apps.get_model("intake", "Complaint")
    for pk, reference in Complaint.objects.order_by("pk").values_list("pk", "reference"):
        _seal_complaint(apps, connection, pk, reference)


def _seal_complaint(apps, connection, pk, reference):
    key = make_key(reference)
    _seal_row(connection, "complaint", key, pk, str(reference))
    messages = apps.get_model("intake", "ComplaintMessage").objects.filter(complaint_id=pk)
    for message_pk, submission in messages.order_by("pk").values_list("pk", "submission"):
        _seal_row(connection, "complaintmessage", key, message_pk, submission)
    files = apps.get_model("intake", "Attachment").objects.filter(complaint_id=pk)
    for file_pk, file in files.order_by("pk").values_list("pk", "reference"):
        digest = _seal_row(connection, "attachment", key, file_pk, str(file))["digest"]
        files.filter(pk=file_pk).update(mark=mark_of(digest, reference))
        _seal_file(file, reference)
    for row in apps.get_model("intake", "ComplaintKey").objects.filter(complaint_id=pk):
        row.key = blind(row.key)
        row.save(update_fields=["key"])


def _seal_row(connection, model, key, pk, row):
    """Seal every text of one row; return what the texts were."""
    table = f"intake_{model}"
    fields = {name: field for of, name, field in FIELDS if of == model}
    quoted = [f'"{name}"' for name in fields]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {", ".join(quoted)} FROM "{table}" WHERE id = %s', [pk])
        plain = dict(zip(fields, map(_as_bytes, cursor.fetchone()), strict=True))
        sealed = [
            envelope.seal_content(key, plain[name], part=field.part, context=f"{table} {name} {row}")
            for name, field in fields.items()
        ]
        changes = ", ".join(f"{name} = %s" for name in quoted)
        cursor.execute(f'UPDATE "{table}" SET {changes} WHERE id = %s', [*sealed, pk])
    return {name: text.decode() for name, text in plain.items()}


def _as_bytes(value):
    return value.encode() if isinstance(value, str) else bytes(value)


def _seal_file(file: UUID, owner: UUID) -> None:
    try:
        read_file(file, owner=owner)  # sealed in an attempt that was cut short
    except OurFault:
        store_file(file, read_file(file), owner=owner)


class Migration(migrations.Migration):

    dependencies = [("intake", "0004_return")]

    operations = [
        migrations.RemoveConstraint(model_name="attachment", name="attachment_once"),
        migrations.AddField(
            model_name="attachment",
            name="mark",
            field=models.CharField(
                default="", help_text="Blind key of the digest", max_length=64
            ),
            preserve_default=False,
        ),
        *(ToSealed(model, name, field) for model, name, field in FIELDS),
        migrations.RunPython(seal_all),
    ]
