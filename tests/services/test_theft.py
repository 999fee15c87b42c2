"""Whoever steals the database, the files and every back-up of them reads nothing of it.

What is stolen: every value of every table, the folder of files, the folder of keys of complaints,
as the howto on back-ups copies them. What is not: `keys/`, which is kept apart.
"""

import json
import re
import unicodedata
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from hamkor import envelope, matching
from hamkor.intake.answers import write_answers
from hamkor.intake.services import (
    add_attachment,
    file_complaint,
    keep_draft,
    register_complaint,
    write_to_office,
    write_to_person,
)
from hamkor.intake.services.uploads import PART_BYTES, add_part, begin_upload
from hamkor.vault.keys import destroy_key
from tests.factories import DutyOfficerFactory, complaint_facts
from tests.services.test_evidence_files import photo

pytestmark = pytest.mark.django_db
LETTERS = "абвгдежзиклмнопрстуфхчшэюя"
TOLD = ("happened", "happened_when", "happened_where", "who_did_it", "wanted", "contact")


def a_word() -> str:
    """Return a word that occurs nowhere else, of letters only, as a name is."""
    return "Пинҳон" + "".join(LETTERS[byte % len(LETTERS)] for byte in uuid4().bytes)


def a_number() -> str:
    return f"А{uuid4().int % 10**12:012d}"


class Planted:
    """Fifty secrets: what eight people said, and the officer wrote to them."""

    def __init__(self) -> None:
        self.secrets: list[str] = []
        self.complaints = []

    def new(self, kind=a_word) -> str:
        self.secrets.append(kind())
        return self.secrets[-1]

    def one(self, mode: str, duty) -> None:
        said = {name: f"{self.new()} ихтироъ" for name in TOLD}
        if mode != "signal":
            said |= {"person_name": f"{self.new()} Саид", "document_number": self.new(a_number)}
        else:
            said |= {"person_name": "", "document_number": ""}
        answers = write_answers({"owed": self.new()})
        facts = complaint_facts(mode=mode, answers=answers, **said)
        filed = file_complaint(token=envelope.new_token(), facts=facts, language="tg")
        self.secrets.append(filed.code)
        self.secrets.append(filed.code.replace(" ", ""))
        complaint = filed.complaint
        self.complaints.append(complaint)
        write_to_office(complaint, text=f"{self.new()} салом", token="t" * 22)
        text = self.new()
        add_attachment(complaint, name=f"{self.new()}.txt", content=(text * 50).encode())
        add_attachment(complaint, name=f"{self.new()}.jpg", content=photo())
        upload = begin_upload(complaint, name=f"{self.new()}.txt", size=PART_BYTES + 1)
        part = (self.new().encode() * PART_BYTES)[:PART_BYTES]
        add_part(upload, number=0, content=part)
        if mode != "signal":
            register_complaint(complaint, by=duty)
            write_to_person(complaint, text=f"{self.new()} салом", token="u" * 22, by=duty)


@pytest.fixture
def planted():
    held = Planted()
    duty = DutyOfficerFactory()
    for mode in ("signal", "confidential", "open"):
        held.one(mode, duty)
    keep_draft(held.new().encode(), token=envelope.new_token(), pin="7391")
    assert len(held.secrets) >= 50
    return held


def stolen() -> bytes:
    """Return everything that a thief carries away, end to end."""
    return b"\n".join((*_tables(), *_files(settings.NODE.files_folder)))


def _tables():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield from (_as_bytes(value) for value in row)


def _as_bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return text.encode()


def _files(folder: Path):
    for path in sorted(folder.rglob("*")):
        yield path.name.encode()
        if path.is_file():
            yield path.read_bytes()


def ways_to_write(secret: str) -> set[bytes]:
    """Return how a database may spell a secret: cases, codings, and as names are compared."""
    known = matching.parse(matching.Record(names=(matching.Name(secret),))).to_json()
    compared = {word for word in _words(known) if len(word) > 12}
    digits = "".join(filter(str.isdigit, secret))
    compared |= {digits} if len(digits) > 9 else set()
    spelt = {
        secret,
        secret.lower(),
        secret.upper(),
        unicodedata.normalize("NFD", secret),
        *compared,
    }
    escaped = {json.dumps(each).strip('"') for each in spelt}
    return {each.encode(coding) for each in spelt | escaped for coding in ("utf-8", "utf-16-le")}


def _words(thing: object):
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for value in (*thing, *thing.values()):
            yield from _words(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from _words(value)


def test_a_thief_of_database_and_files_reads_none_of_fifty_secrets(planted):
    loot = stolen()
    found = [s for s in planted.secrets if any(way in loot for way in ways_to_write(s))]
    assert found == []


def test_complaints_find_each_other_by_keys_that_say_nothing(planted):
    keys = [key for each in planted.complaints for key in each.keys.values_list("key", flat=True)]
    assert len(keys) > 5
    assert [key for key in keys if not re.fullmatch(r"[a-z]:[0-9a-f]{64}", key)] == []


def test_the_search_would_have_found_them(planted):
    complaint = planted.complaints[0]
    assert complaint.happened.split()[0] in planted.secrets
    loot = complaint.happened.upper().encode() + b"..."
    assert any(way in loot for way in ways_to_write(complaint.happened.split()[0]))


def test_an_old_backup_of_an_erased_complaint_stays_closed_even_to_the_office(planted):
    """The thief has the keys of the office too, and yesterday's database; but not this key."""
    erased, kept = planted.complaints[0], planted.complaints[1]
    before = {"happened": erased.happened, "kept": kept.happened}
    destroy_key(erased.reference)
    with connection.cursor() as cursor:
        cursor.execute("SELECT happened FROM intake_complaint WHERE id = %s", [erased.pk])
        sealed = bytes(cursor.fetchone()[0])
    context = f"intake_complaint happened {erased.reference}"
    pepper = settings.NODE.read_secret("pepper")
    for key in (pepper[:32], envelope.new_content_key()):
        with pytest.raises(Exception, match="does not open"):
            envelope.open_content(key, sealed, part="facts", context=context)
    kept.refresh_from_db()
    assert kept.happened == before["kept"]
