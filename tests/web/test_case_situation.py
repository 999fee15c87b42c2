"""A person's situation in a case: kept with its author, answered by the law, its dates owed."""

import pytest
from django.urls import reverse

from hamkor.cases.models import JournalEntry, PersonRole, Situation
from hamkor.cases.services import add_person, record_situation
from hamkor.deadlines.models import Deadline
from hamkor.errors import InputRefused
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, PersonFactory
from tests.web.office import as_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]

ANSWERS = {
    "citizenship": "TJ",
    "decision": "expulsion",
    "decided_by": "judge",
    "served_day": "20",
    "served_month": "11",
    "served_year": "2026",
    "adopted_day": "20",
    "adopted_month": "11",
    "adopted_year": "2026",
}
APPEAL = "decisions[0].appeal_by"


@pytest.fixture
def officer():
    return CaseOfficerFactory(language="en")


@pytest.fixture
def case(officer):
    return make.open_case(by=officer)


@pytest.fixture
def member(case, officer):
    return add_person(case, person=PersonFactory(), role=PersonRole.WITNESS, by=officer)


def page_of(case, member):
    return reverse("case_situation", args=[case.reference, member.pk])


def test_answers_are_kept_with_their_author_and_what_follows_is_shown(case, member, officer):
    client = as_officer(officer)
    assert client.post(page_of(case, member), ANSWERS).status_code == 302
    kept = Situation.objects.get()
    assert (kept.recorded_by, kept.facts["decision"]) == (officer.username, "expulsion")
    page = client.get(page_of(case, member)).content.decode()
    assert "Contest the decision by 30 November 2026." in page
    assert "KoAP of Russia, art. 30.3(1)" in page


def test_new_answers_leave_the_old_ones_in_place(case, member, officer):
    client = as_officer(officer)
    client.post(page_of(case, member), ANSWERS)
    client.post(page_of(case, member), {**ANSWERS, "decided_by": "police"})
    assert [row.facts["decided_by"] for row in Situation.objects.all()] == ["police", "judge"]


def test_a_date_goes_on_the_worklist_once_with_its_provision(case, member, officer):
    client = as_officer(officer)
    client.post(page_of(case, member), ANSWERS)
    to_keep = reverse("case_situation_date", args=[case.reference, member.pk])
    for _again in range(2):
        assert client.post(to_keep, {"name": APPEAL}).status_code == 302
    kept = Deadline.objects.get(time_limit="law.appeal_by")
    assert (kept.due_on.isoformat(), kept.responsible) == ("2026-11-30", officer)
    assert "30.3(1)" in kept.provision
    worklist = client.get(reverse("worklist")).content.decode()
    assert "Contest the decision by 30 November 2026." in worklist
    assert JournalEntry.objects.filter(case=case, kind="situation").exists()


@pytest.mark.parametrize("name", ["decisions[0].appeal_to", "decisions[7].appeal_by", "x", "["])
def test_what_is_no_date_goes_nowhere(case, member, officer, name):
    client = as_officer(officer)
    client.post(page_of(case, member), ANSWERS)
    to_keep = reverse("case_situation_date", args=[case.reference, member.pk])
    assert client.post(to_keep, {"name": name}).status_code == 422
    assert not Deadline.objects.filter(time_limit__startswith="law.").exists()


def test_an_officer_who_does_not_work_on_the_case_learns_and_changes_nothing(case, member):
    stranger = as_officer(CaseOfficerFactory())
    assert stranger.get(page_of(case, member)).status_code in (403, 404)
    assert stranger.post(page_of(case, member), ANSWERS).status_code in (403, 404)
    assert not Situation.objects.exists()


def test_a_person_of_another_case_is_not_reached(case, member, officer):
    other = make.open_case(by=officer)
    assert as_officer(officer).get(page_of(other, member)).status_code == 404


def test_a_wrong_day_is_said_beside_its_question_and_nothing_is_kept(case, member, officer):
    wrong = {**ANSWERS, "served_day": "31"}
    answer = as_officer(officer).post(page_of(case, member), wrong)
    assert answer.status_code == 422
    assert not Situation.objects.exists()


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"ground": "x" * 121}, "The answer to “ground” is longer than 120 characters"),
        ({f"n{n}": "x" for n in range(81)}, "At most 80 answers are kept"),
    ],
    ids=["too long", "too many"],
)
def test_an_answer_is_kept_whole_or_refused_by_name(case, member, officer, facts, says):
    add_person(case, person=PersonFactory(), role=PersonRole.WITNESS, by=officer)
    before = JournalEntry.objects.count()
    with pytest.raises(InputRefused) as refused:
        record_situation(case, member, facts=facts, by=officer)
    assert str(refused.value) == says
    assert not Situation.objects.exists()
    assert JournalEntry.objects.count() == before


def test_an_article_of_a_whole_line_is_kept_as_it_was_written(case, member, officer):
    ground = "п. 2 ч. 1 ст. 27 Федерального закона от 15.08.1996 № 114-ФЗ"
    as_officer(officer).post(page_of(case, member), {**ANSWERS, "ground": ground})
    assert Situation.objects.get().facts["ground"] == ground


def test_an_article_that_is_too_long_is_shown_again_and_nothing_is_kept(case, member, officer):
    answer = as_officer(officer).post(page_of(case, member), {**ANSWERS, "ground": "x" * 121})
    assert answer.status_code == 422
    assert "x" * 121 in answer.content.decode()
    assert not Situation.objects.exists()
