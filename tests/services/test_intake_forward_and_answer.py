import pytest
from django.db import IntegrityError, transaction

from hamkor.audit.actions import AuditAction
from hamkor.deadlines.models import Deadline
from hamkor.deadlines.queries import open_deadlines
from hamkor.errors import InputRefused, NotAllowed, RuleViolation, WrongState
from hamkor.intake import limits
from hamkor.intake.models import Complaint
from hamkor.intake.services import answer_complaint, change_consent, forward_complaint
from tests.factories import (
    AnsweredComplaintFactory,
    CaseOfficerFactory,
    ComplaintFactory,
    DutyOfficerFactory,
    ForwardedComplaintFactory,
    InCaseComplaintFactory,
    OperatorFactory,
    RegisteredComplaintFactory,
    SupervisorFactory,
    WithdrawnComplaintFactory,
)
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db
REASONS = "The labour inspectorate decides on wages."


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
    assert open_deadlines().filter(about=bystander.reference).count() == 2


def forward(complaint, *, to="Labour inspectorate", reasons=REASONS, by):
    forward_complaint(complaint, to=to, reasons=reasons, by=by)


def test_a_forwarded_complaint_says_where_and_the_person_reads_why(registered, officer):
    forward(registered, by=officer)
    registered.refresh_from_db()
    assert (registered.status, registered.forwarded_to) == ("forwarded", "Labour inspectorate")
    message = registered.messages.get()
    assert (message.text, message.is_from_office, message.author) == (REASONS, True, officer)
    step = registered.steps.last()
    assert (step.step, step.state, step.promised_on) == ("forwarded", "TJ", None)
    entry = assert_recorded_once(
        AuditAction.COMPLAINT_FORWARDED, by="lola", about=registered.reference
    )
    assert entry.facts == {"is_abroad": False}


def test_forwarding_in_time_meets_its_own_clock_and_drops_the_others(registered, officer):
    forward(registered, by=officer)
    dates = {each.time_limit: each for each in Deadline.objects.filter(about=registered.reference)}
    assert dates["complaint.forward"].met_at is not None
    assert dates["complaint.answer"].cancelled_at is not None
    assert not open_deadlines().filter(about=registered.reference).exists()


def test_an_office_abroad_gets_it_only_with_the_persons_consent(registered, officer):
    with refused(RuleViolation, "has not agreed"):
        forward(registered, to="ru-prosecutor-general", by=officer)
    change_consent(Complaint.objects.get(pk=registered.pk), may_be_shared=True)
    forward(registered, to="ru-prosecutor-general", by=officer)
    entry = assert_recorded_once(
        AuditAction.COMPLAINT_FORWARDED, by="lola", about=registered.reference
    )
    assert entry.facts == {"is_abroad": True}


def test_consent_taken_back_in_another_tab_counts(officer):
    complaint = RegisteredComplaintFactory(by=officer, may_be_shared=True)
    change_consent(Complaint.objects.get(pk=complaint.pk), may_be_shared=False)
    with refused(RuleViolation):
        forward(complaint, to="ru-prosecutor-general", by=officer)


def test_another_office_of_the_same_state_needs_no_consent(registered, officer):
    forward(registered, to="tj-military-prosecutor", by=officer)
    assert registered.status == "forwarded"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to": ""}, "to"),
        ({"to": "я" * (limits.FORWARDED_TO + 1)}, "to"),
        ({"to": "tj-prosecutor-general"}, "to"),
        ({"reasons": ""}, "reasons"),
        ({"reasons": "because"}, "reasons"),
        ({"reasons": "я" * (limits.REASONS[1] + 1)}, "reasons"),
        ({"reasons": "Матни дароз\x00 ҳаст"}, "reasons"),
    ],
)
def test_forwarding_without_addressee_or_reasons_is_refused(registered, officer, change, field):
    with refused(InputRefused) as caught:
        forward(registered, by=officer, **change)
    assert caught.value.field == field


@pytest.mark.parametrize("factory", [OperatorFactory, CaseOfficerFactory, SupervisorFactory])
def test_whoever_may_not_forward_leaves_no_trace(registered, factory):
    outsider = factory()
    with refused(NotAllowed):
        forward(registered, by=outsider)


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
def test_only_a_registered_complaint_is_forwarded(officer, factory):
    complaint = factory()
    with refused(WrongState):
        forward(complaint, by=officer)


def test_the_database_itself_rejects_a_complaint_forwarded_to_nobody(registered):
    row = Complaint.objects.filter(pk=registered.pk)
    with pytest.raises(IntegrityError, match="complaint_forwarded_iff_to"), transaction.atomic():
        row.update(status="forwarded")


@pytest.mark.parametrize("factory", [RegisteredComplaintFactory, InCaseComplaintFactory])
def test_the_answer_reaches_the_person_and_stops_the_clocks(factory, registered, frozen_clock):
    complaint, by = factory(), CaseOfficerFactory(username="karim")
    frozen_clock.move_on(days=3)
    message = answer_complaint(complaint, text="Музди шумо рӯёнида шуд.\nТашаккур.", by=by)
    complaint.refresh_from_db()
    assert complaint.status == "answered"
    assert complaint.messages.get() == message
    assert (message.is_from_office, message.author, message.sent_at.day) == (True, by, 27)
    assert message.text == "Музди шумо рӯёнида шуд.\nТашаккур."
    assert complaint.steps.last().step == "answered"
    dates = {each.time_limit: each for each in Deadline.objects.filter(about=complaint.reference)}
    assert dates["complaint.answer"].met_at is not None
    assert not open_deadlines().filter(about=complaint.reference).exists()
    assert_recorded_once(AuditAction.COMPLAINT_ANSWERED, by="karim", about=complaint.reference)


@pytest.mark.parametrize("text", ["", "  \n", "я" * (limits.ANSWER + 1), "a\x00b", "a\ufffdb"])
def test_an_answer_that_cannot_be_sent_is_refused(registered, officer, text):
    with refused(InputRefused) as caught:
        answer_complaint(registered, text=text, by=officer)
    assert caught.value.field == "text"


@pytest.mark.parametrize("factory", [OperatorFactory, SupervisorFactory])
def test_whoever_may_not_answer_leaves_no_trace(registered, factory):
    outsider = factory()
    with refused(NotAllowed):
        answer_complaint(registered, text="Ҷавоб", by=outsider)


@pytest.mark.parametrize(
    "factory",
    [
        ComplaintFactory,
        ForwardedComplaintFactory,
        AnsweredComplaintFactory,
        WithdrawnComplaintFactory,
    ],
)
def test_a_complaint_that_is_not_open_is_not_answered(officer, factory):
    complaint = factory()
    with refused(WrongState):
        answer_complaint(complaint, text="Ҷавоб", by=officer)


def test_of_an_answer_and_a_forwarding_at_once_one_wins(registered, officer):
    same_in_another_tab = Complaint.objects.get(pk=registered.pk)
    forward(registered, by=officer)
    with refused(WrongState, "Someone else has just decided"):
        answer_complaint(same_in_another_tab, text="Ҷавоб", by=officer)
