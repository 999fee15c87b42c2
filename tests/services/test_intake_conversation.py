import pytest
from django.db import IntegrityError, transaction

from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.errors import InputRefused, NotAllowed, WrongState
from hamkor.intake import limits
from hamkor.intake.models import ComplaintMessage
from hamkor.intake.services import (
    answer_complaint,
    note_complaint_read,
    note_status_read,
    write_to_office,
    write_to_person,
)
from tests.factories import (
    AnsweredComplaintFactory,
    ComplaintFactory,
    DutyOfficerFactory,
    ForwardedComplaintFactory,
    OperatorFactory,
    RegisteredComplaintFactory,
    SupervisorFactory,
    WithdrawnComplaintFactory,
    file_a_complaint,
)
from tests.services.assertions import assert_recorded_once, everything, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return DutyOfficerFactory(username="lola")


@pytest.fixture
def complaint(frozen_clock):
    bystander = RegisteredComplaintFactory()
    write_to_office(bystander, text="Салом", token="b")
    yield RegisteredComplaintFactory()
    message = bystander.messages.get()
    assert (message.text, message.read_at) == ("Салом", None)


def test_the_person_writes_and_the_office_has_it(complaint, frozen_clock):
    message = write_to_office(complaint, text="Боз як чиз:\nном", token="t")
    message.refresh_from_db()
    assert (message.complaint, message.text) == (complaint, "Боз як чиз:\nном")
    assert (message.is_from_office, message.author, message.read_at) == (False, None, None)
    assert_recorded_once(AuditAction.COMPLAINT_MESSAGE, by="person", about=complaint.reference)


def test_the_office_writes_and_the_author_is_kept(complaint, officer):
    message = write_to_person(complaint, text="Шартнома доред?", token="t", by=officer)
    message.refresh_from_db()
    assert (message.is_from_office, message.author) == (True, officer)
    assert_recorded_once(AuditAction.COMPLAINT_MESSAGE, by="lola", about=complaint.reference)


@pytest.mark.parametrize(
    "factory", [ComplaintFactory, ForwardedComplaintFactory, AnsweredComplaintFactory]
)
def test_the_conversation_goes_on_whatever_became_of_the_complaint(factory, officer):
    complaint = factory()
    write_to_office(complaint, text="Савол", token="t")
    write_to_person(complaint, text="Ҷавоб", token="t", by=officer)
    assert [each.text for each in complaint.messages.all()][-2:] == ["Савол", "Ҷавоб"]


def test_a_message_sent_twice_is_kept_once(complaint, officer):
    first = write_to_office(complaint, text="Салом", token="t")
    answer = write_to_person(complaint, text="Салом", token="t", by=officer)
    before = everything()
    assert write_to_office(complaint, text="Салом", token="t") == first
    assert write_to_person(complaint, text="Салом", token="t", by=officer) == answer
    assert everything() == before


def test_one_form_of_two_people_is_two_messages(complaint):
    other = ComplaintFactory()
    one = write_to_office(complaint, text="Салом", token="t")
    assert write_to_office(other, text="Салом", token="t") != one


def test_the_same_form_with_other_words_is_refused(complaint):
    write_to_office(complaint, text="Салом", token="t")
    with refused(InputRefused, "already"):
        write_to_office(complaint, text="Хайр", token="t")


@pytest.mark.parametrize("text", ["", " \r\n", "я" * (limits.MESSAGE + 1), "a\x00", "a\ufffd"])
def test_a_message_that_cannot_be_sent_is_refused(complaint, officer, text):
    with refused(InputRefused):
        write_to_office(complaint, text=text, token="t")
    with refused(InputRefused):
        write_to_person(complaint, text=text, token="t", by=officer)


@pytest.mark.parametrize("token", ["", "x" * 65, "a\x00"])
def test_a_message_without_its_token_is_refused(complaint, token):
    with refused(InputRefused):
        write_to_office(complaint, text="Салом", token=token)


@pytest.mark.parametrize("shape", ["{}", "Рамзи ман {} аст", "коди {}."])
@pytest.mark.parametrize("glue", [" ", "", "-", "  "])
def test_a_receipt_code_is_not_taken_into_a_message(officer, shape, glue):
    filed = file_a_complaint()
    text = shape.format(filed.code.replace(" ", glue))
    with refused(InputRefused, "receipt code"):
        write_to_office(filed.complaint, text=text, token="t")
    with refused(InputRefused, "receipt code"):
        write_to_person(filed.complaint, text=text, token="t", by=officer)


def test_a_receipt_code_is_not_taken_into_an_answer(complaint, officer):
    code = file_a_complaint().code
    with refused(InputRefused, "receipt code"):
        answer_complaint(complaint, text=f"Рамзи шумо {code}", by=officer)


def test_other_long_numbers_may_be_written(complaint):
    text = "ҳисоб 40817810099910004312, телефон +992 900 00 00 00, 1234567890123456789012"
    assert write_to_office(complaint, text=text, token="t").text == text


def test_whoever_took_the_complaint_back_files_a_new_one(officer):
    complaint = WithdrawnComplaintFactory()
    with refused(WrongState, "new one"):
        write_to_office(complaint, text="Салом", token="t")
    with refused(WrongState):
        write_to_person(complaint, text="Салом", token="t", by=officer)


@pytest.mark.parametrize("factory", [OperatorFactory, SupervisorFactory])
def test_whoever_may_not_write_to_people_leaves_no_trace(complaint, factory):
    outsider = factory()
    with refused(NotAllowed):
        write_to_person(complaint, text="Салом", token="t", by=outsider)
    with refused(NotAllowed):
        note_complaint_read(complaint, by=outsider)


def test_a_complaint_holds_no_more_messages_than_the_limit(complaint, monkeypatch):
    monkeypatch.setattr(limits, "MESSAGES_A_COMPLAINT", 2)
    first = write_to_office(complaint, text="1", token="1")
    write_to_office(complaint, text="2", token="2")
    with refused(InputRefused, "At most 2 messages"):
        write_to_office(complaint, text="3", token="3")
    assert write_to_office(complaint, text="1", token="1") == first


def test_reading_marks_the_other_sides_messages_and_is_recorded(complaint, officer, frozen_clock):
    complaint.responsible = officer
    write_to_office(complaint, text="Савол", token="t")
    write_to_person(complaint, text="Ҷавоб", token="t", by=officer)
    note_complaint_read(complaint, by=officer)
    asked, answered = complaint.messages.all()
    assert asked.read_at is not None
    assert answered.read_at is None
    frozen_clock.move_on(hours=1)
    note_status_read(complaint)
    note_complaint_read(complaint, by=officer)
    again_asked, again_answered = complaint.messages.all()
    assert again_asked.read_at == asked.read_at
    assert (again_answered.read_at - asked.read_at).seconds == 3600
    read = AuditEntry.objects.filter(about=complaint.reference)
    assert read.filter(action=AuditAction.COMPLAINT_READ, actor="lola").count() == 2
    assert_recorded_once(AuditAction.COMPLAINT_STATUS_READ, by="person", about=complaint.reference)


def test_the_database_itself_rejects_a_message_of_the_office_without_author(complaint):
    message = write_to_office(complaint, text="Салом", token="t")
    row = ComplaintMessage.objects.filter(pk=message.pk)
    with pytest.raises(IntegrityError, match="message_author_iff"), transaction.atomic():
        row.update(is_from_office=True)
