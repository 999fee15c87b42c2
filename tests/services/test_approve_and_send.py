import pytest

from hamkor.assistance import services as assistance
from hamkor.assistance.models import AssistanceRequest, RequestEvent
from hamkor.audit.actions import AuditAction
from hamkor.deadlines.models import Deadline
from hamkor.errors import FirewallBreach, InputRefused, NotAllowed, RuleViolation, WrongState
from hamkor.exchange.models import OutboxMessage
from hamkor.intake.services import change_consent
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, RegisteredComplaintFactory
from tests.request_factories import Moscow
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def moscow(frozen_clock):
    peer = Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def deputy():
    return DeputyFactory(username="deputy", full_name="Ҷонишин (ихтироъ)", position="муовин")


@pytest.fixture
def officer():
    return CaseOfficerFactory(username="zarina")


@pytest.fixture
def waiting(moscow):
    """A request before the approver, beside another one to which nothing may happen."""
    bystander = make.asked()
    before = AssistanceRequest.objects.filter(pk=bystander.pk).values().get()
    yield make.asked()
    assert AssistanceRequest.objects.filter(pk=bystander.pk).values().get() == before
    assert not OutboxMessage.objects.filter(about=bystander.reference).exists()


def test_a_deputy_approves_and_signs_and_nothing_is_sent_yet(waiting, deputy):
    assistance.approve_request(waiting, by=deputy)
    assert (waiting.status, waiting.approved_by) == ("approved", deputy)
    assert waiting.signatory == "Ҷонишин (ихтироъ), муовин"
    assert_recorded_once(AuditAction.REQUEST_APPROVED, by="deputy", about=waiting.reference)
    assert OutboxMessage.objects.count() == 0


def test_an_officer_without_a_position_signs_with_the_role(waiting):
    assistance.approve_request(waiting, by=DeputyFactory(full_name="Одина", position=""))
    assert waiting.signatory == "Одина, Deputy prosecutor"


def test_the_second_of_two_simultaneous_approvals_loses(waiting, deputy):
    in_another_tab = AssistanceRequest.objects.get(pk=waiting.pk)
    other = DeputyFactory()
    assistance.approve_request(waiting, by=deputy)
    with refused(WrongState, "just changed"):
        assistance.approve_request(in_another_tab, by=other)


def test_whoever_drafted_or_revised_does_not_approve_even_with_another_role(waiting, officer):
    waiting.prepared_by.role = "deputy_prosecutor"
    waiting.prepared_by.save()
    with refused(NotAllowed, "second officer"):
        assistance.approve_request(waiting, by=waiting.prepared_by)
    RequestEvent.objects.create(
        request=waiting, is_ours=True, by="helper", action="revised", status="draft"
    )
    helper = DeputyFactory(username="helper")
    with refused(NotAllowed, "second officer"):
        assistance.approve_request(waiting, by=helper)


def test_a_new_user_name_makes_no_second_officer(waiting):
    drafter = waiting.prepared_by
    drafter.username, drafter.role = "renamed", "deputy_prosecutor"
    drafter.save()
    with refused(NotAllowed, "second officer"):
        assistance.approve_request(waiting, by=drafter)


def test_a_draft_for_which_nobody_asked_is_not_approved(moscow, deputy):
    request = make.draft()
    with refused(WrongState, "not asked"):
        assistance.approve_request(request, by=deputy)
    with refused(WrongState, "not asked"):
        assistance.return_request(request, remarks="Не то", by=deputy)


def test_a_request_is_returned_with_remarks_and_comes_again(waiting, deputy):
    for remarks in ("", "x" * 10_001):
        with refused(InputRefused):
            assistance.return_request(waiting, remarks=remarks, by=deputy)
    assistance.return_request(waiting, remarks="Санаро илова кунед", by=deputy)
    assert (waiting.status, waiting.approval_asked_at) == ("draft", None)
    assert waiting.events.last().text == "Санаро илова кунед"
    assert_recorded_once(AuditAction.REQUEST_RETURNED, by="deputy", about=waiting.reference)
    assistance.ask_approval(waiting, by=waiting.prepared_by)
    assistance.approve_request(waiting, by=deputy)
    assistance.return_request(waiting, remarks="Боз", by=deputy)
    assert (waiting.status, waiting.approved_by, waiting.signatory) == ("draft", None, "")


def test_sending_seals_one_message_and_says_what_is_needed_and_no_more(waiting, deputy, moscow):
    assistance.approve_request(waiting, by=deputy)
    assistance.send_request(waiting, by=deputy)
    assert (waiting.status, waiting.our_step) == ("sent", 1)
    message = OutboxMessage.objects.get(about=waiting.reference)
    said = moscow.read(message)[1]
    assert said.body["number"] == waiting.number
    assert said.body["signatory"] == "Ҷонишин (ихтироъ), муовин"
    assert said.body["contents"] == waiting.contents
    assert set(said.body) == {
        "step", "at", "number", "kind", "area", "title", "contents", "language", "agreement",
        "branches", "asked_by_on", "is_confidential", "signatory", "is_invented",
    }  # fmt: skip
    assert waiting.case.number not in str(said.body)
    assert waiting.events.get(action="sent").message_id == message.message_id
    entry = assert_recorded_once(AuditAction.REQUEST_SENT, by="deputy", about=waiting.reference)
    assert entry.facts == {"peer": make.MOSCOW}
    with refused(WrongState):
        assistance.send_request(waiting, by=deputy)


