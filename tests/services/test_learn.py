"""What the office that asked learns, in whatever order it comes."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from hamkor import clock
from hamkor.assistance import messages
from hamkor.assistance import services as assistance
from hamkor.assistance.messages import (
    Acceptance,
    Answer,
    ExecutionStarted,
    InformationQuestion,
    Postponement,
    Refusal,
)
from hamkor.assistance.models import AssistanceRequest
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.cases.services import close_case
from hamkor.deadlines.models import Deadline
from hamkor.envelope import Document
from hamkor.errors import NotAllowed, NotFound, WrongState
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, RegisteredComplaintFactory
from tests.request_factories import Moscow, body, came
from tests.services.assertions import everything, refused

pytestmark = pytest.mark.django_db

LEARN = {
    Acceptance: (assistance.learn_acceptance, "accepted"),
    Refusal: (assistance.learn_refusal, "refused"),
    Postponement: (assistance.learn_postponement, "postponed"),
    InformationQuestion: (assistance.learn_information_question, "information_asked"),
    ExecutionStarted: (assistance.learn_execution_started, "in_execution"),
    Answer: (assistance.learn_answer, "executed"),
}
PAPER = Document("otvet.txt", "text/plain", "Платёжка (вымысел)".encode())


@pytest.fixture(autouse=True)
def bystander(frozen_clock):
    Moscow().trusted()
    other = make.sent()
    before = AssistanceRequest.objects.filter(pk=other.pk).values().get()
    events = other.events.count()
    yield other
    assert AssistanceRequest.objects.filter(pk=other.pk).values().get() == before
    assert other.events.count() == events


@pytest.fixture
def complaint():
    return RegisteredComplaintFactory(may_be_shared=True)


@pytest.fixture
def request_(complaint):
    officer = CaseOfficerFactory()
    case = make.open_case(complaint=complaint, by=officer)
    return make.sent(case=case, by=officer)


def learn(request, kind, step=1, how=None, **says):
    learn_it, _status = LEARN[kind]
    learn_it(body(kind, step, **says), **came(request.reference, **(how or {})))
    request.refresh_from_db()


@pytest.mark.parametrize("kind", LEARN)
def test_each_piece_of_news_moves_the_request_is_in_the_journal_and_audited(request_, kind):
    learn(request_, kind)
    assert request_.status == LEARN[kind][1]
    assert request_.peer_step == 1
    assert request_.peer_number == "R-RU-2026-000007"
    event = request_.events.get(is_ours=False)
    assert (event.by, event.status) == (make.MOSCOW, request_.status)
    entry = request_.case.journal.first()
    assert entry.sentence.startswith("The other office")
    assert (entry.by, entry.about) == (make.MOSCOW, request_.reference)
    audited = AuditEntry.objects.get(action=AuditAction.PEER_STEP_LEARNED)
    assert (audited.actor, audited.about) == ("node", request_.reference)
    assert audited.facts == {"step": event.action, "has_moved": True}


@pytest.mark.parametrize("kind", LEARN)
@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"about": uuid4()}, NotFound),
        ({"sender": "uz-prosecutor-general"}, NotAllowed),
    ],
)
def test_news_from_the_wrong_office_or_of_an_unknown_matter_has_no_effect(
    request_, kind, how, error
):
    message = came(request_.reference) | how
    with refused(error):
        LEARN[kind][0](body(kind), **message)


@pytest.mark.parametrize("kind", LEARN)
def test_nobody_can_answer_what_was_not_sent_or_what_they_asked_themselves(kind):
    draft, theirs = make.draft(), make.received()
    with refused(WrongState, "not been sent"):
        LEARN[kind][0](body(kind), **came(draft.reference))
    with refused(NotAllowed):
        LEARN[kind][0](body(kind), **came(theirs.reference))


@pytest.mark.parametrize("kind", LEARN)
def test_the_very_same_message_is_taken_in_once(request_, kind):
    message, said = came(request_.reference), body(kind)
    LEARN[kind][0](said, **message)
    before = everything()
    LEARN[kind][0](said, **message)
    assert everything() == before


def test_an_acceptance_after_the_answer_is_noted_and_moves_nothing(request_):
    learn(request_, Answer, step=3)
    learn(request_, Acceptance, step=1)
    learn(request_, InformationQuestion, step=2)
    assert (request_.status, request_.peer_step) == ("executed", 3)
    late = request_.events.filter(facts__is_late=True)
    assert {event.action for event in late} == {"accepted", "information_asked"}
    assert not Deadline.objects.filter(about=request_.reference).exists()


def test_a_late_step_promises_the_person_nothing_any_more(request_, complaint, frozen_clock):
    learn(request_, Answer, step=2)
    frozen_clock.move_on(hours=1)
    learn(request_, Acceptance, step=1, answer_by_on="2026-12-24")
    assert complaint.steps.get(step="request_accepted").promised_on is None


@pytest.mark.parametrize(
    ("kind", "says", "step", "promised"),
    [
        (Acceptance, {"answer_by_on": "2026-12-20"}, "request_accepted", date(2026, 12, 20)),
        (Acceptance, {}, "request_accepted", None),
        (Postponement, {"until": "2027-01-15"}, "request_postponed", date(2027, 1, 15)),
        (Refusal, {}, "request_refused", None),
        (InformationQuestion, {}, "information_asked", date(2026, 12, 1)),
        (Answer, {"is_partial": True}, "request_partly_executed", None),
        (Answer, {}, "request_executed", None),
    ],
)
def test_the_person_reads_it_as_the_other_states_act_with_the_next_date(
    request_, complaint, kind, says, step, promised
):
    elsewhere = RegisteredComplaintFactory()
    learn(request_, kind, **says)
    shown = complaint.steps.get(step=step)
    assert (shown.state, shown.promised_on) == ("RU", promised)
    owing = {"information_asked": "TJ"}.get(step, "RU")
    assert shown.promised_by == (owing if promised else "")
    assert not elsewhere.steps.filter(step=step).exists()


def test_the_step_is_dated_by_their_clock_but_never_in_the_future(request_, complaint):
    earlier = clock.now() - timedelta(hours=5)
    learn(request_, Acceptance, at=earlier)
    assert request_.accepted_at == earlier
    assert complaint.steps.get(step="request_accepted").at == earlier
    learn(request_, Answer, step=2, at=clock.now() + timedelta(days=3))
    assert request_.answered_at == clock.now()


def test_what_was_said_is_kept_with_the_request(request_):
    learn(request_, Postponement, until="2027-01-15")
    assert request_.postponed_until == date(2027, 1, 15)
    learn(request_, Acceptance, step=2)
    assert request_.postponed_until is None
    learn(request_, InformationQuestion, step=3)
    assert request_.question == "Пришлите договор (вымысел)"
    learn(request_, Refusal, step=4)
    assert (request_.refusal_ground, request_.refusal_reasons) == (
        "outside_powers",
        "Вне наших полномочий (вымысел)",
    )
    assert request_.events.last().facts == {"ground": "outside_powers", "provision": "own powers"}


def test_a_question_starts_our_clock_and_an_ending_stops_it(request_):
    learn(request_, InformationQuestion)
    owed = Deadline.objects.get(about=request_.reference)
    assert owed.due_on == date(2026, 12, 1)
    learn(request_, Refusal, step=2)
    owed.refresh_from_db()
    assert owed.cancelled_at is not None


def test_the_papers_of_an_answer_go_into_the_case_once_and_a_closed_case_takes_none(request_):
    learn(request_, Answer, is_partial=True, how={"documents": (PAPER,)})
    learn(request_, Answer, step=2, how={"documents": (PAPER,)})
    assert request_.case.documents.get().origin == make.MOSCOW
    assistance.close_request(request_, by=request_.prepared_by)
    close_case(request_.case, outcome="Тамом", by=DeputyFactory())
    other = Document("pozdno.txt", "text/plain", b"late")
    learn(request_, Answer, step=3, how={"documents": (other,)})
    assert request_.case.documents.count() == 1
    assert request_.documents.filter(is_ours=False).count() == 2
    assert request_.status == "closed"


def test_a_receipt_for_the_request_is_a_step_and_for_other_messages_it_is_not(request_, complaint):
    told = {"about": request_.reference, "message_id": uuid4(), "at": clock.now()}
    assistance.learn_delivered(kind=messages.Withdrawal.KIND, **told)
    request_.refresh_from_db()
    assert (request_.status, request_.delivered_at) == ("sent", None)
    assistance.learn_delivered(kind=messages.Request.KIND, **told)
    request_.refresh_from_db()
    assert (request_.status, request_.delivered_at) == ("delivered", clock.now())
    assert complaint.steps.get(step="request_delivered").state == "RU"
    actions = AuditEntry.objects.filter(about=request_.reference)
    assert actions.filter(action=AuditAction.REQUEST_DELIVERED).count() == 2


def test_news_that_was_quicker_than_the_receipt_is_not_undone(request_):
    learn(request_, Acceptance)
    told = {"about": request_.reference, "message_id": uuid4(), "at": clock.now()}
    assistance.learn_delivered(kind=messages.Request.KIND, **told)
    request_.refresh_from_db()
    assert request_.status == "accepted"
    assistance.learn_not_delivered(kind=messages.Request.KIND, reason="expired", **told)
    request_.refresh_from_db()
    assert request_.status == "accepted"


def test_a_message_that_did_not_arrive_is_flagged_until_a_later_one_arrives():
    request = make.accepted()
    told = {"about": request.reference, "message_id": uuid4(), "at": clock.now()}
    assistance.learn_not_delivered(kind=Acceptance.KIND, reason="expired", **told)
    request.refresh_from_db()
    assert (request.status, request.undelivered_kind) == ("accepted", "assistance.acceptance/1")
    entry = AuditEntry.objects.get(action=AuditAction.REQUEST_NOT_DELIVERED)
    assert entry.facts == {"kind": "assistance.acceptance/1", "reason": "expired"}
    assistance.learn_delivered(kind=ExecutionStarted.KIND, **told)
    request.refresh_from_db()
    assert request.undelivered_kind == ""


def test_the_fate_of_a_message_about_nothing_we_know_is_an_error():
    told = {"about": uuid4(), "message_id": uuid4(), "at": clock.now(), "kind": Answer.KIND}
    with refused(NotFound):
        assistance.learn_delivered(**told)
    with refused(NotFound):
        assistance.learn_not_delivered(reason="expired", **told)
