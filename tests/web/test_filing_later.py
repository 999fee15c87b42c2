"""What is added later with the code, and who at the office reads which answers."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from hamkor.accounts.roles import Role
from hamkor.audit.models import AuditEntry
from hamkor.intake import services as intake
from hamkor.intake.answers import write_answers
from hamkor.intake.queries import check_proof, proof_file
from tests.factories import (
    DutyOfficerFactory,
    OfficerFactory,
    RegisteredComplaintFactory,
    file_a_complaint,
)
from tests.web.office import as_officer
from tests.web.test_public_filing import words

pytestmark = pytest.mark.django_db

SIGNAL = {"mode": "signal", "person_name": "", "document_number": ""}


def visit(filed) -> Client:
    client = Client()
    client.post("/code/", {"code": filed.code})
    return client


def test_a_signal_becomes_a_confidential_appeal_in_one_step_and_its_proof_stays_true():
    bystander = file_a_complaint(**SIGNAL).complaint
    filed = file_a_complaint(**SIGNAL)
    client = visit(filed)
    assert "/status/name/" in client.get("/status/").content.decode()
    answer = client.post("/status/name/", {"person_name": "Ихтироъӣ Саид"})
    assert answer["Location"] == "/status/"
    complaint = filed.complaint
    complaint.refresh_from_db()
    bystander.refresh_from_db()
    assert (complaint.mode, complaint.person_name) == ("confidential", "Ихтироъӣ Саид")
    assert (bystander.mode, bystander.person_name) == ("signal", "")
    proven = check_proof(proof_file(complaint))
    assert (proven.is_valid, proven.are_words_checked) == (True, True)
    assert "Ихтироъӣ" not in proof_file(complaint)
    assert "/status/name/" not in client.get("/status/").content.decode()


def test_a_name_given_after_registration_makes_the_persons_record_sealed():
    filed = file_a_complaint(**SIGNAL)
    intake.register_complaint(filed.complaint, by=DutyOfficerFactory())
    visit(filed).post("/status/name/", {"person_name": "Ихтироъӣ Саид"})
    filed.complaint.refresh_from_db()
    assert filed.complaint.person.is_sealed


def test_a_complaint_with_a_name_gets_no_other():
    filed = file_a_complaint()
    answer = visit(filed).post("/status/name/", {"person_name": "Дигар"})
    assert answer.status_code == 409
    before = filed.complaint.person_name
    filed.complaint.refresh_from_db()
    assert filed.complaint.person_name == before


@pytest.mark.parametrize(("said", "kept"), [("yes", "confirmed"), ("no", "refused")])
def test_the_person_says_with_the_code_whether_the_helper_wrote_rightly(said, kept):
    filed = file_a_complaint(helper="family", has_agreed=True)
    client = visit(filed)
    assert "/status/help/" in client.get("/status/").content.decode()
    client.post("/status/help/", {"agrees": said})
    filed.complaint.helped.refresh_from_db()
    assert filed.complaint.helped.consent == kept
    page = as_officer(DutyOfficerFactory()).get(
        reverse("complaint", args=[filed.complaint.reference])
    )
    assert f"{kept} by the person with the code" in words(page)


def test_where_nobody_helped_there_is_nothing_to_say():
    filed = file_a_complaint()
    client = visit(filed)
    assert "/status/help/" not in client.get("/status/").content.decode()
    assert client.post("/status/help/", {"agrees": "yes"}).status_code == 422


def screened(**more):
    answers = {"pay_amount": "500", "pay_units": "3", "pay_currency": "TJS", "helper_name": "Х"}
    return RegisteredComplaintFactory(
        answers=write_answers(answers),
        screening=write_answers({"screen_threat": "yes"}),
        sex="woman",
        **more,
    )


@pytest.mark.parametrize("role", [Role.DUTY_OFFICER, Role.CASE_OFFICER, Role.PROTECTION_OFFICER])
def test_answers_on_trafficking_are_shown_to_the_protection_team_and_each_reading_is_on_record(
    role,
):
    complaint = screened()
    page = as_officer(OfficerFactory(role=role)).get(
        reverse("complaint", args=[complaint.reference])
    )
    is_team = role == Role.PROTECTION_OFFICER
    assert ("Does somebody threaten you" in words(page)) == is_team
    assert ("Only a protection officer reads" in words(page)) != is_team
    read = AuditEntry.objects.filter(action="complaint.screening_read")
    assert read.count() == (1 if is_team else 0)


def test_an_officer_reads_the_answers_and_the_claim_in_words():
    page = words(
        as_officer(DutyOfficerFactory()).get(reverse("complaint", args=[screened().reference]))
    )
    assert "500 × 3 = 1,500 (Tajik somoni)" in page.replace("\xa0", ",")
    assert re.search(r"Woman or man Woman", page)


def test_a_helpers_name_is_sealed_as_the_persons_is():
    complaint = screened(mode="confidential")
    address = reverse("complaint", args=[complaint.reference])
    label = "Your name or your organisation"
    assert label in words(as_officer(DutyOfficerFactory()).get(address))
    other = as_officer(OfficerFactory(role=Role.CASE_OFFICER))
    assert label not in words(other.get(address))
