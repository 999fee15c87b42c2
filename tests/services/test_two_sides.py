"""The main job between two offices in one process: the other one is played with its keys."""

from datetime import date
from uuid import uuid4

import pytest

from hamkor.assistance import messages
from hamkor.assistance import services as assistance
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.sides import sides
from hamkor.cases.services import close_case, open_case
from hamkor.envelope import Document
from hamkor.errors import WrongState
from hamkor.exchange.models import InboxMessage, OutboxMessage
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, RegisteredComplaintFactory
from tests.request_factories import Moscow

pytestmark = pytest.mark.django_db

PAPER = Document("otvet.txt", "text/plain", "Платёжка (вымысел)".encode())


@pytest.fixture
def moscow(frozen_clock):
    peer = Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def officer():
    return CaseOfficerFactory(username="zarina", full_name="Зарина (ихтироъ)")


@pytest.fixture
def deputy():
    return DeputyFactory(username="deputy")


def status_of(reference):
    return AssistanceRequest.objects.get(reference=reference).status


def test_a_complaint_becomes_a_request_that_is_answered_and_the_person_reads_every_step(
    moscow, officer, deputy, frozen_clock
):
    complaint = RegisteredComplaintFactory(may_be_shared=True)
    case = open_case(
        complaint=complaint,
        title="Музд ва шиноснома",
        area="labour-migrants",
        purpose="protection",
        summary="",
        by=officer,
    )
    request = make.draft(case=case, by=officer, asked_by_on=date(2026, 12, 20))
    about = request.reference
    assistance.attach_document(request, **make.a_file("Шикоят"), by=officer)
    assistance.ask_approval(request, by=officer)
    assistance.approve_request(request, by=deputy)
    assistance.send_request(request, by=deputy)
    frozen_clock.move_on(minutes=1)
    (said,) = moscow.receives(about)
    assert said.kind == "assistance.request/1"
    assert said.documents[0].content == "Шикоят".encode()
    assert said.limits_on_use == make.PROTECTIVE
    assert status_of(about) == "delivered"

    frozen_clock.move_on(days=1)
    moscow.says(messages.Acceptance, about, answer_by_on="2026-12-15")
    assert status_of(about) == "accepted"
    frozen_clock.move_on(days=1)
    moscow.says(messages.InformationQuestion, about)
    request.refresh_from_db()
    assert (request.status, request.question) == (
        "information_asked",
        "Пришлите договор (вымысел)",
    )
    assistance.attach_document(request, **make.a_file("Шартнома"), by=officer)
    assistance.give_information(request, text="Ана шартнома", by=officer)
    frozen_clock.move_on(days=1)
    (said,) = moscow.receives(about)
    assert (said.kind, said.body["answers_step"]) == ("assistance.information/1", 2)
    assert [document.content for document in said.documents] == ["Шартнома".encode()]
    moscow.says(messages.ExecutionStarted, about)
    frozen_clock.move_on(days=1)
    moscow.says(messages.Answer, about, is_partial=True, text="Паспорт возвращён (вымысел)")
    assert status_of(about) == "partly_executed"
    frozen_clock.move_on(days=1)
    moscow.says(messages.Answer, about, documents=(PAPER,))
    request.refresh_from_db()
    assert (request.status, request.answer) == ("executed", "Деньги выплачены (вымысел)")
    assert request.peer_number == "R-RU-2026-000007"
    assert case.documents.get(name="otvet.txt").origin == make.MOSCOW

    assistance.close_request(request, by=officer)
    assert [said.kind for said in moscow.receives(about)] == ["assistance.closure/1"]
    steps = complaint.steps.values_list("step", "state")
    assert list(steps) == [
        ("filed", "TJ"),
        ("registered", "TJ"),
        ("case_opened", "TJ"),
        ("request_sent", "TJ"),
        ("request_delivered", "RU"),
        ("request_accepted", "RU"),
        ("information_asked", "RU"),
        ("information_given", "TJ"),
        ("request_partly_executed", "RU"),
        ("request_executed", "RU"),
    ]
    promised = complaint.steps.get(step="request_accepted")
    assert (promised.promised_on, promised.promised_by) == (date(2026, 12, 15), "RU")
    ours = complaint.steps.get(step="information_asked")
    assert (ours.promised_on, ours.promised_by) == (date(2026, 12, 3), "TJ")
    close_case(case, outcome="Музд дода шуд", by=deputy)
    assert InboxMessage.objects.exclude(set_aside_at=None).count() == 0


