from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from hamkor.audit.actions import AuditAction
from hamkor.deadlines.models import Deadline
from hamkor.errors import NotAllowed, WrongState
from hamkor.exchange import identity
from hamkor.intake import clocks
from hamkor.intake.models import Complaint
from hamkor.intake.services import mark_in_case, register_complaint
from hamkor.parties.offices import office
from hamkor.persons.models import Person
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


@pytest.fixture
def officer():
    return DutyOfficerFactory(username="lola")


@pytest.fixture
def received(frozen_clock):
    bystander = ComplaintFactory()
    yield ComplaintFactory(
        person_name="Раҳмонов Саид", born="31.05.1991", document_number="4012345"
    )
    bystander.refresh_from_db()
    assert bystander.status == "received"
    assert (
        bystander.steps.count() == Deadline.objects.filter(about=bystander.reference).count() == 1
    )
    assert Deadline.objects.get(about=bystander.reference).met_at is None


def test_a_registered_complaint_has_number_officer_and_date(received, officer, frozen_clock):
    frozen_clock.move_on(hours=2)
    register_complaint(received, by=officer)
    received.refresh_from_db()
    assert received.status == "registered"
    assert received.number == f"TJ-2026-{received.pk:06d}"
    assert received.registered_by == received.responsible == officer
    assert received.registered_at.isoformat() == "2026-11-24T11:00:00+00:00"
    entry = assert_recorded_once(
        AuditAction.COMPLAINT_REGISTERED, by="lola", about=received.reference
    )
    assert entry.facts == {"number": received.number}


def test_the_year_of_the_number_is_that_of_the_office(received, officer, frozen_clock):
    frozen_clock.move_to(datetime(2026, 12, 31, 20, 0, tzinfo=UTC))  # 2027 in Dushanbe
    register_complaint(received, by=officer)
    assert received.number.startswith("TJ-2027-")


def test_the_clock_of_registering_stops_and_two_others_start(received, officer):
    register_complaint(received, by=officer)
    dates = {each.time_limit: each for each in Deadline.objects.filter(about=received.reference)}
    assert set(dates) == {"complaint.register", "complaint.forward", "complaint.answer"}
    assert dates["complaint.register"].met_at is not None
    for duty in ("complaint.forward", "complaint.answer"):
        assert dates[duty].met_at is dates[duty].cancelled_at is None
        assert dates[duty].responsible == officer
        assert dates[duty].label == received.number
        assert dates[duty].started_on == date(2026, 11, 24)


def test_the_person_is_told_with_the_date_of_the_answer(received, officer):
    register_complaint(received, by=officer)
    _filed, registered = received.steps.all()
    answer = Deadline.objects.get(about=received.reference, time_limit="complaint.answer")
    assert (registered.step, registered.state) == ("registered", "TJ")
    assert registered.at == received.registered_at
    assert (registered.promised_on, registered.promised_by) == (answer.due_on, "TJ")
    assert registered.promise_source == "the office's own promise"


@pytest.fixture
def in_moscow(settings, monkeypatch):
    monkeypatch.setattr(identity, "our_office", lambda: office("ru-prosecutor-general"))
    settings.NODE = settings.NODE.model_copy(update={"state": "RU", "time_zone": "Europe/Moscow"})


def test_where_the_law_sets_the_date_the_person_reads_its_provision(in_moscow, received, officer):
    register_complaint(received, by=officer)
    registered = received.steps.get(step="registered")
    assert "59-FZ" in registered.promise_source
    assert registered.promised_by == "RU"
    assert received.number.startswith("RU-2026-")


def test_whom_the_law_owes_no_answer_gets_no_date_dressed_up_as_law(in_moscow, officer):
    signal = ComplaintFactory(mode="signal", person_name="", document_number="")
    register_complaint(signal, by=officer)
    assert signal.steps.get(step="registered").promised_on is None
    limits = Deadline.objects.filter(about=signal.reference).values_list("time_limit", flat=True)
    assert set(limits) == {"complaint.register", "complaint.forward"}


