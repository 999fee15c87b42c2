"""What comes in from the office that asks, and the case that may be opened for it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from pydantic import ValidationError

from hamkor import clock
from hamkor.assistance import messages, queries
from hamkor.assistance import services as assistance
from hamkor.assistance.models import AssistanceRequest
from hamkor.audit.actions import AuditAction
from hamkor.cases.services import change_purpose
from hamkor.deadlines.models import Deadline
from hamkor.envelope import Document
from hamkor.errors import FirewallBreach, NotAllowed, NotFound, WrongState
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, DutyOfficerFactory
from tests.request_factories import Moscow, body, came
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db

PAPER = Document("shartnoma.txt", "text/plain", "Шартнома (ихтироъ)".encode())


@pytest.fixture(autouse=True)
def bystander(frozen_clock):
    """Another request of the same office, to which nothing may happen."""
    other = make.received()
    before = AssistanceRequest.objects.filter(pk=other.pk).values().get()
    yield other
    assert AssistanceRequest.objects.filter(pk=other.pk).values().get() == before
    assert other.events.count() == 2


def test_a_request_comes_in_with_our_number_its_limits_and_our_dates():
    request = make.received(limits=("protection", "statistics"), asked_by_on=date(2026, 12, 1))
    assert request.number == f"R-TJ-2026-{request.pk:06d}"
    assert (request.status, request.our_role, request.peer_number) == (
        "received",
        "requested",
        "R-RU-2026-000003",
    )
    assert request.limits_on_use == ["protection", "statistics"]
    assert request.asked_by_on == date(2026, 12, 1)
    assert request.signatory == "Вымышлен, заместитель"
    owed = Deadline.objects.filter(about=request.reference).order_by("due_on")
    assert [(d.time_limit, d.due_on.isoformat()) for d in owed] == [
        ("assistance.acknowledge", "2026-11-27"),
        ("assistance.decide", "2026-12-08"),
        ("assistance.execute", "2026-12-24"),
    ]
    assert all(d.is_promise and d.label == request.number for d in owed)
    assert_recorded_once(AuditAction.REQUEST_RECEIVED, by="node", about=request.reference)


def test_a_complaint_passed_on_to_us_has_the_clocks_of_a_complaint():
    request = make.received(
        kind="complaint_referral", contents=make.all_contents("complaint_referral")
    )
    limits = set(
        Deadline.objects.filter(about=request.reference).values_list("time_limit", flat=True)
    )
    assert "complaint.answer" in limits


@pytest.mark.parametrize(
    ("says", "how", "error"),
    [
        ({"kind": "search"}, {}, NotFound),
        ({"area": "nowhere"}, {}, NotFound),
        ({}, {"limits": ("migration_enforcement",)}, FirewallBreach),
        ({}, {"limits": ("conquest",)}, FirewallBreach),
        ({}, {"sender": "nowhere"}, NotFound),
    ],
)
def test_what_cannot_be_taken_in_leaves_no_trace(says, how, error):
    with refused(error):
        assistance.receive_request(body(messages.Request, **says), **came(uuid4(), **how))


def test_limits_beyond_those_that_have_a_way_in_are_not_kept():
    request = make.received(limits=("protection", "migration_enforcement"))
    assert request.limits_on_use == ["protection"]


def test_a_request_that_comes_again_changes_nothing(bystander):
    request = make.received()
    before = AssistanceRequest.objects.filter(pk=request.pk).values().get()
    again = body(messages.Request, step=2, title="Другое (вымысел)")
    assistance.receive_request(again, **came(request.reference))
    assert AssistanceRequest.objects.filter(pk=request.pk).values().get() == before
    assert request.events.filter(action="sent", facts__is_late=True).count() == 1
    assert Deadline.objects.filter(about=request.reference).count() == 3


def test_nobody_else_can_speak_under_a_known_reference():
    request, ours = make.received(), make.draft()
    again = body(messages.Request)
    with refused(NotAllowed):
        assistance.receive_request(
            again, **came(request.reference, sender="uz-prosecutor-general")
        )
    with refused(NotAllowed):
        assistance.receive_request(again, **came(ours.reference))


def test_a_clock_that_runs_ahead_there_does_not_make_a_future_here():
    request = make.received(at=clock.now() + timedelta(days=2))
    assert request.sent_at == request.received_at == clock.now()


def test_an_instrument_we_do_not_know_is_replaced_by_what_our_data_say():
    assert make.received(agreement="moon-treaty").agreement == "ru-tj-offices-2025"
    assert queries.grounds_of(make.received(agreement=""))


def test_files_are_checked_again_and_a_refused_one_is_named_while_the_request_stays():
    bad = Document("virus.png", "image/png", b"MZ not a picture")
    big = Document("big.txt", "text/plain", b"x" * (settings.MAX_ATTACHMENT_BYTES + 1))
    request = make.received(documents=(PAPER, bad, big, PAPER))
    assert [d.name for d in queries.documents_of(request)] == ["shartnoma.txt"]
    refusals = request.events.filter(action="file_refused")
    assert [event.facts["facts"]["name"] for event in refusals] == ["virus.png", "big.txt"]
    document = request.documents.get()
    deputy = DeputyFactory()
    assert assistance.read_document(document, by=deputy) == PAPER.content
    assert_recorded_once(AuditAction.DOCUMENT_READ, by=deputy.username, about=document.reference)


@pytest.mark.parametrize(
    "says",
    [
        {"title": "x" * 201},
        {"title": ""},
        {"contents": {"facts": "x" * 20_001}},
        {"contents": {f"item_{n}": "x" for n in range(61)}},
        {"contents": {"facts": "a\x00b"}},
        {"contents": {"<b>": "x"}},
        {"number": ""},
        {"number": "x" * 41},
        {"signatory": ""},
        {"kind": "DROP TABLE"},
        {"language": "russian"},
        {"step": 0},
        {"step": 10**7},
        {"at": "2026-11-24T09:00:00"},
        {"branches": ("x",) * 11},
        {"surprise": 1},
    ],
)
def test_a_body_beyond_its_limits_is_not_even_read(says):
    with pytest.raises(ValidationError):
        body(messages.Request, **says)


def test_every_text_of_every_message_has_a_limit():
    for kind in messages.BODIES:
        for name, schema in kind.model_json_schema()["properties"].items():
            choices = schema.get("anyOf", [schema])
            texts = [s for s in choices if s.get("type") == "string" and "format" not in s]
            assert all("maxLength" in s or "pattern" in s for s in texts), (kind, name)


def test_a_withdrawal_and_a_closure_end_what_is_owed():
    withdrawn = make.received()
    message, said = came(withdrawn.reference), body(messages.Withdrawal, step=2)
    for _ in range(2):
        assistance.receive_withdrawal(said, **message)
    assert withdrawn.events.filter(action="withdrawn").count() == 1
    withdrawn.refresh_from_db()
    assert withdrawn.status == "withdrawn"
    owed = Deadline.objects.filter(about=withdrawn.reference)
    assert not owed.filter(cancelled_at=None).exists()
    Moscow().trusted()
    answered = make.accepted(kind="spontaneous_information")
    message, said = came(answered.reference), body(messages.Closure, step=2)
    for _ in range(2):
        assistance.receive_closure(said, **message)
    assert answered.events.filter(action="closed").count() == 1
    answered.refresh_from_db()
    assert answered.status == "closed"


def test_information_for_an_earlier_question_is_kept_and_the_latest_stays_open():
    Moscow().trusted()
    request = make.accepted()
    officer = request.responsible
    assistance.ask_for_information(request, question="Якум?", by=officer)
    assistance.start_execution(request, by=officer)
    assistance.ask_for_information(request, question="Дуюм?", by=officer)
    assert request.our_step == 4
    first = body(messages.Information, step=2, answers_step=2, text="Якум ҷавоб")
    assistance.receive_information(first, **came(request.reference, documents=(PAPER,)))
    request.refresh_from_db()
    assert request.status == "information_asked"
    assert request.events.get(text="Якум ҷавоб").facts == {"is_late": True}
    assert request.documents.get(stage="information").name == "shartnoma.txt"
    second = body(messages.Information, step=3, answers_step=4)
    assistance.receive_information(second, **came(request.reference))
    request.refresh_from_db()
    assert request.status == "information_given"


def test_a_case_opened_for_it_keeps_to_its_limits_for_good():
    request = make.received(limits=("protection",), documents=(PAPER,))
    officer = CaseOfficerFactory()
    opening = {"title": "Барои Москва", "area": "labour-migrants", "summary": "", "by": officer}
    for purpose in ("investigation_of_harm", "migration_enforcement"):
        with refused(FirewallBreach):
            assistance.open_case_for_request(request, purpose=purpose, **opening)
    case = assistance.open_case_for_request(request, purpose="protection", **opening)
    request.refresh_from_db()
    assert request.case == case
    assert case.limits_on_use == ["protection"]
    assert case.documents.get().origin == make.MOSCOW
    with refused(FirewallBreach):
        change_purpose(case, purpose="statistics", by=officer)
    with refused(WrongState, "already"):
        assistance.open_case_for_request(request, purpose="protection", **opening)


def test_a_case_officer_takes_a_free_request_and_who_assigns_gives_it_to_another():
    request = make.received()
    officer, other = CaseOfficerFactory(), CaseOfficerFactory()
    duty, deputy = DutyOfficerFactory(), DeputyFactory()
    with refused(NotAllowed):
        assistance.take_on(request, officer=other, by=officer)
    with refused(NotAllowed):
        assistance.take_on(request, officer=deputy, by=duty)
    in_another_tab = AssistanceRequest.objects.get(pk=request.pk)
    assistance.take_on(request, officer=officer, by=officer)
    assert request.responsible == officer
    met = Deadline.objects.get(about=request.reference, time_limit="assistance.acknowledge")
    assert met.met_at is not None
    owed = Deadline.objects.filter(about=request.reference, met_at=None)
    assert {d.responsible for d in owed} == {officer}
    assert_recorded_once(
        AuditAction.REQUEST_TAKEN_ON, by=officer.username, about=request.reference
    )
    with refused(WrongState, "just changed"):
        assistance.take_on(in_another_tab, officer=other, by=other)
    with refused(NotAllowed):
        assistance.take_on(request, officer=other, by=other)
    assistance.take_on(request, officer=other, by=duty)
    assert request.responsible == other
