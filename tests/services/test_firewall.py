"""The purpose firewall over everything the node can do, not one function at a time.

What a person told to be protected has no path to the enforcement of migration rules: no service,
query, message, form or role names it, and no word of a canary reaches another office unasked.
"""

import ast
import inspect
from pathlib import Path
from uuid import uuid4

import pytest
from django import forms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import hamkor
from hamkor.accounts.roles import Permission, Role
from hamkor.assistance import messages
from hamkor.assistance import services as assistance
from hamkor.audit.models import AuditEntry
from hamkor.cases import services as cases
from hamkor.cases.models import Case
from hamkor.envelope import Document
from hamkor.errors import FirewallBreach, RuleViolation
from hamkor.exchange.models import OutboxMessage
from hamkor.gateway.dispatch import RECEIVERS
from hamkor.intake.services import change_consent, write_to_office
from hamkor.law.firewall import LAWFUL_PURPOSES, Purpose
from hamkor.parties import all_areas
from hamkor.web.templatetags.hamkor_words import PURPOSES
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, RegisteredComplaintFactory
from tests.request_factories import Moscow
from tests.services.assertions import refused

pytestmark = pytest.mark.django_db
PACKAGE = Path(hamkor.__file__).parent
ENFORCEMENT = str(Purpose.MIGRATION_ENFORCEMENT)
# Where the forbidden purpose is named: to be refused.
NAMED_IN = {"law/firewall.py", "web/answers.py"}

words = st.sampled_from([*map(str, Purpose)]) | st.text(max_size=12)
some_words = st.lists(words, max_size=4)
quietly = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def moscow(frozen_clock):
    peer = Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def officer():
    return CaseOfficerFactory()


def assert_lawful(thing):
    """Whatever was let in is held to lawful purposes, and the use of a case is among them."""
    assert set(thing.limits_on_use) <= set(LAWFUL_PURPOSES)
    if isinstance(thing, Case):
        assert thing.purpose in thing.limits_on_use


@quietly
@given(purpose=words, limits=some_words)
def test_whatever_a_case_is_opened_for_it_is_lawful_and_within_its_limits(
    officer, purpose, limits
):
    try:
        case = make.open_case(by=officer, purpose=purpose, limits_on_use=limits)
    except FirewallBreach:
        assert purpose not in LAWFUL_PURPOSES or (limits and purpose not in limits)
    else:
        assert_lawful(case)
        assert not limits or set(case.limits_on_use) <= set(limits)


@quietly
@given(purpose=words, limits=some_words)
def test_no_change_of_purpose_and_no_draft_leaves_the_limits(officer, purpose, limits):
    case = make.open_case(by=officer, limits_on_use=("protection", "statistics"))
    for attempt in (
        lambda: cases.change_purpose(case, purpose=purpose, by=officer),
        lambda: make.draft(case=case, by=officer, limits_on_use=limits),
    ):
        try:
            attempt()
        except FirewallBreach:
            case.refresh_from_db()
        assert_lawful(case)
        for request in case.requests.all():
            assert_lawful(request)
            assert set(request.limits_on_use) <= set(case.limits_on_use)


@quietly
@given(limits=some_words, purpose=words)
def test_a_request_that_comes_in_is_held_to_its_limits_for_good(officer, limits, purpose):
    try:
        request = make.received(limits=tuple(limits))
    except FirewallBreach:
        assert limits
        assert not set(limits) & LAWFUL_PURPOSES
        return
    assert_lawful(request)
    assistance.take_on(request, officer=officer, by=officer)
    opening = {"title": "Ихтироъ", "area": "labour-migrants", "summary": "", "by": officer}
    try:
        case = assistance.open_case_for_request(request, purpose=purpose, **opening)
    except FirewallBreach:
        assert purpose not in request.limits_on_use
    else:
        assert case.limits_on_use == request.limits_on_use
        assert_lawful(case)


def test_an_answer_for_one_purpose_holds_the_case_to_it(moscow, officer):
    request = make.sent(by=officer)
    paper = Document("javob.txt", "text/plain", "Ҷавоб (ихтироъ)".encode())
    moscow.says(messages.Answer, request.reference, documents=(paper,), limits=("protection",))
    request.refresh_from_db()
    assert request.status == "executed"
    assert request.case.limits_on_use == ["protection"]
    with refused(FirewallBreach):
        cases.change_purpose(request.case, purpose="statistics", by=officer)


@pytest.mark.parametrize("limits", [("statistics",), (ENFORCEMENT,), ("conquest",)])
def test_an_answer_for_another_purpose_than_the_case_has_is_set_aside(moscow, officer, limits):
    request = make.sent(by=officer)
    inbox = moscow.says(messages.Answer, request.reference, limits=limits)
    request.refresh_from_db()
    inbox.refresh_from_db()
    assert (request.status, request.answer, inbox.failure) == ("sent", "", "firewall")
    assert request.case.limits_on_use == list(make.PROTECTIVE)


def test_news_without_material_changes_no_limits(moscow, officer):
    request = make.sent(by=officer)
    moscow.says(messages.Acceptance, request.reference, limits=("protection",))
    request.refresh_from_db()
    assert request.status == "accepted"
    assert request.case.limits_on_use == list(make.PROTECTIVE)


def test_information_for_fewer_purposes_narrows_the_request_it_belongs_to(moscow, officer):
    request = make.accepted(officer=officer)
    assistance.ask_for_information(request, question="Шартнома?", by=officer)
    about, step = request.reference, request.our_step
    said = {"answers_step": step, "step": 2, "text": "Ана"}
    moscow.says(messages.Information, about, limits=("protection",), **said)
    request.refresh_from_db()
    assert (request.status, request.limits_on_use) == ("information_given", ["protection"])


