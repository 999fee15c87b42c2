"""The two tables of a complaint: how it moves, and what keeps a promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.errors import WrongState
from hamkor.intake.models import ComplaintStatus, Step
from hamkor.intake.states import KEPT_BY, TRANSITIONS, Action, is_kept_by, next_status

ENDS = {ComplaintStatus.ANSWERED, ComplaintStatus.FORWARDED, ComplaintStatus.WITHDRAWN}


def test_every_status_and_every_step_is_in_its_table():
    assert set(TRANSITIONS) == set(ComplaintStatus)
    assert set(KEPT_BY) == set(Step)


@given(st.lists(st.sampled_from(Action), max_size=12))
def test_whatever_officers_and_the_person_try_a_complaint_never_goes_back(actions):
    status, been = ComplaintStatus.RECEIVED, [ComplaintStatus.RECEIVED]
    for action in actions:
        try:
            status = next_status(status, action)
        except WrongState:
            continue
        assert status not in been
        been.append(status)


@pytest.mark.parametrize("end", sorted(ENDS))
@pytest.mark.parametrize("action", Action)
def test_nothing_leads_out_of_an_end(end, action):
    with pytest.raises(WrongState):
        next_status(end, action)


@pytest.mark.parametrize("start", sorted(set(ComplaintStatus) - ENDS))
def test_the_person_can_take_back_whatever_is_not_decided(start):
    assert next_status(start, Action.WITHDRAW) == ComplaintStatus.WITHDRAWN


@given(st.sampled_from(Step), st.sampled_from([Step.ANSWERED, Step.WITHDRAWN, Step.FORWARDED]))
def test_the_end_of_a_complaint_keeps_every_earlier_promise(promise, end):
    is_end = promise in {Step.ANSWERED, Step.WITHDRAWN, Step.FORWARDED}
    assert is_kept_by(promise, end) is not is_end


@given(st.sampled_from(Step))
def test_no_step_keeps_its_own_promise(step):
    assert not is_kept_by(step, step)
