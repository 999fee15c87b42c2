"""The queue of what waits, and what somebody other than the handler reads and answers."""

from datetime import date

import pytest
from django.urls import reverse

from hamkor.intake.models import Escalation, Silence
from hamkor.intake.services import (
    add_step,
    escalate_complaint,
    reopen_complaint,
    tell_silence,
)
from tests.factories import (
    AnsweredComplaintFactory,
    CaseOfficerFactory,
    ComplaintFactory,
    DeputyFactory,
    DutyOfficerFactory,
    OperatorFactory,
    RegisteredComplaintFactory,
    SupervisorFactory,
    file_a_complaint,
)
from tests.services.assertions import assert_nothing_happened, everything
from tests.web.office import as_officer, text_of

pytestmark = pytest.mark.django_db
WORDS = "Ду моҳ ҷавоб нест"


@pytest.fixture
def duty(frozen_clock):
    return DutyOfficerFactory(full_name="Лола Ихтироъӣ")


def escalated(by):
    return escalate_complaint(AnsweredComplaintFactory(by=by), text=WORDS, token="t")


def silence_of(complaint):
    add_step(complaint, "extended", state="TJ", promised_on=date(2020, 1, 1))
    tell_silence()
    return Silence.objects.get()


def test_the_most_urgent_comes_first_and_says_why(duty):
    ordinary = ComplaintFactory(category="wages", country="TJ")
    grave = ComplaintFactory(category="violence", country="TJ")
    danger = ComplaintFactory(is_in_danger=True, category="wages", mode="confidential")
    child = ComplaintFactory(category="wages", age_group="minor", country="TJ")
    page = text_of(as_officer(duty).get("/office/triage/"))
    places = [page.index(str(each.reference)) for each in (danger, grave, child, ordinary)]
    assert places == sorted(places)
    for words in ("says to be in danger now", "what happened cannot wait", "is a child"):
        assert page.count(words) == 1
    assert "with my name, kept sealed" in page
    assert danger.person_name not in page


def test_the_queue_goes_on_where_the_page_ended(duty):
    made = [ComplaintFactory(is_in_danger=n % 9 == 0, mode="open") for n in range(30)]
    client = as_officer(duty)
    first = text_of(client.get("/office/triage/"))
    last = [each for each in made if str(each.reference) not in first]
    assert len(last) == 5
    after = sorted(set(made) - set(last), key=lambda c: (-c.urgency, c.pk))[-1]
    second = text_of(client.get(f"/office/triage/?after={after.urgency}.{after.pk}"))
    assert all(str(each.reference) in second for each in last)
    assert str(after.reference) not in second


def test_the_same_person_and_the_same_employer_are_counted(duty):
    ComplaintFactory(who_did_it="Ихтироъ Сохтмон 7")
    RegisteredComplaintFactory(who_did_it="Ихтироъ Сохтмон 7")
    page = text_of(as_officer(duty).get("/office/triage/"))
    assert "employer: 1" in page
    assert "person or document:" not in page


def test_a_matter_of_the_other_country_says_whether_it_may_go_there(duty):
    ComplaintFactory(country="RU", may_be_shared=False)
    page = text_of(as_officer(duty).get("/office/triage/"))
    assert "Russia" in page
    assert "the person has not agreed to share it" in page


def test_what_was_opened_again_waits_until_another_officer_takes_it_on(duty):
    complaint = AnsweredComplaintFactory(by=duty)
    reopen_complaint(complaint, text=WORDS, token="t")
    address = f"/office/complaints/{complaint.reference}/"
    assert complaint.number in text_of(as_officer(duty).get("/office/triage/?what=again"))
    assert "Take it on" not in text_of(as_officer(duty).get(address))
    other = CaseOfficerFactory()
    assert "Take it on" in text_of(as_officer(other).get(address))
    assert as_officer(other).post(f"{address}take-on/").status_code == 302
    complaint.refresh_from_db()
    assert complaint.responsible == other


@pytest.mark.parametrize("role", [OperatorFactory, SupervisorFactory])
def test_the_queue_is_for_those_who_read_complaints(role):
    ComplaintFactory()
    assert as_officer(role()).get("/office/triage/").status_code == 403


