from datetime import date

import pytest

from hamkor.accounts.roles import Role
from hamkor.assistance import messages, queries
from hamkor.assistance import services as assistance
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.sides import sides
from hamkor.assistance.verbs import Verb
from hamkor.audit.actions import AuditAction
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, DutyOfficerFactory, OfficerFactory
from tests.request_factories import Moscow
from tests.services.assertions import assert_recorded_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def moscow(frozen_clock):
    peer = Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def officer():
    return CaseOfficerFactory()


@pytest.fixture
def deputy():
    return DeputyFactory()


def places(request, officer):
    """Return in which parts of the officer's inbox a request stands."""
    boxes = queries.inbox(officer)
    names = ("new", "mine", "waiting_on_others")
    return [n for n in names if getattr(boxes, n).filter(pk=request.pk).exists()]


def test_who_sees_which_request(moscow, officer):
    mine, others = make.draft(by=officer), make.draft()
    free, taken = make.received(), make.taken_on()
    assert set(queries.visible_to(officer)) == {mine, free}
    seeing = {
        role: queries.visible_to(OfficerFactory(role=role)).count()
        for role in Role
        if role != Role.CASE_OFFICER
    }
    assert {role for role, count in seeing.items() if count} == {
        Role.DUTY_OFFICER,
        Role.DEPUTY_PROSECUTOR,
    }
    assert seeing[Role.DEPUTY_PROSECUTOR] == 4
    assert others not in queries.visible_to(officer)
    assert taken not in queries.visible_to(officer)


def test_a_request_of_an_assigned_case_is_seen_by_all_who_work_on_it(moscow, officer):
    request = make.draft()
    assert not queries.visible_to(officer)
    make.cases.assign_officer(
        request.case, officer=officer, is_lead=False, by=DutyOfficerFactory()
    )
    assert set(queries.visible_to(officer)) == {request}


def test_a_request_of_ours_walks_through_the_inboxes_as_the_turn_changes(moscow, officer, deputy):
    request = make.draft(by=officer)
    about = request.reference

    def at():
        request.refresh_from_db()
        return places(request, officer), places(request, deputy)

    mine, waiting = ["mine"], ["waiting_on_others"]
    assert at() == (mine, waiting)
    assistance.ask_approval(request, by=officer)
    assert at() == (waiting, mine)
    assistance.approve_request(request, by=deputy)
    assert at() == (waiting, mine)
    assistance.send_request(request, by=deputy)
    assert at() == (waiting, waiting)
    moscow.says(messages.InformationQuestion, about)
    assert at() == (mine, waiting)
    assistance.give_information(
        AssistanceRequest.objects.get(pk=request.pk), text="Ана", by=officer
    )
    assert at() == (waiting, waiting)
    moscow.says(messages.Answer, about)
    assert at() == (mine, waiting)
    assistance.close_request(request, by=officer)
    assert at() == ([], [])


def test_a_request_that_came_in_walks_through_the_inboxes_as_the_turn_changes(
    moscow, officer, deputy
):
    request = make.received()

    def at():
        request.refresh_from_db()
        return places(request, officer), places(request, deputy)

    mine, waiting = ["mine"], ["waiting_on_others"]
    assert at() == (["new"], ["new"])
    assistance.take_on(request, officer=officer, by=officer)
    assert at() == (waiting, mine)
    assistance.accept_request(request, by=deputy)
    assert at() == (mine, waiting)
    assistance.draft_answer(request, text="Ҷавоб", by=officer)
    assert at() == (waiting, mine)
    assistance.approve_answer(request, by=deputy)
    assert at() == (waiting, waiting)


def test_what_could_not_be_delivered_comes_back_to_a_human(moscow, officer):
    request = make.accepted(officer=officer)
    other = make.accepted()
    AssistanceRequest.objects.filter(pk=request.pk).update(
        undelivered_kind="assistance.answer/1", status="executed", answer="Ҷавоб",
        answered_at=request.accepted_at,
    )  # fmt: skip
    assert places(request, officer) == ["mine"]
    assert list(queries.undelivered()) == [request]
    assert other.undelivered_kind == ""


