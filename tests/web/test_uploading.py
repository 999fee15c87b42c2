"""A script sends a file in parts: each answer says what is next, each refusal is a sentence."""

from uuid import uuid4

import pytest
from django.test import Client

from hamkor.intake.services import withdraw_complaint
from hamkor.intake.services.uploads import PART_BYTES
from tests.factories import file_a_complaint

pytestmark = pytest.mark.django_db
CONTENT = "матн ".encode() * 40_000


def visitor():
    filed = file_a_complaint()
    client = Client()
    client.post("/code/", {"code": filed.code})
    return client, filed.complaint


@pytest.fixture
def person():
    return visitor()


def begin(client, **changes):
    said = {"name": "нома.txt", "size": str(len(CONTENT)), **changes}
    return client.post("/status/parts/", said)


def send(client, upload, number, content=None):
    piece = CONTENT[number * PART_BYTES :][:PART_BYTES] if content is None else content
    return client.post(
        f"/status/parts/{upload}/{number}/", piece, content_type="application/octet-stream"
    )


def test_a_file_arrives_in_parts_and_goes_on_after_the_line_broke(person):
    client, complaint = person
    said = begin(client).json()
    assert (said["next"], said["bytes"]) == (0, PART_BYTES)
    assert send(client, said["upload"], 0).json() == {"next": 1}
    again = begin(client).json()  # the page was opened anew
    assert (again["upload"], again["next"]) == (said["upload"], 1)
    assert send(client, said["upload"], 1).json() == {"done": True}
    added = complaint.attachments.get()
    assert (added.name, added.size) == ("нома.txt", len(CONTENT))
    assert "нома.txt" in client.get("/status/").content.decode()


@pytest.mark.parametrize("size", ["", "0", "-5", "9" * 40, "٣", "1e3", str(51 * 1024 * 1024)])
def test_a_size_that_is_none_or_too_much_is_refused_in_words(person, size):
    client, complaint = person
    answer = begin(client, size=size)
    assert answer.status_code == 422
    assert "нома.txt" in answer.json()["refused"]
    assert not complaint.uploads.exists()


def test_a_part_of_another_length_is_refused_and_nothing_moves(person):
    client, complaint = person
    upload = begin(client).json()["upload"]
    for wrong in (b"", CONTENT[: PART_BYTES - 1], CONTENT[: PART_BYTES + 1]):
        assert send(client, upload, 0, wrong).status_code == 422
    assert send(client, upload, 1).status_code == 409
    assert complaint.uploads.get().parts_here == 0


def test_what_is_no_evidence_is_said_when_the_last_part_is_here(person):
    client, complaint = person
    upload = begin(client, name="a.exe", size="4").json()["upload"]
    answer = send(client, upload, 0, b"MZ\x90\xff")
    assert answer.status_code == 422
    assert "a.exe" in answer.json()["refused"]
    assert not complaint.attachments.exists()


def test_the_upload_of_another_person_is_as_absent_as_one_that_never_was(person):
    client, _complaint = person
    other, others = visitor()
    upload = begin(other).json()["upload"]
    absent = send(client, uuid4(), 0)
    answer = send(client, upload, 0)
    assert answer.status_code == absent.status_code == 404
    assert answer.content == absent.content
    assert others.uploads.get().parts_here == 0


def test_without_a_code_or_the_forms_token_nothing_is_taken_in(person):
    _client, complaint = person
    assert Client().post("/status/parts/", {"name": "a.txt", "size": "4"}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = _client.cookies
    assert begin(strict).status_code == 403
    assert not complaint.uploads.exists()


def test_a_complaint_taken_back_says_so(person):
    client, complaint = person
    withdraw_complaint(complaint)
    answer = begin(client)
    assert answer.status_code == 409
    assert "withdrawn" in answer.json()["refused"]