def test_a_request_of_the_other_office_is_accepted_executed_and_answered(moscow, officer, deputy):
    about = uuid4()
    moscow.says(messages.Request, about, documents=(PAPER,))
    request = AssistanceRequest.objects.get(reference=about)
    assert request.status == "received"
    assert request.number.startswith("R-TJ-2026-")
    assert request.documents.get().name == "otvet.txt"
    assistance.take_on(request, officer=officer, by=officer)
    assistance.accept_request(request, by=deputy)
    assistance.ask_for_information(request, question="Номи корфармо?", by=officer)
    kinds = [said.kind for said in moscow.receives(about)]
    assert kinds == ["assistance.acceptance/1", "assistance.information_question/1"]
    moscow.says(messages.Information, about, answers_step=2, documents=(PAPER,))
    request.refresh_from_db()
    assert request.status == "information_given"
    assistance.start_execution(request, by=officer)
    assistance.draft_answer(request, text="Музд дода шуд", by=officer)
    assistance.attach_document(request, **make.a_file("Гувоҳнома"), by=officer)
    assistance.approve_answer(request, by=deputy)
    started, answered = moscow.receives(about)
    assert started.kind == "assistance.execution_started/1"
    assert answered.body["text"] == "Музд дода шуд"
    assert answered.documents[0].content == "Гувоҳнома".encode()
    assert status_of(about) == "executed"
    moscow.says(messages.Closure, about)
    assert status_of(about) == "closed"


def test_a_message_about_a_matter_we_do_not_know_is_set_aside_and_those_behind_it_go_on(moscow):
    lost = moscow.says(messages.Acceptance, uuid4())
    assert lost.failure.startswith("not_found")
    request = make.sent()
    moscow.says(messages.Acceptance, request.reference)
    assert status_of(request.reference) == "accepted"


def test_an_answer_that_crosses_our_withdrawal_stands_on_both_sides(moscow, deputy):
    request = make.sent()
    moscow.receives(request.reference)
    request.refresh_from_db()
    assistance.withdraw_request(request, reasons="Дигар лозим нест", by=deputy)
    moscow.says(messages.Acceptance, request.reference)
    assert status_of(request.reference) == "withdrawn"
    moscow.says(messages.Answer, request.reference)
    assert status_of(request.reference) == "executed"


def test_a_withdrawal_that_crosses_our_answer_does_not_take_the_answer_back(moscow, deputy):
    request = make.accepted()
    assistance.draft_answer(request, text="Иҷро шуд", by=request.responsible)
    assistance.approve_answer(request, by=deputy)
    moscow._steps[request.reference] = 1
    moscow.says(messages.Withdrawal, request.reference)
    request.refresh_from_db()
    assert request.status == "executed"
    assert request.events.filter(action="withdrawn", facts__is_late=True).exists()


def test_the_same_message_delivered_twice_has_one_effect(moscow):
    request = make.sent()
    frame = moscow.frame(messages.Acceptance, request.reference)
    moscow.delivers(frame)
    events = request.events.count()
    moscow.delivers(frame)
    assert request.events.count() == events


def test_a_request_that_was_refused_by_the_other_node_can_be_sent_again(moscow, deputy):
    from hamkor.exchange.services import record_receipt
    from hamkor.gateway.delivery import settle

    request = make.sent()
    message = OutboxMessage.objects.get(about=request.reference)
    refusal = moscow.receipt_for(bytes(message.frame), what="refused", reason="too_old")
    record_receipt(message, refusal)
    settle()
    request.refresh_from_db()
    assert (request.status, request.undelivered_kind) == ("not_delivered", "assistance.request/1")
    assistance.send_request(request, by=deputy)
    (said,) = moscow.receives(request.reference)
    assert (said.kind, said.body["step"]) == ("assistance.request/1", 2)
    request.refresh_from_db()
    assert (request.status, request.undelivered_kind) == ("delivered", "")


def test_without_trust_between_the_offices_nothing_is_sent_and_the_request_stays_approved():
    request = make.approved()
    with pytest.raises(WrongState):
        assistance.send_request(request, by=request.approved_by)
    assert status_of(request.reference) == "approved"
    assert OutboxMessage.objects.count() == 0


def test_both_columns_of_the_page_show_what_was_done_and_what_is_waited_for(moscow, officer):
    request = make.sent(by=officer)
    moscow.receives(request.reference)
    request.refresh_from_db()
    shown = sides(request)
    assert [(s.step, s.done, s.current) for s in shown.requesting] == [
        ("drafted", True, False),
        ("approval_asked", True, False),
        ("approved", True, False),
        ("sent", True, False),
        ("closed", False, False),
    ]
    assert shown.requesting[0].by == "Зарина (ихтироъ)"
    assert [(s.step, s.done, s.current) for s in shown.requested] == [
        ("delivered", True, False),
        ("accepted", False, True),
        ("execution_started", False, False),
        ("executed", False, False),
    ]
    moscow.says(messages.Answer, request.reference)
    request.refresh_from_db()
    shown = sides(request)
    assert [(s.step, s.done) for s in shown.requested] == [
        ("delivered", True),
        ("executed", True),
    ]
    assert [s.step for s in shown.requesting if s.current] == ["closed"]
