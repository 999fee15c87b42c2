from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from hamkor import envelope
from hamkor.clock import now
from hamkor.intake import attempts, queries
from hamkor.intake.models import StatusStep, Step
from hamkor.intake.services import (
    add_attachment,
    add_step,
    answer_complaint,
    mark_in_case,
    register_complaint,
    withdraw_complaint,
    write_to_office,
)
from tests.factories import (
    AnsweredComplaintFactory,
    ComplaintFactory,
    DutyOfficerFactory,
    RegisteredComplaintFactory,
    WithdrawnComplaintFactory,
    file_a_complaint,
)
from tests.services.assertions import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint(frozen_clock):
    late = ComplaintFactory()  # a bystander, whose own dates do not colour others
    add_step(late, Step.REQUEST_SENT, state="TJ", promised_on=date(2020, 1, 1), promised_by="KG")
    return ComplaintFactory()


def test_a_code_finds_its_complaint_however_it_is_typed(complaint):
    filed = file_a_complaint()
    for typed in (filed.code, filed.code.replace(" ", ""), f" {filed.code.replace(' ', '-')}\n"):
        assert queries.by_code(typed) == filed.complaint


def test_a_wrong_malformed_or_empty_code_finds_nothing(complaint):
    code = file_a_complaint().code
    other_digit = code[:-1] + str((int(code[-1]) + 1) % 10)
    never_given = envelope.code_for(envelope.new_token(), b"another pepper")
    for typed in (other_digit, never_given, code[:-3], "", "x", "\x00", code * 50):
        assert queries.by_code(typed) is None


@pytest.mark.parametrize("kind", ["right", "wrong", "malformed", "empty"])
def test_every_code_costs_one_slow_hash_and_one_query(
    complaint, kind, monkeypatch, django_assert_num_queries
):
    code = file_a_complaint().code
    never_given = envelope.code_for(envelope.new_token(), b"another pepper")
    typed = {"right": code, "wrong": never_given, "malformed": "12", "empty": ""}[kind]
    hashed, real = [], envelope.code_hash
    monkeypatch.setattr(envelope, "code_hash", lambda *a: hashed.append(a) or real(*a))
    with django_assert_num_queries(1):
        found = queries.by_code(typed)
    assert len(hashed) == 1
    assert (found is not None) == (kind == "right")


def test_wrong_codes_are_slowed_and_never_locked_out(frozen_clock):
    cache.clear()
    for _ in range(attempts.FREE_FAILURES):
        assert queries.may_try("session-1")
        attempts.note_failure("session-1")
    waits = []
    for _ in range(12):
        waits.append(attempts.seconds_to_wait("session-1"))
        frozen_clock.move_on(seconds=waits[-1])
        assert queries.may_try("session-1")
        attempts.note_failure("session-1")
        assert not queries.may_try("session-1")
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]
    assert queries.may_try("session-2")
    attempts.note_success("session-1")
    assert queries.may_try("session-1")
    cache.clear()


def test_the_person_reads_steps_messages_files_and_the_next_date(complaint):
    register_complaint(complaint, by=DutyOfficerFactory())
    write_to_office(complaint, text="Салом", token="t")
    add_attachment(complaint, name="a.txt", content=b"text")
    status = queries.status_for_complainant(complaint)
    assert [each.step for each in status.steps] == ["filed", "registered"]
    assert [each.text for each in status.messages] == ["Салом"]
    assert [each.name for each in status.attachments] == ["a.txt"]
    promise = status.next_promise
    assert (promise.step, promise.on) == (Step.REGISTERED, status.steps[1].promised_on)
    assert (promise.state, promise.source) == ("TJ", "the office's own promise")
    assert (status.is_late, status.late_state) == (False, "")


def test_silence_past_a_date_is_said_by_the_system_itself(complaint, frozen_clock):
    promised = queries.status_for_complainant(complaint).next_promise.on
    frozen_clock.move_to(now() + (promised - now().date()) - timedelta(hours=1))
    assert not queries.status_for_complainant(complaint).is_late  # the day itself is in time
    frozen_clock.move_on(days=1)
    status = queries.status_for_complainant(complaint)
    assert (status.is_late, status.late_state, status.next_promise) == (True, "TJ", None)
    assert [each.on for each in status.broken_promises] == [promised]


def test_registering_late_keeps_the_first_promise_and_makes_the_next(complaint, frozen_clock):
    frozen_clock.move_on(days=20)
    register_complaint(complaint, by=DutyOfficerFactory())
    status = queries.status_for_complainant(complaint)
    assert not status.is_late
    assert status.next_promise.step == Step.REGISTERED


def in_case(complaint):
    register_complaint(complaint, by=DutyOfficerFactory())
    mark_in_case(complaint)
    add_step(complaint, Step.CASE_OPENED, state="TJ")


def promise(complaint, step, days, *, state="RU", by="RU"):
    return add_step(
        complaint,
        step,
        state=state,
        promised_on=now().date() + timedelta(days=days),
        promised_by=by,
        promise_source="art. 1",
    )


