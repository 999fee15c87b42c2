"""What a person has erased is gone, and that it was erased is not."""

import pytest

from hamkor.audit.actions import AuditAction
from hamkor.errors import InputRefused, NotFound, RuleViolation, WrongState
from hamkor.files.store import read_file
from hamkor.intake.models import Attachment, Complaint, ComplaintMessage, Step
from hamkor.intake.queries import by_code, status_for_complainant
from hamkor.intake.services import (
    add_attachment,
    add_step,
    answer_complaint,
    erase_complaint,
    escalate_complaint,
    file_complaint,
    register_complaint,
    write_to_office,
)
from hamkor.intake.services.erasure import TOLD
from hamkor.persons.models import Mention, Organisation, Person
from hamkor.persons.services import decide_identity
from hamkor.vault.keys import has_key
from tests.factories import (
    ComplaintFactory,
    CustodianFactory,
    DutyOfficerFactory,
    PersonFactory,
    complaint_facts,
    file_a_complaint,
)
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed(frozen_clock):
    other = file_a_complaint(who_did_it="Ихтироъ-Сохтмон")
    add_attachment(other.complaint, name="a.txt", content=b"mine")
    yield file_a_complaint(who_did_it="Ихтироъ-Строй")
    other.complaint.refresh_from_db()
    assert other.complaint.happened
    attachment = other.complaint.attachments.get()
    assert read_file(attachment.reference, owner=other.complaint.reference) == b"mine"
    assert other.complaint.keys.exists()


def lived_through(filed):
    """Register, add a file, talk, answer, contest: everything that leaves words behind."""
    complaint, officer = filed.complaint, DutyOfficerFactory()
    add_attachment(complaint, name="аксҳо.txt", content="Ихтироъ".encode())
    register_complaint(complaint, by=officer)
    write_to_office(complaint, text="Салом", token="t")
    answer_complaint(complaint, text="Ҷавоб", by=officer)
    escalate_complaint(complaint, text="Ин ҷавоб нест", token="e")
    return complaint


def test_no_word_no_file_no_person_and_no_key_is_left(filed):
    complaint = lived_through(filed)
    reference, person = complaint.attachments.get().reference, complaint.person
    copied = Complaint.objects.get(pk=complaint.pk)  # as a copy of the database holds it
    erase_complaint(complaint, code=filed.code)
    assert not has_key(complaint.reference)
    with pytest.raises(NotFound):
        _ = copied.happened
    fresh = Complaint.objects.get(pk=complaint.pk)
    assert {name: getattr(fresh, name) for name in TOLD} == dict.fromkeys(TOLD, "")
    assert (fresh.status, fresh.person, fresh.may_be_shared) == ("erased", None, False)
    assert not fresh.messages.exists()
    assert not fresh.attachments.exists()
    assert not fresh.keys.exists()
    assert not Person.objects.filter(pk=person.pk).exists()
    assert not Mention.objects.filter(about=fresh.reference).exists()
    assert not Organisation.objects.filter(name="Ихтироъ-Строй").exists()
    with pytest.raises(NotFound):
        read_file(reference, owner=fresh.reference)


def test_every_text_of_the_row_is_on_the_list_or_says_nothing_of_the_person():
    kept = {
        *("id", "reference", "number", "submission", "code_hash", "filed_at", "language", "mode"),
        *("is_in_danger", "urgency", "area", "category", "named_at", "is_invented", "status"),
        *("registered_at", "forwarded_to", "may_be_shared"),
    }
    columns = {field.name for field in Complaint._meta.concrete_fields if not field.is_relation}
    assert columns - kept == set(TOLD)


def test_the_code_still_shows_that_it_was_filed_and_erased(filed):
    complaint = lived_through(filed)
    erase_complaint(complaint, code=filed.code)
    assert by_code(filed.code) == complaint
    status = status_for_complainant(complaint)
    assert status.steps[0].step == "filed"
    assert status.steps[-1].step == "erased"
    left = (status.messages, status.attachments, status.may_erase, status.may_escalate)
    assert not any(left)
    entry = assert_recorded_once(
        AuditAction.COMPLAINT_ERASED, by="person", about=complaint.reference
    )
    assert entry.facts == {"files": 1}
    erase_complaint(complaint, code=filed.code)
    assert_recorded_once(AuditAction.COMPLAINT_ERASED, by="person", about=complaint.reference)


def test_only_with_its_own_code(filed):
    other = file_a_complaint()
    for code in (other.code, "", "12"):
        with refused(InputRefused, "not the code"):
            erase_complaint(filed.complaint, code=code)


def test_what_a_case_is_built_on_stays(filed):
    register_complaint(filed.complaint, by=DutyOfficerFactory())
    add_step(filed.complaint, Step.CASE_OPENED, state="TJ")
    assert not status_for_complainant(filed.complaint).may_erase
    with refused(RuleViolation, "evidence"):
        erase_complaint(filed.complaint, code=filed.code)


def test_a_record_on_which_a_decision_rests_stays_without_the_complaint(filed):
    complaint = lived_through(filed)
    person = complaint.person
    decide_identity(
        person, PersonFactory(), verdict="same", reasons="Seen in it.", by=CustodianFactory()
    )
    erase_complaint(complaint, code=filed.code)
    assert Person.objects.filter(pk=person.pk).exists()
    assert not person.complaints.exists()


def test_an_employer_whom_others_name_stays_for_the_others(filed):
    register_complaint(filed.complaint, by=DutyOfficerFactory())
    also = file_a_complaint(who_did_it="Ихтироъ-Строй").complaint
    register_complaint(also, by=DutyOfficerFactory())
    erase_complaint(filed.complaint, code=filed.code)
    assert [
        each.about for each in Organisation.objects.get(name="Ихтироъ-Строй").mentions.all()
    ] == [also.reference]


def test_nothing_is_added_to_what_was_erased(filed):
    erase_complaint(filed.complaint, code=filed.code)
    with refused(WrongState, "erased"):
        write_to_office(filed.complaint, text="Салом", token="t")
    with refused(WrongState, "erased"):
        add_attachment(filed.complaint, name="a.txt", content=b"x")
    officer = DutyOfficerFactory()
    with refused(WrongState, "had this complaint erased"):
        register_complaint(filed.complaint, by=officer)


def test_the_form_of_an_erased_complaint_does_not_bring_it_back(frozen_clock):
    facts, token = complaint_facts(), "A" * 22
    filed = file_complaint(token=token, facts=facts, language="tg")
    erase_complaint(filed.complaint, code=filed.code)
    with refused(InputRefused):
        file_complaint(token=token, facts=facts, language="tg")
    assert not ComplaintMessage.objects.exists()
    assert not Attachment.objects.exists()
    assert ComplaintFactory().status == "received"
