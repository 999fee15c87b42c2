"""What the office decides: an answer that can be contested, a return, one more month."""

from datetime import timedelta

import pytest

from hamkor.audit.actions import AuditAction
from hamkor.deadlines.models import Deadline
from hamkor.deadlines.queries import open_deadlines
from hamkor.errors import InputRefused, NotAllowed, RuleViolation, WrongState
from hamkor.intake.queries import last_decision, status_for_complainant
from hamkor.intake.services import (
    answer_complaint,
    extend_answer,
    reopen_complaint,
    return_complaint,
)
from hamkor.law.contesting import ways_to_contest
from tests.factories import (
    AnsweredComplaintFactory,
    CaseOfficerFactory,
    ComplaintFactory,
    DutyOfficerFactory,
    ForwardedComplaintFactory,
    InCaseComplaintFactory,
    OperatorFactory,
    RegisteredComplaintFactory,
    WithdrawnComplaintFactory,
)
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db
REASONS = "The inspectorate has not answered us yet."
ASKED = "Кадом корфармо? Номи ӯро нависед."


@pytest.fixture
def officer():
    return DutyOfficerFactory(username="lola")


@pytest.fixture
def registered(officer, frozen_clock):
    bystander = RegisteredComplaintFactory(by=officer)
    yield RegisteredComplaintFactory(by=officer)
    bystander.refresh_from_db()
    assert bystander.status == "registered"
    assert not bystander.messages.exists()
    assert not bystander.decisions.exists()
    assert open_deadlines().filter(about=bystander.reference).count() == 2


def give_back(complaint, *, lacks=("who",), text=ASKED, by):
    return return_complaint(complaint, lacks=lacks, text=text, by=by)


def step_names(complaint):
    return list(complaint.steps.values_list("step", flat=True))


def test_an_answer_says_what_it_comes_to_and_who_gave_it(registered, officer):
    answer = answer_complaint(registered, text="Музд дода шуд.", outcome="upheld", by=officer)
    decision = last_decision(registered)
    assert (decision.outcome, decision.words, decision.decided_by) == ("upheld", answer, officer)
    assert status_for_complainant(registered).decision == decision
    entry = assert_recorded_once(
        AuditAction.COMPLAINT_ANSWERED, by="lola", about=registered.reference
    )
    assert entry.facts == {"outcome": "upheld"}


def test_an_answer_of_no_known_outcome_is_refused(registered, officer):
    with refused(InputRefused, "comes to"):
        answer_complaint(registered, text="Музд дода шуд.", outcome="shelved", by=officer)


def test_every_state_has_a_way_to_contest_and_none_is_law_that_nobody_read():
    for state in ("TJ", "RU", "UZ"):
        ways = ways_to_contest(state)
        assert ways[0].id == "somebody_else_here"
        assert all(way.state in ("", state) for way in ways)
        assert not any(way.source.is_verified for way in ways if way.state)


def test_what_lacks_something_goes_back_to_the_person_who_reads_what(registered, officer):
    asked = give_back(registered, lacks=["who", "papers"], by=officer)
    registered.refresh_from_db()
    assert registered.status == "returned"
    assert (asked.text, asked.is_from_office, asked.author) == (ASKED, True, officer)
    assert last_decision(registered).lacks == ["papers", "who"]
    assert step_names(registered)[-1] == "returned"
    assert not open_deadlines().filter(about=registered.reference).exists()
    assert status_for_complainant(registered).next_promise is None


def test_it_is_on_record_whether_it_was_returned_in_time(registered, officer, frozen_clock):
    frozen_clock.move_on(days=7)
    give_back(registered, by=officer)
    entry = assert_recorded_once(
        AuditAction.COMPLAINT_RETURNED, by="lola", about=registered.reference
    )
    assert entry.facts == {"lacks": ["who"], "is_in_time": True}
    late = RegisteredComplaintFactory(by=officer)
    frozen_clock.move_on(days=9)
    give_back(late, by=officer)
    facts = assert_recorded_once(AuditAction.COMPLAINT_RETURNED, by="lola", about=late.reference)
    assert facts.facts["is_in_time"] is False