def test_the_offices_own_promise_is_given_to_the_nameless_too(officer):
    signal = ComplaintFactory(mode="signal", person_name="", document_number="")
    register_complaint(signal, by=officer)
    assert signal.steps.get(step="registered").promised_on is not None
    assert signal.person is None


def test_a_person_who_gave_a_name_gets_a_record_of_their_own(received, officer):
    register_complaint(received, by=officer)
    received.refresh_from_db()
    person = received.person
    name, document = person.name_forms.get(), person.documents.get()
    assert (name.written, name.source) == ("Раҳмонов Саид", "complaint")
    assert (person.birth_year, person.birth_month, person.birth_day) == (1991, 5, 31)
    assert (document.number, person.citizenship, person.is_invented) == ("4012345", "TJ", True)
    assert_recorded_once(AuditAction.PERSON_RECORDED, by="lola", about=person.reference)


@pytest.mark.parametrize("born", ["", "не помню", "1850", "31.02.1990"])
def test_a_birth_date_that_cannot_be_read_stays_as_typed_in_the_complaint_only(officer, born):
    complaint = ComplaintFactory(born=born)
    register_complaint(complaint, by=officer)
    assert complaint.born == born
    assert complaint.person.birth_year is None


def test_two_complaints_of_one_name_stay_two_persons_until_an_officer_decides(officer):
    for _ in range(2):
        register_complaint(ComplaintFactory(person_name="Раҳмонов Саид"), by=officer)
    assert Person.objects.count() == 2


@pytest.mark.parametrize("factory", [OperatorFactory, CaseOfficerFactory])
def test_whoever_may_not_register_leaves_no_trace(received, factory):
    outsider = factory()
    with refused(NotAllowed):
        register_complaint(received, by=outsider)


def test_the_second_of_two_officers_at_once_is_told_so(received, officer):
    same_in_another_tab = Complaint.objects.get(pk=received.pk)
    register_complaint(received, by=officer)
    other = DutyOfficerFactory()
    with refused(WrongState, "Someone else has just decided"):
        register_complaint(same_in_another_tab, by=other)
    received.refresh_from_db()
    assert received.registered_by == officer


@pytest.mark.parametrize(
    ("factory", "sentence"),
    [
        (RegisteredComplaintFactory, "registered already"),
        (InCaseComplaintFactory, "in a case"),
        (ForwardedComplaintFactory, "forwarded"),
        (AnsweredComplaintFactory, "answered"),
        (WithdrawnComplaintFactory, "withdrawn"),
    ],
)
def test_a_complaint_is_registered_once(officer, factory, sentence):
    complaint = factory()
    with refused(WrongState, sentence):
        register_complaint(complaint, by=officer)


def test_the_database_itself_rejects_a_registration_without_number(received):
    with pytest.raises(IntegrityError, match="complaint_registered_at_iff"), transaction.atomic():
        Complaint.objects.filter(pk=received.pk).update(registered_at="2026-11-24T00:00:00Z")


def test_a_case_takes_over_a_registered_complaint_and_the_answer_stays_owed(officer):
    complaint = RegisteredComplaintFactory(by=officer)
    mark_in_case(complaint)
    complaint.refresh_from_db()
    assert complaint.status == "in_case"
    dates = {each.time_limit: each for each in Deadline.objects.filter(about=complaint.reference)}
    assert dates["complaint.forward"].met_at is not None
    assert dates["complaint.answer"].met_at is None


@pytest.mark.parametrize(
    "factory",
    [
        ComplaintFactory,
        InCaseComplaintFactory,
        AnsweredComplaintFactory,
        WithdrawnComplaintFactory,
    ],
)
def test_only_a_registered_complaint_goes_into_a_case(factory):
    complaint = factory()
    with refused(WrongState):
        mark_in_case(complaint)


def test_where_neither_law_nor_office_sets_a_date_none_is_promised(received, officer, monkeypatch):
    monkeypatch.setattr(clocks, "start_deadline", lambda *_args, **_kwargs: None)
    register_complaint(received, by=officer)
    step = received.steps.get(step="registered")
    assert (step.promised_on, step.promised_by, step.promise_source) == (None, "", "")