@pytest.mark.parametrize("box", ["new", "mine", "waiting_on_others"])
def test_an_inbox_of_many_is_read_in_one_query(moscow, officer, box, django_assert_num_queries):
    for _ in range(3):
        make.draft(by=officer)
        make.received()
    with django_assert_num_queries(1):
        for row in getattr(queries.inbox(officer), box)[:25]:
            assert row.responsible is None or row.responsible.username
            assert row.case is None or row.case.number


def test_the_worklist_is_filtered_and_shows_the_next_date(
    moscow, officer, django_assert_num_queries
):
    make.draft(by=officer)
    request = make.taken_on(officer=officer)
    with django_assert_num_queries(1):
        rows = list(queries.worklist(officer, our_role="requested"))
    assert [(row.pk, row.next_due_on) for row in rows] == [(request.pk, date(2026, 12, 8))]
    for chosen in ({"status": "closed"}, {"area": "minors"}, {"peer": "uz-prosecutor-general"}):
        assert not queries.worklist(officer, **chosen)
    assert queries.worklist(officer, peer=make.MOSCOW, area="labour-migrants").count() == 2


def test_only_what_is_possible_and_allowed_is_offered(moscow, officer, deputy):
    request = make.draft(by=officer)
    offered = queries.possible_actions(request, officer)
    assert offered == [
        Verb.REVISE_REQUEST,
        Verb.ATTACH_DOCUMENT,
        Verb.ASK_APPROVAL,
        Verb.WITHDRAW_REQUEST,
    ]
    assert queries.possible_actions(request, deputy) == [Verb.WITHDRAW_REQUEST]
    assistance.ask_approval(request, by=officer)
    assert queries.possible_actions(request, deputy) == [
        Verb.APPROVE_REQUEST,
        Verb.RETURN_REQUEST,
        Verb.WITHDRAW_REQUEST,
    ]
    came_in = make.accepted(officer=officer)
    assert queries.possible_actions(came_in, officer) == [
        Verb.ATTACH_DOCUMENT,
        Verb.NOTE_OTHER_CHANNEL,
        Verb.OPEN_CASE,
        Verb.ASK_FOR_INFORMATION,
        Verb.START_EXECUTION,
        Verb.DRAFT_ANSWER,
    ]


def test_the_two_columns_of_a_request_that_came_in(moscow, officer, deputy):
    request = make.accepted(officer=officer, deputy=deputy)
    shown = sides(request)
    assert [(s.step, s.done) for s in shown.requesting] == [("sent", True), ("closed", False)]
    assert [(s.step, s.done, s.current) for s in shown.requested] == [
        ("received", True, False),
        ("taken_on", True, False),
        ("accepted", True, False),
        ("execution_started", False, True),
        ("executed", False, False),
    ]
    assert shown.requested[2].by == str(deputy)
    assistance.draft_answer(request, text="Ҷавоб", by=officer)
    assistance.approve_answer(request, by=deputy)
    shown = sides(request)
    assert [s.step for s in (*shown.requesting, *shown.requested) if s.current] == ["closed"]


def test_columns_of_what_was_refused_withdrawn_or_given_for_information(moscow, officer, deputy):
    refused = make.sent(by=officer)
    moscow.says(messages.Refusal, refused.reference)
    refused.refresh_from_db()
    assert [s.step for s in sides(refused).requested if not s.done] == []
    assert [s.step for s in sides(refused).requesting if s.current] == ["closed"]
    withdrawn = make.draft(by=officer)
    assistance.withdraw_request(withdrawn, reasons="Лозим нест", by=officer)
    assert all(s.done for s in (*sides(withdrawn).requesting, *sides(withdrawn).requested))
    information = make.sent(by=officer, kind="spontaneous_information")
    assert [s.step for s in sides(information).requested] == ["delivered", "accepted"]


def test_the_columns_take_two_queries(moscow, django_assert_num_queries):
    request = make.sent()
    with django_assert_num_queries(2):
        sides(request)


def test_reading_a_request_is_recorded(moscow, officer):
    request = make.draft(by=officer)
    assistance.note_request_read(request, by=officer)
    assert_recorded_once(AuditAction.REQUEST_READ, by=officer.username, about=request.reference)
    assert list(queries.requests_of(request.case)) == [request]
    assert [event.action for event in queries.events_of(request)] == ["drafted"]
