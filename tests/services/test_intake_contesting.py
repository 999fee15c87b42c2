"""Somebody other than the handler hears what a person says; the person has it opened again."""

import pytest

from hamkor.audit.actions import AuditAction
from hamkor.deadlines.models import Deadline
from hamkor.deadlines.queries import open_deadlines
from hamkor.errors import InputRefused, NotAllowed, NotFound, RuleViolation, WrongState
from hamkor.intake import limits
from hamkor.intake.models import Escalation
from hamkor.intake.queries import (
    escalation_for,
    escalations_for,
    nobodys,
    status_for_complainant,
)
from hamkor.intake.services import (
    answer_complaint,
    escalate_complaint,
    reopen_complaint,
    settle_escalation,
    take_on_complaint,
    withdraw_complaint,
    write_to_office,
    write_to_person,
)
from tests.factories import (
    AnsweredComplaintFactory,
    CaseOfficerFactory,
    DeputyFactory,
    DutyOfficerFactory,
    ForwardedComplaintFactory,
    InCaseComplaintFactory,
    OperatorFactory,
    RegisteredComplaintFactory,
    SupervisorFactory,
    WithdrawnComplaintFactory,
    file_a_complaint,
)
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db
WORDS = "Ду моҳ шуд, касе ҷавоб намедиҳад."


@pytest.fixture(autouse=True)
def bystander(frozen_clock):
    complaint = AnsweredComplaintFactory()
    yield
    complaint.refresh_from_db()
    assert complaint.status == "answered"
    assert complaint.messages.count() == 1
    assert not complaint.escalations.exists()


@pytest.fixture
def officer():
    return DutyOfficerFactory(username="lola")


def escalate(complaint, *, text=WORDS, token="t"):
    return escalate_complaint(complaint, text=text, token=token)


def escalated(officer):
    complaint = AnsweredComplaintFactory(by=officer)
    return complaint, escalate(complaint)


def test_whoever_waited_past_the_date_is_heard_by_somebody_else(officer, frozen_clock):
    complaint = RegisteredComplaintFactory(by=officer)
    frozen_clock.move_on(days=45)
    assert status_for_complainant(complaint).may_escalate == "late"
    raised = escalate(complaint)
    assert (raised.because, raised.words.text) == ("late", WORDS)
    owed = open_deadlines().get(about=complaint.reference, time_limit="complaint.escalation")
    assert owed.responsible is None
    status = status_for_complainant(complaint)
    assert status.next_promise.step == "escalated"
    assert status.is_escalated
    assert_recorded_once(AuditAction.COMPLAINT_ESCALATED, by="person", about=complaint.reference)


def test_a_message_that_waited_for_a_week_is_a_reason(officer, frozen_clock):
    complaint = RegisteredComplaintFactory(by=officer)
    write_to_office(complaint, text="Салом?", token="first")
    frozen_clock.move_on(days=7)
    write_to_office(complaint, text="Салом??", token="second")
    with refused(RuleViolation, "waited for a week"):
        escalate(complaint)
    frozen_clock.move_on(seconds=1)
    assert escalate(complaint).because == "unanswered"


def test_a_line_from_the_office_ends_the_wait(officer, frozen_clock):
    complaint = RegisteredComplaintFactory(by=officer)
    write_to_office(complaint, text="Салом?", token="first")
    frozen_clock.move_on(days=6)
    write_to_person(complaint, text="Мо мепурсем.", token="o", by=officer)
    frozen_clock.move_on(days=6)
    write_to_office(complaint, text="Раҳмат", token="second")
    frozen_clock.move_on(days=6)
    with refused(RuleViolation):
        escalate(complaint)


def test_the_words_of_the_escalation_itself_are_no_reason_for_it(officer, frozen_clock):
    complaint = RegisteredComplaintFactory(by=officer)
    with refused(RuleViolation):
        escalate(complaint)


@pytest.mark.parametrize("factory", [AnsweredComplaintFactory, ForwardedComplaintFactory])
def test_every_decision_can_be_contested_at_once(factory):
    assert escalate(factory()).because == "answer"


def test_the_same_form_counts_once_and_a_second_one_waits_for_the_first(officer):
    complaint, raised = escalated(officer)
    assert escalate(complaint) == raised
    with refused(InputRefused, "other words"):
        escalate(complaint, text="Дигар")
    with refused(WrongState, "hears this already"):
        escalate(complaint, token="another")
    assert Escalation.objects.count() == 1


def test_what_was_taken_back_is_heard_by_nobody():
    complaint = WithdrawnComplaintFactory()
    with refused(WrongState):
        escalate(complaint)


def test_no_code_gets_into_what_somebody_else_reads(officer):
    filed = file_a_complaint()
    with refused(InputRefused, "receipt code"):
        escalate(filed.complaint, text=f"Рамзи ман {filed.code}")