def test_no_role_and_no_permission_is_about_enforcement():
    said = " ".join([*Permission.values, *Role.values])
    assert "enforce" not in said
    assert "deport" not in said


def test_no_area_no_form_and_no_page_offers_enforcement():
    assert set(PURPOSES) == set(LAWFUL_PURPOSES)
    for area in all_areas().values():
        assert set(area.purposes) <= LAWFUL_PURPOSES
    from hamkor.web.forms import cases as case_forms
    from hamkor.web.forms import complaints as complaint_forms

    offering = [
        form.base_fields["purpose"]
        for module in (case_forms, complaint_forms)
        for _name, form in inspect.getmembers(module, inspect.isclass)
        if issubclass(form, forms.Form) and "purpose" in form.base_fields
    ]
    assert len(offering) == 2
    for field in offering:
        assert {value for value, _label in field.choices} == set(LAWFUL_PURPOSES)


def test_no_code_but_the_firewall_and_the_place_that_reports_breaches_names_enforcement():
    """A query, an export or a service that wanted it would have to name it."""
    named = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Constant) and node.value == ENFORCEMENT)
        or (isinstance(node, ast.Attribute) and node.attr == "MIGRATION_ENFORCEMENT")
    }
    assert named == NAMED_IN


def test_no_data_file_offers_enforcement():
    offering = [
        path.name
        for path in (PACKAGE / "data").rglob("*.yaml")
        if ENFORCEMENT in path.read_text(encoding="utf-8")
    ]
    assert offering == []


CANARY = "канарейка-7f3a"


def canary_facts():
    """A complaint each field of which sings, and that may not be shared."""
    lines = ("happened_when", "happened_where", "who_did_it", "person_name", "contact")
    return {
        **{name: f"{CANARY} {name}" for name in (*lines, "wanted")},
        "happened": f"{CANARY}: ихтироъ, музд надоданд.",
        "document_number": "7F3A0000001",
        "may_be_shared": False,
    }


def sent_words(moscow):
    """Return all that this office has sent, opened and as it lay in the outbox."""
    opened = [moscow.read(message)[1] for message in OutboxMessage.objects.all()]
    rows = repr(list(OutboxMessage.objects.values()))
    return rows + repr([(m.kind, m.body, m.documents) for m in opened])


def drive_everything(moscow, case, officer, deputy):
    """Ask about `case`, be asked more, answer, end: every message of the requesting side."""
    request = make.draft(case=case, by=officer)
    assistance.ask_approval(request, by=officer)
    assistance.approve_request(request, by=deputy)
    assistance.send_request(request, by=deputy)
    moscow.says(messages.Acceptance, request.reference)
    moscow.says(messages.InformationQuestion, request.reference)
    request.refresh_from_db()
    assistance.give_information(request, text="Ана (ихтироъ)", by=officer)
    moscow.says(messages.Answer, request.reference)
    request.refresh_from_db()
    assistance.close_request(request, by=officer)


def test_a_canary_that_may_not_be_shared_sings_in_no_message(moscow, officer):
    deputy = DeputyFactory()
    complaint = RegisteredComplaintFactory(**canary_facts())
    write_to_office(complaint, text=f"{CANARY} паём", token="t")
    case = make.open_case(complaint=complaint, by=officer, title="Музд (ихтироъ)")
    drive_everything(moscow, case, officer, deputy)
    assert OutboxMessage.objects.count() == 3
    assert CANARY not in sent_words(moscow)
    assert CANARY not in repr(list(AuditEntry.objects.values()))


def test_the_canary_is_heard_where_the_person_agreed(moscow, officer):
    """Without this the test above might listen in the wrong place."""
    complaint = RegisteredComplaintFactory(**{**canary_facts(), "may_be_shared": True})
    case = make.open_case(complaint=complaint, by=officer)
    contents = dict.fromkeys(make.all_contents("complaint_referral"), complaint.happened)
    make.sent(case=case, by=officer, kind="complaint_referral", contents=contents)
    assert CANARY in sent_words(moscow)


def test_a_referral_leaves_only_while_the_person_agrees(moscow, officer):
    complaint = RegisteredComplaintFactory(**{**canary_facts(), "may_be_shared": True})
    case = make.open_case(complaint=complaint, by=officer)
    request = make.approved(case=case, by=officer, kind="complaint_referral")
    change_consent(complaint, may_be_shared=False)
    with refused(RuleViolation, "has not agreed"):
        assistance.send_request(request, by=request.approved_by)
    assert not OutboxMessage.objects.exists()


WITHOUT_MATERIAL = {
    messages.Acceptance.KIND,
    messages.ExecutionStarted.KIND,
    messages.Closure.KIND,
}
ABOUT_REQUESTS = {
    kind
    for kind, (which, _receive) in RECEIVERS.items()
    if issubclass(which, messages.StepMessage)
}
TO_THE_REQUESTED = {messages.Information.KIND, messages.Withdrawal.KIND}


@pytest.mark.parametrize("limits", [(ENFORCEMENT,), ("conquest", ENFORCEMENT), ("",)])
@pytest.mark.parametrize("kind", sorted(ABOUT_REQUESTS - WITHOUT_MATERIAL))
def test_no_message_with_words_comes_in_for_unlawful_purposes(moscow, officer, kind, limits):
    request = make.received() if kind in TO_THE_REQUESTED else make.sent(by=officer)
    about = uuid4() if kind == messages.Request.KIND else request.reference
    which, receive = RECEIVERS[kind]
    with refused(FirewallBreach):
        receive(make.body(which), **make.came(about, limits=limits))
