from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hamkor.assistance import queries
from hamkor.assistance import services as assistance
from hamkor.assistance.models import AssistanceRequest
from hamkor.audit.actions import AuditAction
from hamkor.cases.services import change_purpose, close_case
from hamkor.errors import (
    FirewallBreach,
    InputRefused,
    NotAllowed,
    NotFound,
    RuleViolation,
    WrongState,
)
from hamkor.intake.services import change_consent
from tests import request_factories as make
from tests.factories import (
    CaseOfficerFactory,
    DeputyFactory,
    RegisteredComplaintFactory,
)
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return CaseOfficerFactory(username="zarina")


@pytest.fixture
def case(officer, frozen_clock):
    """A case beside a request of others, to which nothing may happen."""
    bystander = make.draft()
    before = AssistanceRequest.objects.filter(pk=bystander.pk).values().get()
    yield make.open_case(by=officer)
    assert AssistanceRequest.objects.filter(pk=bystander.pk).values().get() == before
    assert bystander.events.count() == 1


def test_a_draft_gets_a_number_its_law_and_the_limits_of_the_case(case, officer):
    request = make.draft(case=case, by=officer, kind="interview")
    assert request.number == f"R-TJ-2026-{request.pk:06d}"
    assert (request.status, request.our_role) == ("draft", "requesting")
    assert (request.prepared_by, request.responsible) == (officer, officer)
    assert request.agreement == "minsk-1993"
    assert request.limits_on_use == case.limits_on_use
    assert_recorded_once(AuditAction.REQUEST_DRAFTED, by="zarina", about=request.reference)
    assert case.journal.first().sentence == "Request %(number)s was drafted"


def test_while_a_ratification_is_unconfirmed_both_branches_are_kept_and_readable(case, officer):
    request = make.draft(case=case, by=officer, kind="interview")
    request.refresh_from_db()
    basis = queries.basis_of(request)
    assert not basis.is_certain
    assert {branch.agreement for branch in basis.alternatives} == {"minsk-1993", "chisinau-2002"}
    said = [str(reason.saying) for reason in basis.because]
    assert any("Minsk" in sentence for sentence in said)
    assert "Минск" in " ".join(r.saying.in_language("ru") for r in basis.because)
    assert not any("%(" in sentence for sentence in said)


def test_an_office_without_agreement_is_asked_on_reciprocity(case, officer):
    request = make.draft(case=case, by=officer, peer="tm-prosecutor-general")
    assert (request.agreement, queries.basis_of(request).basis) == ("", "reciprocity")
    assistance.ask_approval(request, by=officer)
    type(request).objects.filter(pk=request.pk).update(basis={})
    request.refresh_from_db()
    assert queries.basis_of(request) is None


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"peer": "tj-prosecutor-general"}, RuleViolation),
        ({"peer": "nowhere"}, NotFound),
        ({"kind": "search"}, NotFound),
        ({"area": "nowhere"}, NotFound),
        ({"kind": "complaint_referral", "area": "illegal-migration"}, RuleViolation),
        ({"title": ""}, InputRefused),
        ({"title": "x" * 201}, InputRefused),
        ({"contents": {"facts": "x" * 20_001}}, InputRefused),
        ({"contents": {"facts": "a\x00"}}, InputRefused),
        ({"contents": {"weather": "хуб"}}, InputRefused),
        ({"language": "xx"}, InputRefused),
        ({"asked_by_on": date(2026, 11, 23)}, InputRefused),
        ({"limits_on_use": ("migration_enforcement",)}, FirewallBreach),
        ({"limits_on_use": ("protection", "migration_enforcement")}, FirewallBreach),
        ({"limits_on_use": ("statistics",)}, FirewallBreach),
    ],
)
def test_what_may_not_be_drafted_leaves_no_trace(case, officer, change, error):
    with refused(error):
        make.draft(case=case, by=officer, **change)


def test_a_day_of_today_may_be_asked_for(case, officer):
    assert make.draft(case=case, by=officer, asked_by_on=date(2026, 11, 24)).asked_by_on


def test_limits_may_be_narrower_than_the_case_never_wider(officer):
    case = make.open_case(by=officer, limits_on_use=("protection", "statistics"))
    narrow = make.draft(case=case, by=officer, limits_on_use=("protection",))
    assert narrow.limits_on_use == ["protection"]
    with refused(FirewallBreach):
        make.draft(case=case, by=officer, limits_on_use=make.PROTECTIVE)


def test_others_do_not_draft_in_this_case_and_nobody_in_a_closed_one(case, officer):
    stranger, deputy = CaseOfficerFactory(), DeputyFactory()
    for somebody in (stranger, deputy):
        with refused(NotAllowed):
            make.draft(case=case, by=somebody)
    close_case(case, outcome="Тамом", by=deputy)
    with refused(WrongState):
        make.draft(case=case, by=officer)


