import hashlib
import io

import pytest
from PIL import Image

from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.deadlines.queries import open_deadlines
from hamkor.errors import InputRefused, WrongState
from hamkor.files.store import read_file
from hamkor.intake.models import Attachment, Complaint
from hamkor.intake.services import (
    add_attachment,
    attachments,
    change_consent,
    note_attachment_read,
    register_complaint,
    withdraw_complaint,
)
from tests.factories import (
    AnsweredComplaintFactory,
    ComplaintFactory,
    DutyOfficerFactory,
    ForwardedComplaintFactory,
    InCaseComplaintFactory,
    RegisteredComplaintFactory,
    WithdrawnComplaintFactory,
)
from tests.services.assertions import assert_recorded_once, everything, refused

pytestmark = pytest.mark.django_db
TEXT = "Шартномаи меҳнатӣ".encode()


@pytest.fixture
def complaint(frozen_clock):
    bystander = ComplaintFactory()
    yield ComplaintFactory()
    before = (bystander.status, bystander.may_be_shared)
    bystander.refresh_from_db()
    assert (bystander.status, bystander.may_be_shared) == before
    assert not bystander.attachments.exists()
    assert open_deadlines().filter(about=bystander.reference).exists()


def picture(colour="red"):
    file = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return file.getvalue()


def test_a_file_is_kept_sealed_and_comes_back_to_the_byte(complaint):
    content = picture()
    added = add_attachment(complaint, name="C:\\Users\\a\\шартнома.png", content=content)
    added.refresh_from_db()
    assert (added.complaint, added.name) == (complaint, "шартнома.png")
    assert (added.media_type, added.size) == ("image/png", len(content))
    assert added.digest == hashlib.sha256(content).hexdigest()
    assert read_file(added.reference, owner=complaint.reference) == content
    entry = assert_recorded_once(
        AuditAction.COMPLAINT_FILE_ADDED, by="person", about=complaint.reference
    )
    assert entry.facts == {"media_type": "image/png", "size": len(content)}


def test_reading_a_file_is_recorded_whoever_reads_it(complaint):
    added = add_attachment(complaint, name="a.txt", content=TEXT)
    note_attachment_read(added, by=None)
    assert_recorded_once(AuditAction.DOCUMENT_READ, by="person", about=added.reference)
    other = add_attachment(complaint, name="b.txt", content=b"other")
    note_attachment_read(other, by=DutyOfficerFactory(username="lola"))
    assert_recorded_once(AuditAction.DOCUMENT_READ, by="lola", about=other.reference)


def test_the_same_file_added_twice_is_kept_once(complaint):
    first = add_attachment(complaint, name="a.txt", content=TEXT)
    before = everything()
    assert add_attachment(complaint, name="b.txt", content=TEXT) == first
    assert everything() == before


def test_two_people_may_add_the_same_file(complaint):
    other = ComplaintFactory()
    first = add_attachment(complaint, name="a.txt", content=TEXT)
    assert add_attachment(other, name="a.txt", content=TEXT) != first


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b""),
        ("a.exe", b"MZ\x90\x00\xff\xfe"),
        ("a.jpg", picture()),
        ("a.png", picture()[:40]),
        ("a.pdf", b"%PDF-1.7 nothing"),
    ],
    ids=["empty", "a programme", "false extension", "cut off", "no pdf"],
)
def test_a_file_that_cannot_be_kept_is_refused(complaint, name, content):
    with refused(InputRefused):
        add_attachment(complaint, name=name, content=content)


def test_a_file_too_large_is_refused(complaint, settings):
    settings.MAX_ATTACHMENT_BYTES = len(TEXT) - 1
    with refused(InputRefused):
        add_attachment(complaint, name="a.txt", content=TEXT)


def test_no_more_files_are_kept_than_the_limit(complaint, settings):
    settings.MAX_ATTACHMENTS = 2
    first = add_attachment(complaint, name="a.txt", content=b"one")
    add_attachment(complaint, name="a.txt", content=b"two")
    with refused(InputRefused, "At most 2 files"):
        add_attachment(complaint, name="a.txt", content=b"three")
    assert add_attachment(complaint, name="a.txt", content=b"one") == first


@pytest.mark.parametrize("factory", [InCaseComplaintFactory, AnsweredComplaintFactory])
def test_proof_found_later_may_still_be_added(factory):
    assert add_attachment(factory(), name="a.txt", content=TEXT).pk


def test_nothing_is_added_to_what_was_taken_back():
    complaint = WithdrawnComplaintFactory()
    with refused(WrongState, "new one"):
        add_attachment(complaint, name="a.txt", content=TEXT)


def test_a_file_that_could_not_be_written_leaves_no_row(complaint, monkeypatch):
    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(attachments, "store_file", full)
    with refused(OSError):
        add_attachment(complaint, name="a.txt", content=TEXT)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "factory", [ComplaintFactory, RegisteredComplaintFactory, InCaseComplaintFactory]
)
def test_the_person_takes_the_complaint_back_and_nothing_is_owed_any_more(factory, complaint):
    mine = factory()
    withdraw_complaint(mine)
    mine.refresh_from_db()
    assert mine.status == "withdrawn"
    assert (mine.steps.last().step, mine.steps.last().state) == ("withdrawn", "TJ")
    assert not open_deadlines().filter(about=mine.reference).exists()
    assert mine.happened
    assert_recorded_once(AuditAction.COMPLAINT_WITHDRAWN, by="person", about=mine.reference)


def test_taking_back_twice_is_taking_back_once(complaint):
    same_in_another_tab = Complaint.objects.get(pk=complaint.pk)
    withdraw_complaint(complaint)
    before = everything()
    withdraw_complaint(complaint)
    withdraw_complaint(same_in_another_tab)
    assert everything() == before


def test_a_complaint_registered_meanwhile_can_still_be_taken_back(complaint):
    seen_by_person = Complaint.objects.get(pk=complaint.pk)
    register_complaint(complaint, by=DutyOfficerFactory())
    withdraw_complaint(seen_by_person)
    complaint.refresh_from_db()
    assert complaint.status == "withdrawn"


@pytest.mark.parametrize("factory", [ForwardedComplaintFactory, AnsweredComplaintFactory])
def test_what_was_decided_is_not_taken_back(factory):
    complaint = factory()
    with refused(WrongState):
        withdraw_complaint(complaint)


def test_consent_is_given_and_taken_back_each_time_on_record(complaint):
    change_consent(complaint, may_be_shared=True)
    assert Complaint.objects.get(pk=complaint.pk).may_be_shared is complaint.may_be_shared is True
    before = everything()
    change_consent(complaint, may_be_shared=True)
    assert everything() == before
    change_consent(complaint, may_be_shared=False)
    assert Complaint.objects.get(pk=complaint.pk).may_be_shared is complaint.may_be_shared is False
    changes = AuditEntry.objects.filter(action=AuditAction.CONSENT_CHANGED).order_by("pk")
    assert [(each.actor, each.facts["may_be_shared"]) for each in changes] == [
        ("person", True),
        ("person", False),
    ]


def test_consent_is_not_changed_on_what_was_taken_back():
    complaint = WithdrawnComplaintFactory()
    with refused(WrongState):
        change_consent(complaint, may_be_shared=True)


def test_changing_consent_undoes_nothing_that_happened_meanwhile(complaint):
    seen_by_person = Complaint.objects.get(pk=complaint.pk)
    register_complaint(complaint, by=DutyOfficerFactory())
    change_consent(seen_by_person, may_be_shared=True)
    complaint.refresh_from_db()
    assert (complaint.status, complaint.may_be_shared) == ("registered", True)
