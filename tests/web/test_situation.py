"""Check my situation: questions a page each, answers with their provisions, nothing stored."""

import pytest
from django.urls import reverse

from hamkor.intake.models import Complaint
from hamkor.web.forms.situation import STEPS
from tests.web.asking import SAID, Journey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]

CHECK = "/check/"
ANSWERS = {
    "citizenship": "TJ",
    "region": "RU-MOW",
    "entered_day": "1",
    "entered_month": "9",
    "entered_year": "2026",
    "purpose": "work",
}
RESULT = {"step": str(len(STEPS) - 1), **ANSWERS}


def test_each_page_carries_what_the_others_answered(client):
    page = client.post(CHECK, {"step": "0", **ANSWERS}).content.decode()
    assert 'name="citizenship" value="TJ"' in page
    assert 'name="step" value="1"' in page


def test_the_answer_names_the_last_day_to_ask_for_a_patent_and_both_readings(client):
    page = client.post(CHECK, RESULT, headers={"accept-language": "en"}).content.decode()
    assert "Ask for the patent by 30 September 2026." in page
    assert "Another answer is possible: 1 October 2026." in page
    assert "Law 115-FZ, art. 13.3" in page


PERMIT = {
    "permit": "rvp",
    "permit_issued_day": "1",
    "permit_issued_month": "10",
    "permit_issued_year": "2026",
}


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (PERMIT, "The permit of residence gives the right to stay until 30 September 2029."),
        ({**PERMIT, "permit": "vnzh"}, "The permit of residence gives the right to stay."),
        ({**PERMIT, "permit": "none"}, "Without another ground the last day of stay is"),
        ({**PERMIT, "permit": "unknown"}, "Without another ground the last day of stay is"),
    ],
    ids=["temporary", "permanent", "none", "not known"],
)
def test_a_residence_permit_carries_the_stay(client, told, says):
    answer = client.post(CHECK, {**RESULT, **told}, headers={"accept-language": "en"})
    page = answer.content.decode()
    assert says in page
    is_permitted = told["permit"] in ("rvp", "vnzh")
    assert ("Ask for the patent by" not in page) is is_permitted


def test_a_day_that_has_passed_says_so_and_is_not_in_the_calendar_file(client):
    page = client.post(CHECK, RESULT, headers={"accept-language": "en"}).content.decode()
    assert "this day has passed" in page
    dates = client.post(reverse("situation_dates"), RESULT, headers={"accept-language": "en"})
    text = dates.content.decode()
    assert "20261129" in text
    assert "20260930" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_wrong_day_is_refused_on_its_page_and_nothing_is_lost(client):
    wrong = {"step": "1", **ANSWERS, "entered_day": "31", "entered_month": "2"}
    answer = client.post(CHECK, wrong)
    assert answer.status_code == 422
    assert 'name="citizenship" value="TJ"' in answer.content.decode()


def test_knowing_nothing_gets_a_word_on_what_to_do(client):
    page = client.post(CHECK, {"step": RESULT["step"]}, headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "Too little is known" in page.content.decode()


def test_what_followed_stands_in_the_complaint_and_nothing_was_stored(client):
    begun = client.post(reverse("situation_complaint"), RESULT, headers={"accept-language": "en"})
    journey = Journey(client, answer=begun).walk(SAID, until="happened")
    page = journey.answer.content.decode()
    assert "Ask for the patent by 30 September 2026." in page
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("step", ["-1", "99", "x", "²", "0" * 50, ""])
def test_a_page_that_there_is_not_is_refused_in_words(client, step):
    answer = client.post(CHECK, {"step": step}, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "There is no such page of questions" in answer.content.decode()


def test_a_long_or_strange_answer_does_not_travel(client):
    page = client.post(CHECK, {"step": "0", "ground": "<script>" * 50, "other": "x"})
    text = page.content.decode()
    assert "<script>" * 2 not in text
    assert 'name="other"' not in text