def test_the_other_states_silence_is_named_as_theirs(complaint, frozen_clock):
    in_case(complaint)
    promise(complaint, Step.REQUEST_SENT, 3, state="TJ")
    frozen_clock.move_on(days=5)
    status = queries.status_for_complainant(complaint)
    assert (status.is_late, status.late_state) == (True, "RU")
    assert status.next_promise.state == "TJ"
    assert status.next_promise.step == Step.REGISTERED


def test_each_step_of_the_other_state_keeps_its_promise_and_makes_the_next(
    complaint, frozen_clock
):
    in_case(complaint)
    walk = [
        (Step.REQUEST_SENT, "TJ", "RU"),
        (Step.REQUEST_DELIVERED, "TJ", "RU"),
        (Step.INFORMATION_ASKED, "RU", "TJ"),
        (Step.INFORMATION_GIVEN, "TJ", "RU"),
        (Step.REQUEST_ACCEPTED, "RU", "RU"),
        (Step.REQUEST_POSTPONED, "RU", "RU"),
        (Step.REQUEST_PARTLY_EXECUTED, "RU", "RU"),
        (Step.REQUEST_EXECUTED, "RU", ""),
    ]
    for step, state, by in walk[:-1]:
        frozen_clock.move_on(hours=1)
        promise(complaint, step, 2, state=state, by=by)
        standing = queries.status_for_complainant(complaint)
        assert (standing.next_promise.step, standing.next_promise.state) == (step, by)
    frozen_clock.move_on(hours=1)
    add_step(complaint, Step.REQUEST_EXECUTED, state="RU")
    # What remains owed is our answer to the person.
    assert queries.status_for_complainant(complaint).next_promise.step == Step.REGISTERED


def test_the_same_promise_given_anew_replaces_the_old_one(complaint, frozen_clock):
    in_case(complaint)
    promise(complaint, Step.REQUEST_POSTPONED, 2)
    frozen_clock.move_on(days=1)
    promise(complaint, Step.REQUEST_POSTPONED, 9)
    frozen_clock.move_on(days=3)
    status = queries.status_for_complainant(complaint)
    assert not status.is_late
    assert status.next_promise.on == now().date() + timedelta(days=6)


@pytest.mark.parametrize("factory", [AnsweredComplaintFactory, WithdrawnComplaintFactory])
def test_after_the_end_nothing_is_owed(factory, frozen_clock):
    complaint = factory()
    frozen_clock.move_on(days=400)
    status = queries.status_for_complainant(complaint)
    assert (status.is_late, status.next_promise) == (False, None)


def test_the_end_moots_the_promises_of_the_other_state(complaint, frozen_clock):
    in_case(complaint)
    promise(complaint, Step.REQUEST_ACCEPTED, 2)
    answer_complaint(complaint, text="Ҷавоб", by=DutyOfficerFactory())
    frozen_clock.move_on(days=9)
    assert not queries.status_for_complainant(complaint).is_late


def test_a_date_passes_where_it_is_owed(complaint, frozen_clock):
    in_case(complaint)
    frozen_clock.move_to(now().replace(hour=20))  # 25 November in Dushanbe, still 24 in Moscow
    add_step(complaint, Step.REQUEST_ACCEPTED, state="RU", promised_on=date(2026, 11, 24))
    assert not queries.status_for_complainant(complaint).is_late
    frozen_clock.move_on(hours=2)
    assert queries.status_for_complainant(complaint).late_state == "RU"


def test_a_step_repeated_at_the_same_instant_is_shown_once(complaint):
    at = now() - timedelta(days=1)
    first = add_step(complaint, Step.REQUEST_ACCEPTED, state="RU", at=at)
    before = everything()
    assert add_step(complaint, Step.REQUEST_ACCEPTED, state="RU", at=at) == first
    assert everything() == before
    other = ComplaintFactory()
    assert add_step(other, Step.REQUEST_ACCEPTED, state="RU", at=at) != first


def test_news_that_arrives_late_takes_its_place_by_date(complaint):
    add_step(complaint, Step.REQUEST_ACCEPTED, state="RU", at=now() - timedelta(days=1))
    assert [each.step for each in complaint.steps.all()] == ["request_accepted", "filed"]


def test_a_promise_names_its_state_and_source_even_when_the_caller_does_not(complaint):
    step = add_step(complaint, Step.REQUEST_ACCEPTED, state="RU", promised_on=date(2027, 1, 1))
    assert (step.promised_by, step.promise_source) == ("RU", "the office's own promise")


def test_the_database_itself_rejects_a_promise_without_source(complaint):
    row = StatusStep.objects.filter(complaint=complaint)
    with pytest.raises(IntegrityError, match="status_step_promise_iff"), transaction.atomic():
        row.update(promise_source="")


def test_the_status_takes_six_queries_however_much_was_said(complaint, django_assert_num_queries):
    for n in range(5):
        write_to_office(complaint, text=str(n), token=str(n))
    with django_assert_num_queries(6):
        queries.status_for_complainant(complaint)


def test_taking_back_ends_what_is_owed_at_once(complaint):
    withdraw_complaint(complaint)
    assert queries.status_for_complainant(complaint).next_promise is None
    assert RegisteredComplaintFactory().status == "registered"