@pytest.mark.parametrize("lacks", [(), ("good manners",), ("who", "good manners")])
def test_nothing_is_returned_without_saying_what_is_missing(registered, officer, lacks):
    with refused(InputRefused, "missing"):
        give_back(registered, lacks=lacks, by=officer)


@pytest.mark.parametrize("role", [OperatorFactory, CaseOfficerFactory])
def test_only_whoever_registers_returns(registered, role):
    by = role()
    with refused(NotAllowed):
        give_back(registered, by=by)


@pytest.mark.parametrize(
    "factory",
    [
        ComplaintFactory,
        InCaseComplaintFactory,
        ForwardedComplaintFactory,
        AnsweredComplaintFactory,
        WithdrawnComplaintFactory,
    ],
)
def test_nothing_is_returned_but_what_was_just_registered(factory, officer):
    complaint = factory()
    with refused(WrongState):
        give_back(complaint, by=officer)


def test_what_was_sent_in_again_is_with_the_same_officer_and_the_clock_runs_anew(
    registered, officer, frozen_clock
):
    give_back(registered, by=officer)
    frozen_clock.move_on(days=40)
    reopen_complaint(registered, text="Корфармо Ихтироъ-Строй аст.", token="t")
    assert (registered.status, registered.responsible) == ("registered", officer)
    owed = open_deadlines().get(about=registered.reference)
    assert owed.time_limit == "complaint.answer"
    assert owed.started_on == frozen_clock_today()
    assert step_names(registered)[-1] == "reopened"
    assert status_for_complainant(registered).next_promise.on == owed.due_on
    answer_complaint(registered, text="Ҷавоб", by=officer)
    assert registered.messages.count() == 3


def frozen_clock_today():
    from hamkor import clock

    return clock.now().date()


def test_a_date_is_put_off_once_from_the_day_it_was_due_and_the_person_reads_why(
    registered, officer
):
    old = Deadline.objects.get(about=registered.reference, time_limit="complaint.answer")
    extend_answer(registered, reasons=REASONS, by=officer)
    old.refresh_from_db()
    new = Deadline.objects.get(about=registered.reference, time_limit="complaint.extend")
    assert old.cancelled_at is not None
    assert new.started_on == old.due_on
    assert new.due_on >= old.due_on + timedelta(days=30)
    assert registered.messages.get().text == REASONS
    status = status_for_complainant(registered)
    assert (status.next_promise.on, status.next_promise.step) == (new.due_on, "extended")
    assert_recorded_once(AuditAction.COMPLAINT_EXTENDED, by="lola", about=registered.reference)
    with refused(RuleViolation, "put off once"):
        extend_answer(registered, reasons=REASONS, by=officer)


def test_the_answer_meets_the_date_that_was_put_off(registered, officer):
    extend_answer(registered, reasons=REASONS, by=officer)
    answer_complaint(registered, text="Ҷавоб", by=officer)
    owed = Deadline.objects.get(about=registered.reference, time_limit="complaint.extend")
    assert owed.met_at is not None
    assert owed.cancelled_at is None


def test_a_date_that_has_passed_is_not_put_off(registered, officer, frozen_clock):
    frozen_clock.move_on(days=60)
    with refused(RuleViolation, "has passed"):
        extend_answer(registered, reasons=REASONS, by=officer)


def test_the_last_day_is_still_in_time_to_put_it_off(registered, officer, frozen_clock):
    due_on = Deadline.objects.get(about=registered.reference, time_limit="complaint.answer").due_on
    frozen_clock.move_on(days=(due_on - frozen_clock_today()).days)
    extend_answer(registered, reasons=REASONS, by=officer)


def test_nobody_puts_off_what_is_not_owed_or_without_reasons(registered, officer):
    operator = OperatorFactory()
    with refused(NotAllowed):
        extend_answer(registered, reasons=REASONS, by=operator)
    with refused(InputRefused):
        extend_answer(registered, reasons="soon", by=officer)
    answer_complaint(registered, text="Ҷавоб", by=officer)
    with refused(WrongState):
        extend_answer(registered, reasons=REASONS, by=officer)
