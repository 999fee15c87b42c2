"""A node from before: what persons wrote in clear is sealed by the upgrade, and gone in clear."""

import os
import subprocess
import sys
from pathlib import Path

from hamkor.exchange.identity import make_keys
from hamkor.node import Node, write_node

UPGRADE = """
import hashlib, sys
from uuid import UUID, uuid4
from django.core.management import call_command
import django
django.setup()
from django.db import connection
from hamkor.files.store import read_file, store_file

story, name, word = "STORY-in-clear", "NAME-in-clear", "WORD-in-clear"
call_command("migrate", "intake", "0004", verbosity=0)
call_command("migrate", "persons", "0004", verbosity=0)
call_command("migrate", "accounts", verbosity=0)
reference, file = uuid4(), uuid4()
from django.db.migrations.executor import MigrationExecutor
state = MigrationExecutor(connection).loader.project_state(
    [("intake", "0004_return"), ("persons", "0004_private_matching")])
old = state.apps.get_model
complaint = old("intake", "Complaint").objects.create(
    reference=reference, submission="s", code_hash=b"h" * 32, language="tg", mode="open",
    area="labour-migrants", category="wages", happened=story, person_name=name,
    salt="00", proof="p.q.r")
old("intake", "ComplaintMessage").objects.create(
    complaint=complaint, submission="m", is_from_office=False, text=word)
digest = hashlib.sha256(b"content").hexdigest()
old("intake", "Attachment").objects.create(
    reference=file, complaint=complaint, name="FILE-in-clear.txt", media_type="text/plain",
    size=7, digest=digest)
old("intake", "ComplaintKey").objects.create(complaint=complaint, key="n:KEY-in-clear")
store_file(file, b"content")
person = old("persons", "Person").objects.create(form={"key": "FORM-in-clear"}, note="ё")
old("persons", "NameForm").objects.create(
    person=person, written=name, surname=name, script="Latn", source="court")
old("persons", "PersonDocument").objects.create(person=person, kind="p", number="NO-in-clear")
old("persons", "Organisation").objects.create(name="FIRM-in-clear", country="RU")
call_command("migrate", verbosity=0)

from hamkor.intake.keys import blind, mark_of
from hamkor.intake.models import Complaint
now = Complaint.objects.get()
assert (now.happened, now.person_name, now.wanted) == (story, name, "")
assert now.messages.get().text == word
added = now.attachments.get()
assert (added.name, added.digest) == ("FILE-in-clear.txt", digest)
assert added.mark == mark_of(digest, reference)
assert now.keys.get().key == blind("n:KEY-in-clear")
assert read_file(file, owner=reference) == b"content"
from hamkor.persons.models import NameForm, Organisation, Person
kept = Person.objects.get()
assert (kept.form, kept.note, kept.birthplace) == ({"key": "FORM-in-clear"}, "ё", "")
assert NameForm.objects.get(written=name).surname == name
assert kept.documents.get().number == "NO-in-clear"
assert Organisation.objects.get().name == "FIRM-in-clear"
"""


def test_an_upgrade_seals_what_lay_in_clear_and_leaves_nothing_of_it(tmp_path: Path) -> None:
    node = Node(
        folder=tmp_path / "node",
        office="tj-prosecutor-general",
        state="TJ",
        address="http://localhost:8000",
        time_zone="Asia/Dushanbe",
        is_demo=True,
    )
    write_node(node)
    make_keys(node)
    environment = {
        **os.environ,
        "HAMKOR_NODE": str(node.folder),
        "DJANGO_SETTINGS_MODULE": "hamkor.settings",
    }
    environment.pop("HAMKOR_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", UPGRADE], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    for path in node.folder.glob("db.sqlite3*"):
        assert b"in-clear" not in path.read_bytes(), path.name
