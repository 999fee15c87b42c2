from datetime import date

import pytest

from hamkor.assistance import services as assistance
from hamkor.assistance.foreseeing import foresee
from hamkor.assistance.models import AssistanceRequest
from hamkor.audit.actions import AuditAction
from hamkor.errors import InputRefused, NotAllowed, RuleViolation, WrongState
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db

FACTS = {
    "persons[0].citizenships": ["TJ"],
    "persons[0].is_second_citizenship_excluded": "yes",
    "offences[0].laws[0].most_months": 96,
    "offences[0].laws[1].most_months": 72,
    "days.custody_since": "2026-01-01",
}


@pytest.fixture
def moscow(frozen_clock):
    peer = make.Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def deputy():
    return DeputyFactory(username="deputy")


@pytest.fixture
def officer():
    return CaseOfficerFactory(username="zarina")


@pytest.fixture
def extradition(moscow, officer):
    """A draft that lacks nothing, beside one to which nothing may happen."""
    case = make.open_case(by=officer, area="trafficking")
    bystander = make.draft(case=case, by=officer, kind="extradition")
    before = AssistanceRequest.objects.filter(pk=bystander.pk).values().get()
    yield make.draft(case=case, by=officer, kind="extradition")
    assert AssistanceRequest.objects.filter(pk=bystander.pk).values().get() == before


def grounds(request):
    return {risk.ground.id for risk in foresee(request)[0].risks}


def test_what_the_drafter_tells_is_checked_with_the_same_words_as_a_file(extradition, officer):
    assert grounds(extradition) == set()
    facts = {**FACTS, "persons[0].citizenships": ["RU"], "offences[0].laws[1].most_months": 11}
    assistance.note_facts(extradition, facts=facts, by=officer)
    assert grounds(extradition) == {"own_national", "threshold"}
    assert extradition.facts == facts
    assert_recorded_once(AuditAction.REQUEST_REVISED, by="zarina", about=extradition.reference)


def test_the_clock_of_forty_days_runs_from_the_day_that_was_told(extradition, officer):
    assistance.note_facts(extradition, facts=FACTS, by=officer)
    due = {
        each.deadline.time_limit_id: each.deadline.due_on
        for each in foresee(extradition)[0].clocks
    }
    assert due["extradition.provisional_arrest"] == date(2026, 2, 10)


def test_facts_take_a_draft_back_from_the_approver(extradition, officer):
    assistance.ask_approval(extradition, by=officer)
    assistance.note_facts(extradition, facts=FACTS, by=officer)
    assert extradition.approval_asked_at is None
    with pytest.raises(WrongState, match="has not asked for approval"):
        assistance.approve_request(extradition, by=DeputyFactory())


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"persons[0].colour": "red"}, "persons[0].colour"),
        ({"sentence.is_final": "yes"}, "sentence.is_final"),
        ({"days.custody_since": "2999-01-01"}, "days.custody_since"),
        ({"days.custody_since": "yesterday"}, "days.custody_since"),
        ({"offences[0].laws[0].most_months": "much"}, "offences[0].laws[0].most_months"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field_and_nothing_is_kept(
    extradition, officer, facts, field
):
    before = AssistanceRequest.objects.filter(pk=extradition.pk).values().get()
    with pytest.raises(InputRefused) as caught:
        assistance.note_facts(extradition, facts=facts, by=officer)
    assert caught.value.field == field
    assert AssistanceRequest.objects.filter(pk=extradition.pk).values().get() == before


def test_only_who_works_on_it_tells_facts(extradition):
    with pytest.raises(NotAllowed):
        assistance.note_facts(extradition, facts=FACTS, by=CaseOfficerFactory())


def test_a_request_that_left_is_not_a_draft_any_more(moscow):
    sent = make.sent()
    with refused(WrongState, "Only a draft"):
        assistance.note_facts(sent, facts={}, by=sent.prepared_by)


def test_the_approver_says_why_it_is_sent_although_something_speaks_against_it(
    extradition, officer, deputy
):
    facts = {**FACTS, "persons[0].citizenships": ["RU"]}
    assistance.note_facts(extradition, facts=facts, by=officer)
    assistance.ask_approval(extradition, by=officer)
    with refused(RuleViolation, "Say why"):
        assistance.approve_request(extradition, considered="  ", by=deputy)
    assert extradition.status == "draft"
    assistance.approve_request(extradition, considered="He gave it up (invented).", by=deputy)
    event = extradition.events.get(action="approved")
    assert event.text == "He gave it up (invented)."
    assert event.facts["grounds"] == ["own_national"]
    assert "own_national" in event.facts["questions"]


def test_where_nothing_speaks_against_it_nothing_more_is_asked(extradition, officer, deputy):
    assistance.ask_approval(extradition, by=officer)
    assistance.approve_request(extradition, by=deputy)
    event = extradition.events.get(action="approved")
    assert (event.text, event.facts["grounds"]) == ("", [])
