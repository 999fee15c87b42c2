"""What the office that is asked decides, does and answers."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hamkor.assistance import queries
from hamkor.assistance import services as assistance
from hamkor.assistance.models import AssistanceRequest
from hamkor.audit.actions import AuditAction
from hamkor.deadlines.models import Deadline
from hamkor.errors import InputRefused, NotAllowed, RuleViolation, WrongState
from hamkor.exchange.models import OutboxMessage
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory
from tests.request_factories import Moscow, body, came
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def moscow(frozen_clock):
    peer = Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def deputy():
    return DeputyFactory(username="deputy", full_name="Ҷонишин", position="муовин")


@pytest.fixture
def request_(moscow):
    """A request that an officer has taken on, beside another to which nothing may happen."""
    bystander = make.taken_on()
    before = AssistanceRequest.objects.filter(pk=bystander.pk).values().get()
    owed = list(Deadline.objects.filter(about=bystander.reference).values())
    yield make.taken_on(agreement="minsk-1993", kind="interview")
    assert AssistanceRequest.objects.filter(pk=bystander.pk).values().get() == before
    assert list(Deadline.objects.filter(about=bystander.reference).values()) == owed
    assert not OutboxMessage.objects.filter(about=bystander.reference).exists()


def owed(request):
    still = Deadline.objects.filter(about=request.reference, met_at=None, cancelled_at=None)
    return set(still.values_list("time_limit", flat=True))


def said(moscow, request):
    return [(m.kind.split(".")[1], m.body) for m in moscow.receives(request.reference)]


def test_a_deputy_accepts_and_promises_the_day_of_the_answer(request_, deputy, moscow):
    assistance.accept_request(request_, by=deputy)
    assert (request_.status, request_.decided_by) == ("accepted", deputy)
    assert request_.accepted_at is not None
    assert owed(request_) == {"assistance.execute"}
    ((kind, told),) = said(moscow, request_)
    assert (kind, told["number"], told["answer_by_on"]) == (
        "acceptance/1",
        request_.number,
        "2026-12-24",
    )
    assert_recorded_once(AuditAction.REQUEST_ACCEPTED, by="deputy", about=request_.reference)
    with refused(WrongState):
        assistance.accept_request(request_, by=deputy)


def test_the_second_of_two_simultaneous_decisions_loses(request_, deputy):
    in_another_tab = AssistanceRequest.objects.get(pk=request_.pk)
    other = DeputyFactory()
    assistance.accept_request(request_, by=deputy)
    with refused(WrongState, "just changed"):
        assistance.refuse_request(
            in_another_tab, ground=queries.grounds_of(request_)[0].id, reasons="Не", by=other
        )
    assert OutboxMessage.objects.count() == 1


def test_a_refusal_has_a_ground_of_the_agreement_and_reasons(request_, deputy, moscow):
    ground = queries.grounds_of(request_)[0]
    for change, error in (
        ({"ground": "inconvenience"}, RuleViolation),
        ({"reasons": ""}, InputRefused),
        ({"reasons": "x" * 10_001}, InputRefused),
    ):
        with refused(error):
            assistance.refuse_request(
                request_, **{"ground": ground.id, "reasons": "Сабаб", **change}, by=deputy
            )
    assistance.refuse_request(request_, ground=ground.id, reasons="Сабаб", by=deputy)
    assert (request_.status, request_.refusal_ground) == ("refused", ground.id)
    assert owed(request_) == set()
    met = Deadline.objects.get(about=request_.reference, time_limit="assistance.decide")
    assert met.met_at is not None
    ((kind, told),) = said(moscow, request_)
    assert (kind, told["provision"], told["reasons"]) == ("refusal/1", ground.provision, "Сабаб")
    entry = assert_recorded_once(
        AuditAction.REQUEST_REFUSED, by="deputy", about=request_.reference
    )
    assert entry.facts == {"ground": ground.id}


def test_on_reciprocity_the_grounds_of_the_house_stand(moscow, deputy):
    request = make.taken_on(agreement="")
    AssistanceRequest.objects.filter(pk=request.pk).update(agreement="")
    request.refresh_from_db()
    assistance.refuse_request(request, ground="outside_powers", reasons="Сабаб", by=deputy)
    assert request.status == "refused"


def test_a_postponement_names_a_later_day_and_stops_the_clock_until_it_is_taken_up(
    request_, deputy, moscow, frozen_clock
):
    for until in (date(2026, 11, 24), date(2020, 1, 1)):
        with refused(InputRefused):
            assistance.postpone_request(request_, until=until, reasons="Тафтиш", by=deputy)
    with refused(InputRefused):
        assistance.postpone_request(request_, until=date(2027, 1, 11), reasons="", by=deputy)
    assistance.postpone_request(request_, until=date(2027, 1, 11), reasons="Тафтиш", by=deputy)
    assert (request_.status, request_.postponed_until) == ("postponed", date(2027, 1, 11))
    assert owed(request_) == set()
    assert_recorded_once(AuditAction.REQUEST_POSTPONED, by="deputy", about=request_.reference)
    frozen_clock.move_on(days=20)
    assistance.accept_request(request_, by=deputy)
    assert (request_.status, request_.postponed_until) == ("accepted", None)
    assert owed(request_) == {"assistance.execute"}
    assistance.postpone_request(request_, until=date(2027, 3, 1), reasons="Боз", by=deputy)
    frozen_clock.move_on(days=1)
    first_accepted_at = request_.accepted_at
    assistance.accept_request(request_, by=deputy)
    assert request_.accepted_at == first_accepted_at
    assert request_.events.last().action == "resumed"
    assert_recorded_once(AuditAction.REQUEST_RESUMED, by="deputy", about=request_.reference)
    kinds = [kind for kind, _told in said(moscow, request_)]
    assert kinds == ["postponement/1", "acceptance/1", "postponement/1", "acceptance/1"]


def test_more_is_asked_before_or_after_acceptance_but_not_twice_at_once(request_, deputy, moscow):
    officer = request_.responsible
    for question in ("", "x" * 20_001):
        with refused(InputRefused):
            assistance.ask_for_information(request_, question=question, by=officer)
    assistance.ask_for_information(request_, question="Кадом санад?", by=officer)
    assert (request_.status, request_.question) == ("information_asked", "Кадом санад?")
    assert owed(request_) == {"assistance.decide", "assistance.execute"}
    assert_recorded_once(
        AuditAction.INFORMATION_ASKED, by=officer.username, about=request_.reference
    )
    with refused(WrongState):
        assistance.ask_for_information(request_, question="Боз?", by=deputy)
    assistance.accept_request(request_, by=deputy)
    assistance.ask_for_information(request_, question="Боз?", by=deputy)
    with refused(WrongState, "already"):
        assistance.accept_request(request_, by=deputy)


def test_asking_for_more_is_no_way_round_the_deputys_decision(request_, deputy):
    officer = request_.responsible
    assistance.ask_for_information(request_, question="Кадом санад?", by=officer)
    information = body(make.messages.Information, step=2, answers_step=1)
    assistance.receive_information(information, **came(request_.reference))
    request_.refresh_from_db()
    assert request_.status == "information_given"
    with refused(WrongState, "deputy must accept"):
        assistance.start_execution(request_, by=officer)
    with refused(WrongState, "deputy must accept"):
        assistance.draft_answer(request_, text="Ҷавоб", by=officer)


def test_execution_begins_after_acceptance_and_the_other_office_hears_of_it(
    request_, deputy, moscow
):
    officer = request_.responsible
    with refused(WrongState):
        assistance.start_execution(request_, by=officer)
    assistance.accept_request(request_, by=deputy)
    assistance.start_execution(request_, by=officer)
    assert request_.status == "in_execution"
    assert [kind for kind, _ in said(moscow, request_)] == ["acceptance/1", "execution_started/1"]
    assert_recorded_once(
        AuditAction.REQUEST_STARTED, by=officer.username, about=request_.reference
    )


def test_an_answer_is_drafted_by_one_and_signed_by_another(request_, deputy, moscow):
    officer = request_.responsible
    assistance.accept_request(request_, by=deputy)
    with refused(WrongState, "No answer"):
        assistance.approve_answer(request_, by=deputy)
    for text in ("", "x" * 20_001):
        with refused(InputRefused):
            assistance.draft_answer(request_, text=text, by=officer)
    assistance.draft_answer(request_, text="Ҷавоби якум", by=officer)
    assistance.draft_answer(request_, text="Пурсида шуд", by=officer)
    assert (request_.status, request_.answer) == ("accepted", "Пурсида шуд")
    officer.role = "deputy_prosecutor"
    officer.save()
    with refused(NotAllowed, "second officer"):
        assistance.approve_answer(request_, by=officer)
    assistance.approve_answer(request_, by=deputy)
    assert request_.status == "executed"
    assert owed(request_) == set()
    told = said(moscow, request_)[-1][1]
    assert (told["text"], told["is_partial"], told["signatory"]) == (
        "Пурсида шуд",
        False,
        "Ҷонишин, муовин",
    )
    assert_recorded_once(AuditAction.ANSWER_APPROVED, by="deputy", about=request_.reference)
    with refused(WrongState):
        assistance.approve_answer(request_, by=deputy)


def test_an_answer_changed_while_the_deputy_read_it_is_not_sent(request_, deputy):
    assistance.accept_request(request_, by=deputy)
    assistance.draft_answer(request_, text="Якум", by=request_.responsible)
    as_read = AssistanceRequest.objects.get(pk=request_.pk)
    assistance.draft_answer(request_, text="Дуюм", by=request_.responsible)
    with refused(WrongState, "just changed"):
        assistance.approve_answer(as_read, by=deputy)


def test_a_partial_answer_leaves_the_rest_to_do_and_more_may_be_asked(request_, deputy, moscow):
    officer = request_.responsible
    assistance.accept_request(request_, by=deputy)
    assistance.draft_answer(request_, text="Як қисм", is_partial=True, by=officer)
    assistance.attach_document(request_, **make.a_file("Протокол"), by=officer)
    assistance.approve_answer(request_, by=deputy)
    assert (request_.status, request_.answer_prepared_by) == ("partly_executed", None)
    assert owed(request_) == {"assistance.execute"}
    with refused(WrongState):
        assistance.draft_answer(request_, text="Боз қисм", is_partial=True, by=officer)
    with refused(WrongState):
        ground = queries.grounds_of(request_)[0].id
        assistance.refuse_request(request_, ground=ground, reasons="Не", by=deputy)
    assistance.ask_for_information(request_, question="Суроға?", by=officer)
    assistance.start_execution(request_, by=officer)
    assistance.draft_answer(request_, text="Ҳама", by=officer)
    assistance.approve_answer(request_, by=deputy)
    messages = moscow.receives(request_.reference)
    answers = [m for m in messages if m.kind == "assistance.answer/1"]
    assert [[d.content.decode() for d in m.documents] for m in answers] == [["Протокол"], []]
    assert [m.body["step"] for m in messages] == [1, 2, 3, 4, 5]


def test_the_answer_draft_of_a_refused_request_cannot_be_sent(request_, deputy):
    assistance.accept_request(request_, by=deputy)
    assistance.draft_answer(request_, text="Ҷавоб", by=request_.responsible)
    ground = queries.grounds_of(request_)[0].id
    assistance.refuse_request(request_, ground=ground, reasons="Сабаб", by=deputy)
    with refused(WrongState):
        assistance.approve_answer(request_, by=deputy)


def test_the_verbs_of_the_other_side_do_not_work_here(request_, deputy, moscow):
    officer = request_.responsible
    for verb, what in (
        (assistance.ask_approval, {"by": officer}),
        (assistance.send_request, {"by": deputy}),
        (assistance.give_information, {"text": "Ана", "by": officer}),
        (assistance.withdraw_request, {"reasons": "Не", "by": deputy}),
        (assistance.close_request, {"by": officer}),
    ):
        with refused(WrongState):
            verb(request_, **what)
    ours = make.sent()
    with refused(WrongState):
        assistance.accept_request(ours, by=deputy)
    with refused(WrongState):
        assistance.take_on(ours, officer=ours.prepared_by, by=deputy)


def test_without_the_message_there_is_no_decision(request_, deputy, monkeypatch):
    """The decision and its message commit together."""
    from hamkor.assistance.services import moving

    def fails(*_args, **_kwargs):
        raise InputRefused("too large")

    monkeypatch.setattr(moving, "queue_message", fails)
    with refused(InputRefused):
        assistance.accept_request(request_, by=deputy)


def test_the_database_itself_rejects_a_refusal_without_reasons(request_):
    row = AssistanceRequest.objects.filter(pk=request_.pk)
    for wrong in ({"status": "refused"}, {"status": "executed"}, {"received_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**wrong)


def test_a_case_officer_who_does_not_have_the_request_does_nothing_with_it(request_, deputy):
    stranger = CaseOfficerFactory()
    assistance.accept_request(request_, by=deputy)
    for verb, what in (
        (assistance.start_execution, {}),
        (assistance.draft_answer, {"text": "Ҷавоб"}),
        (assistance.ask_for_information, {"question": "Чӣ?"}),
        (assistance.attach_document, make.a_file()),
        (assistance.note_request_read, {}),
    ):
        with refused(NotAllowed):
            verb(request_, **what, by=stranger)
