"""The two tables of a complaint: how it moves, and what keeps a promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.errors import WrongState
from hamkor.intake.models import ComplaintStatus, Step
from hamkor.intake.states import KEPT_BY, TRANSITIONS, Action, is_kept_by, next_status

S, A = ComplaintStatus, Action
ENDS = {S.ANSWERED, S.FORWARDED, S.WITHDRAWN, S.RETURNED, S.ERASED}
BY_THE_PERSON = {A.REOPEN, A.REOPEN_IN_CASE, A.ERASE, A.WITHDRAW}
BACK = {A.REOPEN, A.REOPEN_IN_CASE}


def test_every_status_and_every_step_is_in_its_table():
    assert set(TRANSITIONS) == set(ComplaintStatus)
    assert set(KEPT_BY) == set(Step)


@given(st.lists(st.sampled_from(sorted(set(Action) - BACK)), max_size=12))
def test_a_complaint_never_goes_back_unless_the_person_wants_it_opened_again(actions):
    status, been = ComplaintStatus.RECEIVED, [ComplaintStatus.RECEIVED]
    for action in actions:
        try:
            status = next_status(status, action)
        except WrongState:
            continue
        assert status not in been
        been.append(status)


@pytest.mark.parametrize("end", sorted(ENDS))
@pytest.mark.parametrize("action", sorted(set(Action) - BY_THE_PERSON))
def test_no_officer_leads_a_complaint_out_of_an_end(end, action):
    with pytest.raises(WrongState):
        next_status(end, action)


@pytest.mark.parametrize("start", sorted(set(ComplaintStatus) - ENDS | {S.RETURNED}))
def test_the_person_can_take_back_whatever_is_not_decided(start):
    assert next_status(start, Action.WITHDRAW) == ComplaintStatus.WITHDRAWN


@pytest.mark.parametrize("start", sorted(set(ComplaintStatus) - {S.IN_CASE, S.ERASED}))
def test_the_person_can_have_erased_whatever_is_in_no_case(start):
    assert next_status(start, Action.ERASE) == ComplaintStatus.ERASED


def test_nothing_leads_out_of_what_was_erased_and_nothing_erases_what_a_case_is_built_on():
    assert TRANSITIONS[S.ERASED] == {}
    assert Action.ERASE not in TRANSITIONS[S.IN_CASE]


def test_only_what_was_answered_or_returned_is_opened_again():
    may = {status for status, moves in TRANSITIONS.items() if Action.REOPEN in moves}
    assert may == {S.ANSWERED, S.RETURNED}


END_STEPS = {Step.ANSWERED, Step.WITHDRAWN, Step.FORWARDED, Step.RETURNED, Step.ERASED}


@given(st.sampled_from(sorted(set(Step) - {Step.ESCALATED})), st.sampled_from(sorted(END_STEPS)))
def test_the_end_of_a_complaint_keeps_every_earlier_promise(promise, end):
    assert is_kept_by(promise, end) is not (promise in END_STEPS)


@pytest.mark.parametrize("step", sorted(set(Step)))
def test_what_somebody_else_owes_no_answer_of_the_handler_keeps(step):
    keeps = {Step.ESCALATION_SETTLED, Step.WITHDRAWN, Step.ERASED}
    assert is_kept_by(Step.ESCALATED, step) is (step in keeps)


@pytest.mark.parametrize("promise", [Step.REGISTERED, Step.REOPENED])
def test_a_later_date_stands_for_the_earlier_one_once_it_was_put_off(promise):
    assert is_kept_by(promise, Step.EXTENDED)
    assert not is_kept_by(Step.FILED, Step.EXTENDED)


@given(st.sampled_from(Step))
def test_no_step_keeps_its_own_promise(step):
    assert not is_kept_by(step, step)