def test_another_officer_answers_and_gives_it_to_somebody_else(officer):
    complaint, raised = escalated(officer)
    reopen_complaint(complaint, text="Боз кушоед", token="again")
    deputy, other = DeputyFactory(username="aziz"), CaseOfficerFactory()
    settle_escalation(raised, text="Мо корманди дигар таъин кардем.", by=deputy, to=other)
    complaint.refresh_from_db()
    raised.refresh_from_db()
    assert complaint.responsible == other
    assert (raised.settled_by, raised.settled_at is not None) == (deputy, True)
    assert open_deadlines().get(about=complaint.reference).responsible == other
    owed = Deadline.objects.get(about=complaint.reference, time_limit="complaint.escalation")
    assert owed.met_at is not None
    status = status_for_complainant(complaint)
    assert status.messages[-1].text == "Мо корманди дигар таъин кардем."
    assert not status.is_escalated
    assert not status.broken_promises
    entry = assert_recorded_once(
        AuditAction.ESCALATION_SETTLED, by="aziz", about=complaint.reference
    )
    assert entry.facts == {"is_handed_over": True}
    supervisor = SupervisorFactory()
    with refused(WrongState):
        settle_escalation(raised, text="Боз", by=supervisor)


def test_the_handler_never_judges_what_is_said_of_the_handler(officer, monkeypatch):
    complaint, raised = escalated(officer)
    deputy, other_deputy = DeputyFactory(), DeputyFactory()
    complaint.decisions.update(decided_by=deputy)
    complaint.responsible = other_deputy
    complaint.save(update_fields=["responsible"])
    for by in (deputy, other_deputy):
        with refused(NotAllowed, "does not judge it"):
            settle_escalation(raised, text="Ҳамааш дуруст", by=by)
        assert raised not in escalations_for(by)
    for by in (officer, CaseOfficerFactory(), OperatorFactory()):
        with refused(NotAllowed):
            settle_escalation(raised, text="Ҳамааш дуруст", by=by)
        with pytest.raises(NotFound):
            escalation_for(by, raised.reference)
    assert escalation_for(SupervisorFactory(), raised.reference) == raised


def test_it_goes_to_nobody_who_may_not_answer(officer):
    _complaint, raised = escalated(officer)
    deputy, operator = DeputyFactory(), OperatorFactory()
    with refused(NotAllowed):
        settle_escalation(raised, text="Ба оператор", by=deputy, to=operator)


def test_an_answer_of_the_handler_does_not_silence_what_somebody_else_owes(officer, frozen_clock):
    complaint = RegisteredComplaintFactory(by=officer)
    frozen_clock.move_on(days=45)
    raised = escalate(complaint)
    answer_complaint(complaint, text="Ҷавоб", by=officer)
    owed = open_deadlines().get(about=complaint.reference)
    assert owed.time_limit == "complaint.escalation"
    assert raised in escalations_for(DeputyFactory())


def test_nothing_waits_for_the_supervisor_once_the_person_took_it_back(officer, frozen_clock):
    complaint = RegisteredComplaintFactory(by=officer)
    frozen_clock.move_on(days=45)
    escalate(complaint)
    withdraw_complaint(complaint)
    assert not escalations_for(DeputyFactory()).exists()
    assert not open_deadlines().filter(about=complaint.reference).exists()


def test_an_answered_complaint_that_is_opened_again_waits_for_another_officer(officer):
    complaint = AnsweredComplaintFactory(by=officer)
    reopen_complaint(complaint, text="Музд надоданд.", token="t")
    assert (complaint.status, complaint.responsible) == ("registered", None)
    assert list(nobodys()) == [complaint]
    with refused(NotAllowed, "does not judge it"):
        take_on_complaint(complaint, by=officer)
    other, supervisor = CaseOfficerFactory(username="firuz"), SupervisorFactory()
    with refused(NotAllowed):
        take_on_complaint(complaint, by=supervisor)
    take_on_complaint(complaint, by=other)
    assert complaint.responsible == other
    assert open_deadlines().get(about=complaint.reference).responsible == other
    assert not nobodys()
    assert_recorded_once(AuditAction.COMPLAINT_TAKEN_ON, by="firuz", about=complaint.reference)
    third = CaseOfficerFactory()
    with refused(WrongState):
        take_on_complaint(complaint, by=third)


def test_what_is_in_a_case_goes_back_into_the_case(officer):
    from hamkor.intake.models import Step
    from hamkor.intake.services import add_step

    complaint = InCaseComplaintFactory(by=officer)
    add_step(complaint, Step.CASE_OPENED, state="TJ")
    answer_complaint(complaint, text="Ҷавоб", by=officer)
    reopen_complaint(complaint, text="Ин ҳама нест.", token="t")
    assert complaint.status == "in_case"


def test_the_same_form_opens_it_once_and_only_so_many_times(officer, frozen_clock):
    complaint = AnsweredComplaintFactory(by=officer)
    others = [CaseOfficerFactory() for _each in range(limits.REOPENINGS + 1)]
    for number, other in zip(range(limits.REOPENINGS), others, strict=False):
        frozen_clock.move_on(days=1)
        reopen_complaint(complaint, text=WORDS, token=f"t{number}")
        reopen_complaint(complaint, text=WORDS, token=f"t{number}")
        take_on_complaint(complaint, by=other)
        answer_complaint(complaint, text="Ҷавоб", by=other)
    assert complaint.steps.filter(step="reopened").count() == limits.REOPENINGS
    assert not status_for_complainant(complaint).may_reopen
    with refused(RuleViolation):
        reopen_complaint(complaint, text=WORDS, token="once more")


@pytest.mark.parametrize(
    "factory", [RegisteredComplaintFactory, ForwardedComplaintFactory, WithdrawnComplaintFactory]
)
def test_nothing_is_opened_again_but_what_was_answered_or_returned(factory):
    complaint = factory()
    assert not status_for_complainant(complaint).may_reopen
    with refused(WrongState):
        reopen_complaint(complaint, text=WORDS, token="t")
