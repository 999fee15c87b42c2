"""Each step of a request on its page: who may, when, with which words, on both sides."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import reverse

from hamkor.accounts.models import Officer
from hamkor.assistance import services as assistance
from hamkor.assistance.models import AssistanceRequest, RequestEvent
from hamkor.exchange.models import OutboxMessage
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, DutyOfficerFactory, OperatorFactory
from tests.request_factories import Moscow

pytestmark = pytest.mark.django_db


@dataclass
class People:
    officer: Officer = field(default_factory=CaseOfficerFactory)
    deputy: Officer = field(default_factory=DeputyFactory)
    duty: Officer = field(default_factory=DutyOfficerFactory)
    operator: Officer = field(default_factory=OperatorFactory)


def draft(who):
    return make.draft(by=who.officer)


def asked(who):
    return make.asked(by=who.officer)


def approved(who):
    return make.approved(by=who.officer, deputy=who.deputy)


def questioned(who):
    request = make.sent(by=who.officer, deputy=who.deputy)
    AssistanceRequest.objects.filter(pk=request.pk).update(status="information_asked", peer_step=1)
    return request


def answered(who):
    request = make.sent(by=who.officer, deputy=who.deputy)
    AssistanceRequest.objects.filter(pk=request.pk).update(
        status="executed", answer="Деньги выплачены", answered_at=request.sent_at
    )
    return request


def dropped(who):
    request = draft(who)
    assistance.withdraw_request(request, reasons="Нодаркор", by=who.officer)
    return request


def received(who):
    return make.received()


def taken_back(who):
    request = received(who)
    AssistanceRequest.objects.filter(pk=request.pk).update(status="withdrawn")
    return request


def taken_on(who):
    return make.taken_on(officer=who.officer)


def accepted(who):
    return make.accepted(officer=who.officer, deputy=who.deputy)


def answer_drafted(who):
    request = accepted(who)
    assistance.draft_answer(request, text="Пурра", by=who.officer)
    return request


@dataclass
class Step:
    """A verb from the state it is for; `does`, `may_not`: names of `People`."""

    ready: Callable[[People], AssistanceRequest]
    does: str
    after: str
    said: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] | None = None
    may_not: str = "duty"
    too_late: Callable[[People], AssistanceRequest] = taken_on


CASE = {"title": "Ихтироъ", "area": "labour-migrants", "purpose": "protection"}
REFUSAL = {"ground": "outside_powers", "reasons": "На наши полномочия (вымысел)"}
SURE = {"is_considered": "on"}
TEXT = {"text": "Ихтироъ"}
WHY = {"reasons": "Ихтироъ"}

STEPS = {
    "ask_approval": Step(draft, "officer", "draft", SURE, {}),
    "approve_request": Step(asked, "deputy", "approved", SURE, {}),
    "return_request": Step(asked, "deputy", "draft", {"remarks": "Аз нав"}, {"remarks": " "}),
    "send_request": Step(approved, "deputy", "sent"),
    "give_information": Step(questioned, "officer", "information_given", TEXT, {"text": ""}),
    "withdraw_request": Step(
        draft, "officer", "withdrawn", WHY, {"reasons": ""}, too_late=dropped
    ),
    "close_request": Step(answered, "officer", "closed"),
    "take_on": Step(received, "officer", "received", may_not="operator", too_late=taken_back),
    "open_case_for_request": Step(
        taken_on,
        "officer",
        "received",
        CASE,
        {"title": "Ихтироъ"},
        may_not="deputy",
        too_late=draft,
    ),
    "accept_request": Step(taken_on, "deputy", "accepted", too_late=draft),
    "refuse_request": Step(
        taken_on, "deputy", "refused", REFUSAL, {**REFUSAL, "reasons": ""}, too_late=draft
    ),
    "postpone_request": Step(
        taken_on,
        "deputy",
        "postponed",
        {**WHY, "until": "2026-12-24"},
        {**WHY, "until": "2026-11-24"},
        too_late=draft,
    ),
    "ask_for_information": Step(
        taken_on,
        "officer",
        "information_asked",
        {"question": "Шартнома?"},
        {"question": ""},
        too_late=draft,
    ),
    "start_execution": Step(accepted, "officer", "in_execution", too_late=draft),
    "draft_answer": Step(
        accepted, "officer", "accepted", {**TEXT, "is_partial": "partly"}, TEXT, too_late=draft
    ),
    "approve_answer": Step(answer_drafted, "deputy", "executed", too_late=accepted),
}
with_words = {verb: step for verb, step in STEPS.items() if step.wrong is not None}


@pytest.fixture(autouse=True)
def moscow(frozen_clock):
    peer = Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def who():
    return People()


@pytest.fixture
def post(client):
    def posted(officer, verb, request, said):
        if officer is not None:
            client.force_login(officer)
        return client.post(reverse(verb, args=(request.reference,)), said)

    return posted


def snapshot():
    """All that a step could have changed."""
    return (
        list(AssistanceRequest.objects.order_by("pk").values()),
        RequestEvent.objects.count(),
        OutboxMessage.objects.count(),
    )


@pytest.mark.parametrize("verb", STEPS)
def test_a_step_is_explained_and_then_done(post, client, who, verb):
    step = STEPS[verb]
    bystander = (make.draft() if step.ready in (draft, asked, approved) else make.received()).pk
    before = AssistanceRequest.objects.filter(pk=bystander).values().get()
    request = step.ready(who)
    client.force_login(getattr(who, step.does))
    page = client.get(reverse(verb, args=(request.reference,)))
    assert page.status_code == 200
    answer = post(getattr(who, step.does), verb, request, step.said)
    assert (answer.status_code, answer.get("Location")) == (
        302,
        reverse("request", args=(request.reference,)),
    )
    request.refresh_from_db()
    assert request.status == step.after
    assert AssistanceRequest.objects.filter(pk=bystander).values().get() == before


@pytest.mark.parametrize("verb", STEPS)
def test_whoever_has_not_signed_in_does_nothing(post, who, verb):
    request = STEPS[verb].ready(who)
    before = snapshot()
    answer = post(None, verb, request, STEPS[verb].said)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
    assert snapshot() == before


@pytest.mark.parametrize("verb", STEPS)
def test_the_wrong_role_is_refused_and_changes_nothing(post, client, who, verb):
    step = STEPS[verb]
    request = step.ready(who)
    before = snapshot()
    expected = 404 if step.may_not == "operator" else 403
    assert post(getattr(who, step.may_not), verb, request, step.said).status_code == expected
    assert client.get(reverse(verb, args=(request.reference,))).status_code == expected
    assert snapshot() == before


@pytest.mark.parametrize("verb", STEPS)
def test_who_may_not_know_of_a_request_finds_nothing(post, who, verb):
    request = STEPS[verb].ready(who)
    before = snapshot()
    assert post(who.operator, verb, request, STEPS[verb].said).status_code == 404
    assert snapshot() == before


@pytest.mark.parametrize("verb", STEPS)
def test_at_the_wrong_time_a_step_is_refused_and_changes_nothing(post, client, who, verb):
    step = STEPS[verb]
    request = step.too_late(who)
    before = snapshot()
    assert post(getattr(who, step.does), verb, request, step.said).status_code == 409
    assert client.get(reverse(verb, args=(request.reference,))).status_code == 409
    assert snapshot() == before


@pytest.mark.parametrize("verb", with_words)
def test_wrong_words_come_back_on_the_form_and_change_nothing(post, who, verb):
    step = with_words[verb]
    request = step.ready(who)
    before = snapshot()
    answer = post(getattr(who, step.does), verb, request, step.wrong)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "There is a problem" in html
    for typed in filter(str.strip, step.wrong.values()):
        assert typed in html
    assert snapshot() == before


def test_a_refusal_names_a_ground_that_the_instrument_knows(post, who):
    request = taken_on(who)
    before = snapshot()
    answer = post(who.deputy, "refuse_request", request, {**REFUSAL, "ground": "inconvenience"})
    assert answer.status_code == 422
    assert REFUSAL["reasons"] in answer.content.decode()
    assert snapshot() == before


def test_each_ground_of_refusal_is_offered_with_its_provision(client, who):
    request = make.taken_on(officer=who.officer, kind="interview", agreement="untoc-2000")
    client.force_login(who.deputy)
    html = client.get(reverse("refuse_request", args=(request.reference,))).content.decode()
    assert "art. 18(21)" in html


def test_a_draft_that_lacks_something_is_not_put_before_the_approver(post, who):
    request = make.draft(by=who.officer, contents={"facts": "Ихтироъ"})
    answer = post(who.officer, "ask_approval", request, SURE)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "The request still lacks" in html
    assert "What is asked is missing" in html
    request.refresh_from_db()
    assert request.approval_asked_at is None


def test_the_person_s_no_is_said_on_the_form(post, who):
    """What the service alone knows comes back on the page, with what was chosen."""
    request = make.draft(by=who.officer)
    AssistanceRequest.objects.filter(pk=request.pk).update(limits_on_use=["statistics"])
    answer = post(who.officer, "ask_approval", request, SURE)
    assert answer.status_code == 422
    assert "not one of them" in answer.content.decode()


def test_who_assigns_gives_a_request_to_an_officer(post, who):
    request = received(who)
    answer = post(who.duty, "take_on", request, {"officer": who.officer.pk})
    assert answer.status_code == 302
    request.refresh_from_db()
    assert request.responsible == who.officer
    assert post(who.duty, "take_on", request, {"officer": who.deputy.pk}).status_code == 422


def test_nobody_signs_an_answer_of_the_own_hand(post, who):
    """A deputy who came by a draft of the own hand is refused, whatever the role."""
    request = answer_drafted(who)
    AssistanceRequest.objects.filter(pk=request.pk).update(answer_prepared_by=who.deputy)
    before = snapshot()
    assert post(who.deputy, "approve_answer", request, {}).status_code == 403
    assert snapshot() == before
