"""Officers see what a change of law does to the open cases that they may read, and no others."""

import pytest
from django.urls import reverse

from hamkor.cases.models import PersonRole, Situation
from hamkor.cases.services import add_person, close_case, record_situation
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, PersonFactory, SupervisorFactory
from tests.web.office import as_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]

PAGE = "/office/law-change/"
CHANGE = "RU-KOAP-30.3|2024-10-29"
BEFORE = "Contest the decision by 9 November 2024."
AFTER = "Contest the decision by 11 November 2024."


@pytest.fixture
def officer():
    return CaseOfficerFactory(language="en")


def known(officer, *, served_day):
    """Open a case of an officer with a person who was fined in October 2024."""
    case = make.open_case(by=officer)
    member = add_person(case, person=PersonFactory(), role=PersonRole.WITNESS, by=officer)
    facts = {"citizenship": "TJ", "decision": "fine", "decided_by": "police"}
    for name in ("adopted", "served"):
        facts |= {f"{name}_day": served_day, f"{name}_month": "10", f"{name}_year": "2024"}
    record_situation(case, member, facts=facts, by=officer)
    return member


def page(officer, change=CHANGE):
    return as_officer(officer).get(PAGE, {"change": change} if change else {})


def test_only_those_whom_the_change_concerns_are_shown_with_both_answers(officer):
    concerned, other = known(officer, served_day="30"), known(officer, served_day="28")
    text = page(officer).content.decode()
    assert BEFORE in text
    assert AFTER in text
    assert reverse("case_situation", args=[concerned.case.reference, concerned.pk]) in text
    assert reverse("case_situation", args=[other.case.reference, other.pk]) not in text
    assert "1 of 2 persons" in text


def test_only_what_was_recorded_last_of_a_person_counts(officer):
    member = known(officer, served_day="30")
    facts = member.situations.first().facts | {"served_day": "28"}
    record_situation(member.case, member, facts=facts, by=officer)
    assert Situation.objects.count() == 2
    assert "0 of 1 persons" in page(officer).content.decode()


def test_a_case_of_another_officer_and_a_closed_one_are_not_looked_at(officer):
    known(CaseOfficerFactory(), served_day="30")
    closed = known(officer, served_day="30").case
    close_case(closed, outcome="Answered", by=DeputyFactory())
    assert "0 of 0 persons" in page(officer).content.decode()


def test_who_reads_no_cases_is_shown_none(officer):
    known(officer, served_day="30")
    answer = page(SupervisorFactory(language="en"))
    assert BEFORE not in answer.content.decode()


def test_without_a_choice_the_page_only_asks(officer):
    known(officer, served_day="30")
    answer = page(officer, change="")
    assert answer.status_code == 200
    assert "persons whose situation is known" not in answer.content.decode()


def test_a_change_that_is_not_offered_is_refused(officer):
    assert page(officer, change="RU-KOAP-30.3|2024-10-30").status_code == 422


def test_a_bill_is_weighed_as_if_it_began_today(officer):
    known(officer, served_day="30")
    answer = page(officer, change="RU-MED-2026-BILL|")
    assert answer.status_code == 200
    assert "24 November 2026" in answer.content.decode()