def test_a_complaint_says_what_to_look_at_first(duty):
    complaint = RegisteredComplaintFactory(
        category="violence", who_did_it="", country="RU", may_be_shared=False
    )
    page = text_of(as_officer(duty).get(f"/office/complaints/{complaint.reference}/"))
    for words in (
        *("To look at first", "what happened cannot wait", "who did it", "decides."),
        *(
            "What is incomplete is returned by",
            "1 December 2026",
            "Put the date of the answer off",
        ),
    ):
        assert words in page


def test_the_supervisor_reads_what_the_person_says_and_what_was_decided_but_not_the_complaint(
    duty,
):
    raised = escalated(duty)
    client = as_officer(SupervisorFactory())
    assert raised.complaint.number in text_of(client.get("/office/silences/"))
    page = text_of(client.get(reverse("escalation", args=[raised.reference])))
    for words in (WORDS, "Ба шумо ҷавоб.", "Лола Ихтироъӣ"):
        assert words in page
    for hidden in (raised.complaint.happened, raised.complaint.person_name, "Read the complaint"):
        assert hidden not in page
    deputy = as_officer(DeputyFactory())
    assert "Read the complaint" in text_of(
        deputy.get(reverse("escalation", args=[raised.reference]))
    )


def test_the_answer_goes_to_the_person_and_the_complaint_to_another_officer(duty):
    raised, other = escalated(duty), CaseOfficerFactory()
    address = reverse("escalation", args=[raised.reference])
    client = as_officer(DeputyFactory())
    answer = client.post(address, {"text": "Мо санҷидем.", "to": other.username})
    assert answer.status_code == 302
    raised.refresh_from_db()
    assert raised.settled_at is not None
    raised.complaint.refresh_from_db()
    assert raised.complaint.responsible == other
    assert raised.complaint.messages.last().text == "Мо санҷидем."
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("said", ["nothing", "no such officer", "a receipt code"])
def test_what_cannot_be_sent_comes_back(duty, said):
    raised = escalated(duty)
    typed = {
        "nothing": {},
        "no such officer": {"text": "Мо санҷидем.", "to": "nobody"},
        "a receipt code": {"text": file_a_complaint().code},
    }
    client = as_officer(SupervisorFactory())
    before = everything()
    shown = client.post(reverse("escalation", args=[raised.reference]), typed[said])
    assert shown.status_code == 422
    assert_nothing_happened(before)
    assert Escalation.objects.get().settled_at is None


def test_the_handler_and_those_without_the_role_learn_nothing_of_it(duty):
    raised = escalated(duty)
    for officer in (duty, CaseOfficerFactory(), OperatorFactory()):
        client = as_officer(officer)
        assert client.get("/office/silences/").status_code == 403
        assert client.get(reverse("escalation", args=[raised.reference])).status_code == 404


def test_silence_is_listed_with_its_source_until_it_is_seen(duty):
    silence = silence_of(RegisteredComplaintFactory(by=duty))
    client = as_officer(SupervisorFactory(full_name="Соҳиб Ихтироъӣ"))
    page = text_of(client.get("/office/silences/"))
    for words in ("to answer the person", "1 January 2020", "Лола Ихтироъӣ", "I have seen it"):
        assert words in page
    assert client.post(reverse("silence_seen", args=[silence.reference])).status_code == 302
    assert "No silence" in text_of(client.get("/office/silences/"))
    assert "Соҳиб Ихтироъӣ" in text_of(client.get("/office/silences/?what=all"))


def test_what_a_person_says_stands_in_the_inbox_of_whoever_hears_it(duty):
    raised = escalated(duty)
    address = reverse("escalation", args=[raised.reference])
    assert address in text_of(as_officer(DeputyFactory()).get("/office/"))
    assert address not in text_of(as_officer(duty).get("/office/"))


def test_the_letter_can_be_printed(duty):
    complaint = AnsweredComplaintFactory(by=duty)
    page = text_of(as_officer(duty).get(f"/office/complaints/{complaint.reference}/letter/"))
    assert "Ба шумо ҷавоб." in page
    assert "How to contest it" in page
    assert complaint.person_name not in page
    waiting = ComplaintFactory()
    none = as_officer(duty).get(f"/office/complaints/{waiting.reference}/letter/")
    assert none.status_code == 404