def test_of_two_who_send_at_once_one_sends(waiting, deputy):
    assistance.approve_request(waiting, by=deputy)
    in_another_tab = AssistanceRequest.objects.get(pk=waiting.pk)
    assistance.send_request(waiting, by=deputy)
    with refused(WrongState, "just changed"):
        assistance.send_request(in_another_tab, by=deputy)
    assert OutboxMessage.objects.count() == 1


def test_what_is_not_approved_is_not_sent(waiting, deputy):
    with refused(WrongState):
        assistance.send_request(waiting, by=deputy)


def test_consent_withdrawn_or_purpose_changed_after_approval_stops_the_sending(
    moscow, officer, deputy
):
    complaint = RegisteredComplaintFactory(may_be_shared=True)
    case = make.open_case(complaint=complaint, by=officer)
    request = make.approved(case=case, by=officer, kind="complaint_referral")
    change_consent(complaint, may_be_shared=False)
    with refused(RuleViolation, "not agreed"):
        assistance.send_request(request, by=deputy)
    change_consent(complaint, may_be_shared=True)
    type(case).objects.filter(pk=case.pk).update(purpose="statistics")
    AssistanceRequest.objects.filter(pk=request.pk).update(limits_on_use=["protection"])
    request = AssistanceRequest.objects.get(pk=request.pk)
    with refused(FirewallBreach):
        assistance.send_request(request, by=deputy)


def test_information_is_given_only_when_asked_for_and_meets_our_date(moscow, officer):
    request = make.sent(by=officer)
    with refused(WrongState):
        assistance.give_information(request, text="Ана", by=officer)
    moscow.says(make.messages.InformationQuestion, request.reference)
    request.refresh_from_db()
    owed = Deadline.objects.get(about=request.reference)
    assert (owed.time_limit, owed.responsible) == ("assistance.give_information", officer)
    for text in ("", "x" * 20_001):
        with refused(InputRefused):
            assistance.give_information(request, text=text, by=officer)
    assistance.give_information(request, text="Ана", by=officer)
    owed.refresh_from_db()
    assert owed.met_at is not None
    assert (request.status, request.our_step) == ("information_given", 2)
    assert_recorded_once(AuditAction.INFORMATION_GIVEN, by="zarina", about=request.reference)


def test_a_draft_is_dropped_by_its_drafter_without_telling_anybody(waiting):
    assistance.withdraw_request(waiting, reasons="Лозим нест", by=waiting.prepared_by)
    assert waiting.status == "withdrawn"
    assert OutboxMessage.objects.count() == 0


def test_what_was_sent_only_a_deputy_takes_back_and_the_other_office_is_told(
    moscow, officer, deputy
):
    request = make.sent(by=officer)
    with refused(NotAllowed):
        assistance.withdraw_request(request, reasons="Лозим нест", by=officer)
    with refused(InputRefused):
        assistance.withdraw_request(request, reasons="", by=deputy)
    assistance.withdraw_request(request, reasons="Лозим нест", by=deputy)
    assert_recorded_once(AuditAction.REQUEST_WITHDRAWN, by="deputy", about=request.reference)
    said = [message.body.get("reasons") for message in moscow.receives(request.reference)]
    assert said == [None, "Лозим нест"]
    with refused(WrongState):
        assistance.withdraw_request(request, reasons="Боз", by=deputy)


def owed(request):
    still = Deadline.objects.filter(about=request.reference, met_at=None, cancelled_at=None)
    return still.count()


def test_what_has_ended_owes_nothing_any_more(moscow, officer, deputy):
    withdrawn, closed, other = (make.sent(by=officer) for _ in range(3))
    for request in (withdrawn, closed, other):
        moscow.says(make.messages.InformationQuestion, request.reference)
    moscow.says(make.messages.Answer, closed.reference, is_partial=True)
    for request in (withdrawn, closed):
        request.refresh_from_db()
        assert owed(request) == 1
    assistance.withdraw_request(withdrawn, reasons="Лозим нест", by=deputy)
    assistance.close_request(closed, by=officer)
    assert [owed(request) for request in (withdrawn, closed, other)] == [0, 0, 1]


def test_a_request_is_closed_only_after_an_answer(moscow, officer):
    request = make.sent(by=officer)
    moscow.says(make.messages.Acceptance, request.reference)
    request.refresh_from_db()
    with refused(WrongState, "still owes"):
        assistance.close_request(request, by=officer)
    moscow.says(make.messages.Answer, request.reference)
    request.refresh_from_db()
    assistance.close_request(request, by=officer)
    assert request.status == "closed"
    assert_recorded_once(AuditAction.REQUEST_CLOSED, by="zarina", about=request.reference)


def test_information_given_without_being_asked_is_closed_once_it_is_accepted(moscow, officer):
    request = make.sent(by=officer, kind="spontaneous_information")
    with refused(WrongState):
        assistance.close_request(request, by=officer)
    moscow.says(make.messages.Acceptance, request.reference)
    request.refresh_from_db()
    assistance.close_request(request, by=officer)
    assert moscow.receives(request.reference)[-1].kind == "assistance.closure/1"
