"""The person with the code: silence is said, somebody else hears it, again, or erased."""

import pytest
from django.test import Client

from hamkor.intake.models import Complaint
from hamkor.intake.services import (
    answer_complaint,
    register_complaint,
    return_complaint,
    tell_silence,
)
from hamkor.web.forms.public import new_blank_token
from tests.factories import DutyOfficerFactory, file_a_complaint
from tests.web.office import text_of

pytestmark = pytest.mark.django_db
WHY = "Ҷавоб нодуруст аст"


class Visitor:
    """A person who came back with the code."""

    def __init__(self, **said):
        self.filed = file_a_complaint(**said)
        self.client = Client(headers={"accept-language": "en"})
        self.client.post("/code/", {"code": self.filed.code})

    @property
    def complaint(self):
        return Complaint.objects.get(pk=self.filed.complaint.pk)

    def answered(self, text="Ҷавоби мо", outcome="refused"):
        officer = DutyOfficerFactory()
        register_complaint(self.filed.complaint, by=officer)
        answer_complaint(self.filed.complaint, text=text, outcome=outcome, by=officer)
        return officer

    def sees(self, address="/status/"):
        return text_of(self.client.get(address))

    def writes(self, address, text=WHY):
        return self.client.post(address, {"text": text, "token": new_blank_token()})


@pytest.fixture
def visitor(frozen_clock):
    return Visitor()


def test_an_answer_stands_above_with_what_can_be_done_about_it(visitor):
    visitor.answered()
    page = visitor.sees()
    for words in ("Our answer", "no violation was found", "How to contest it", "/status/letter/"):
        assert words in page
    letter = visitor.sees("/status/letter/")
    assert "Ҷавоби мо" in letter
    assert visitor.complaint.number in letter
    assert "unverified" in letter
    assert visitor.complaint.person_name not in letter


def test_there_is_no_letter_before_there_is_an_answer(visitor):
    assert visitor.client.get("/status/letter/").status_code == 404


def test_silence_stands_in_the_conversation_in_the_readers_language(visitor, frozen_clock):
    frozen_clock.move_on(days=10)
    visitor.client.post("/code/", {"code": visitor.filed.code})
    tell_silence()
    page = visitor.sees()
    assert "Tajikistan had promised by 27 November 2026 to register your complaint" in page
    assert "The supervisor of the office was told" in page
    assert "Nobody answered: let somebody else hear this" in page


def test_somebody_else_hears_it_and_the_person_reads_by_when(visitor):
    visitor.answered()
    assert "Let somebody else hear this" in visitor.sees()
    answer = visitor.writes("/status/somebody-else/")
    assert answer["Location"] == "/status/"
    page = visitor.sees()
    assert "has promised that somebody else answers you" in page
    assert "Somebody else in the office reads what you wrote of this." in page
    assert 'href="/status/somebody-else/"' not in page
    assert visitor.complaint.escalations.get().words.text == WHY


def test_whoever_has_no_reason_yet_is_told_so_and_keeps_the_words(visitor):
    assert "/status/somebody-else/" not in visitor.sees()
    answer = visitor.writes("/status/somebody-else/")
    assert answer.status_code == 422
    assert "No date has passed yet" in text_of(answer)


def test_an_answered_complaint_is_opened_again(visitor):
    visitor.answered()
    assert "It is not right: have it opened again" in visitor.sees()
    assert visitor.writes("/status/again/").status_code == 302
    page = visitor.sees()
    assert "Your complaint was opened again" in page
    assert "Next date" in page
    assert visitor.complaint.status == "registered"


def test_what_was_returned_is_sent_in_again(visitor):
    officer = DutyOfficerFactory()
    register_complaint(visitor.filed.complaint, by=officer)
    return_complaint(visitor.filed.complaint, lacks=["who"], text="Номи корфармо?", by=officer)
    page = visitor.sees()
    assert "What we still need" in page
    assert "Send in what was missing" in page
    assert "who did it" in visitor.sees("/status/letter/")
    visitor.writes("/status/again/", "Ихтироъ-Строй")
    assert visitor.complaint.responsible == officer


def test_everything_is_erased_with_the_code_entered_once_more(visitor):
    assert "Erase everything that I told you" in visitor.sees()
    wrong = visitor.client.post("/status/erase/", {"code": "1234 5678"})
    assert wrong.status_code == 422
    assert "This is not the code of this complaint" in text_of(wrong)
    assert "1234 5678" not in text_of(wrong)
    assert visitor.complaint.happened
    right = visitor.client.post("/status/erase/", {"code": visitor.filed.code})
    assert right["Location"] == "/status/"
    page = visitor.sees()
    assert "You had everything erased that you told us" in page
    for gone in ("/status/erase/", "/status/proof/", "/status/withdraw/", 'name="text"'):
        assert gone not in page
    assert visitor.client.get("/status/proof/").status_code == 404
    assert visitor.complaint.happened == ""


def test_many_wrong_codes_make_erasing_wait_too(visitor):
    for _try in range(4):
        visitor.client.post("/status/erase/", {"code": "1"})
    answer = visitor.client.post("/status/erase/", {"code": visitor.filed.code})
    assert answer.status_code == 422
    assert visitor.complaint.status == "received"


@pytest.mark.parametrize(
    "address", ["/status/somebody-else/", "/status/again/", "/status/erase/", "/status/letter/"]
)
def test_without_a_code_nobody_gets_there(client, address):
    for answer in (client.get(address), client.post(address, {"text": WHY})):
        assert answer.status_code in (302, 405)
        assert answer.get("Location", "/code/") == "/code/"


def test_who_has_it_now_is_said(visitor):
    assert "Who has it now:" in visitor.sees()
    visitor.answered()
    assert "Who has it now:" not in visitor.sees()