def test_blank_items_are_not_kept(case, officer):
    request = make.draft(case=case, by=officer, contents={"facts": "буд", "asked": "  "})
    assert request.contents == {"facts": "буд"}


def test_a_revision_changes_what_it_names_and_counts_the_law_anew(case, officer):
    request = make.draft(case=case, by=officer)
    assistance.revise_request(request, title="Дигар", peer="uz-prosecutor-general", by=officer)
    request.refresh_from_db()
    assert (request.title, request.peer) == ("Дигар", "uz-prosecutor-general")
    assert request.contents == make.all_contents("inter_office_inquiry")
    assert queries.basis_of(request).basis != "ru-tj-offices-2025"
    assert request.events.last().facts == {"fields": ["peer", "title"]}
    with refused(InputRefused):
        assistance.revise_request(request, contents={"weather": "хуб"}, by=officer)


def test_a_revision_goes_before_the_approver_again(case, officer):
    deputy = DeputyFactory()
    request = make.asked(case=case, by=officer)
    seen_by_deputy = AssistanceRequest.objects.get(pk=request.pk)
    assistance.revise_request(request, title="Дигар", by=officer)
    assert request.approval_asked_at is None
    with refused(WrongState, "just changed"):
        assistance.approve_request(seen_by_deputy, by=deputy)
    with refused(WrongState, "not asked"):
        assistance.approve_request(request, by=deputy)


def test_a_document_added_to_a_draft_goes_before_the_approver_again(case, officer):
    request = make.asked(case=case, by=officer)
    assistance.attach_document(request, **make.a_file(), by=officer)
    assert request.approval_asked_at is None


def test_of_two_who_revise_at_once_the_second_is_told(case, officer):
    request = make.draft(case=case, by=officer)
    in_another_tab = AssistanceRequest.objects.get(pk=request.pk)
    assistance.revise_request(request, title="Аввал", by=officer)
    with refused(WrongState, "just changed"):
        assistance.revise_request(in_another_tab, title="Дуюм", by=officer)


def test_approval_is_not_asked_while_something_is_missing_and_the_article_is_named(case, officer):
    contents = make.all_contents("interview")
    del contents["case_number"], contents["facts"]
    request = make.draft(case=case, by=officer, kind="interview", contents=contents)
    assert {m.item for m in queries.missing_contents(request)} == {"case_number", "facts"}
    with refused(RuleViolation, "Number of the case") as caught:
        assistance.ask_approval(request, by=officer)
    assert "art. 7" in caught.value.provision
    assistance.revise_request(request, contents=make.all_contents("interview"), by=officer)
    assistance.ask_approval(request, by=officer)
    assert_recorded_once(AuditAction.REQUEST_APPROVAL_ASKED, by="zarina", about=request.reference)
    with refused(WrongState, "already"):
        assistance.ask_approval(request, by=officer)


def test_the_persons_own_words_cross_the_border_only_with_the_persons_consent(officer):
    complaint = RegisteredComplaintFactory(may_be_shared=False)
    case = make.open_case(complaint=complaint, by=officer)
    request = make.draft(case=case, by=officer, kind="complaint_referral")
    with refused(RuleViolation, "has not agreed"):
        assistance.ask_approval(request, by=officer)
    change_consent(complaint, may_be_shared=True)
    assistance.ask_approval(request, by=officer)
    change_consent(complaint, may_be_shared=False)
    deputy = DeputyFactory()
    with refused(RuleViolation, "has not agreed"):
        assistance.approve_request(request, by=deputy)


def test_an_inquiry_in_the_offices_words_needs_no_consent(officer):
    case = make.open_case(complaint=RegisteredComplaintFactory(may_be_shared=False), by=officer)
    assistance.ask_approval(make.draft(case=case, by=officer), by=officer)


def test_a_case_that_changed_its_purpose_holds_its_requests_back(case, officer):
    request = make.draft(case=case, by=officer, limits_on_use=("protection",))
    change_purpose(case, purpose="statistics", by=officer)
    request.refresh_from_db()
    with refused(FirewallBreach):
        assistance.ask_approval(request, by=officer)


def test_the_database_itself_knows_no_sent_request_that_nobody_approved(case, officer):
    request = make.draft(case=case, by=officer)
    row = AssistanceRequest.objects.filter(pk=request.pk)
    for wrong in (
        {"status": "sent"},
        {"status": "approved", "approved_by": officer, "approved_at": request.created_at},
        {"approved_by": DeputyFactory()},
        {"received_at": request.created_at},
        {"status": "executed"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**wrong)
