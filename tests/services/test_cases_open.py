import pytest
from django.db import IntegrityError, transaction

from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.cases.models import Case, CaseComplaint
from hamkor.cases.services import open_case
from hamkor.deadlines.models import Deadline
from hamkor.errors import FirewallBreach, InputRefused, NotAllowed, NotFound, WrongState
from hamkor.files.store import read_file
from hamkor.intake.services import add_attachment
from tests import request_factories as make
from tests.factories import (
    CaseOfficerFactory,
    ComplaintFactory,
    DeputyFactory,
    DutyOfficerFactory,
    RegisteredComplaintFactory,
)
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return CaseOfficerFactory(username="zarina")


@pytest.fixture
def complaint(frozen_clock):
    bystander = RegisteredComplaintFactory()
    yield RegisteredComplaintFactory(person_name="Раҳмонов Саид")
    bystander.refresh_from_db()
    assert bystander.status == "registered"
    assert not CaseComplaint.objects.filter(complaint=bystander).exists()
    assert bystander.steps.count() == 2


def opened(complaint, by, **changes):
    return make.open_case(complaint=complaint, by=by, is_invented=False, **changes)


def test_a_case_officer_opens_a_case_and_leads_it(complaint, officer):
    case = opened(complaint, officer)
    assert case.number == f"C-TJ-2026-{case.pk:06d}"
    assert (case.status, case.lead, case.opened_by) == ("open", officer, officer)
    assert case.assignments.get().is_lead
    assert set(case.limits_on_use) == set(make.PROTECTIVE)
    assert case.is_invented, "what comes of an invented complaint is invented"
    entry = assert_recorded_once(AuditAction.CASE_OPENED, by="zarina", about=case.reference)
    assert entry.facts == {"purpose": "protection"}


def test_the_case_takes_in_complaint_person_files_and_deadlines(complaint, officer):
    add_attachment(complaint, **make.a_file("Шартнома"))
    case = opened(complaint, officer)
    complaint.refresh_from_db()
    assert complaint.status == "in_case"
    assert case.complaints.get() == complaint
    assert case.persons.get().person == complaint.person
    assert case.persons.get().role == "person_concerned"
    document = case.documents.get()
    assert (document.origin, document.added_by) == ("complaint", "person")
    assert read_file(document.reference).decode() == "Шартнома"
    owed = Deadline.objects.filter(about=complaint.reference, met_at=None, cancelled_at=None)
    assert owed
    assert {deadline.responsible for deadline in owed} == {officer}


def test_the_person_reads_that_a_case_was_opened_and_what_is_promised_next(complaint, officer):
    opened(complaint, officer)
    step = complaint.steps.get(step="case_opened")
    owed = Deadline.objects.filter(about=complaint.reference, met_at=None, cancelled_at=None)
    assert (step.state, step.promised_by) == ("TJ", "TJ")
    assert step.promised_on == owed.first().due_on


def test_a_duty_officer_opens_a_case_that_nobody_leads_yet(complaint):
    case = opened(complaint, DutyOfficerFactory())
    assert case.lead is None
    assert case.assignments.count() == 0


def test_of_a_person_without_a_name_no_record_is_made_up(officer):
    nameless = {"mode": "signal", "person_name": "", "born": "", "document_number": ""}
    complaint = RegisteredComplaintFactory(**nameless, citizenship="", contact="")
    case = opened(complaint, officer)
    assert case.complaints.get() == complaint
    assert case.persons.count() == 0


def test_a_case_can_start_without_a_complaint(complaint, officer):
    case = opened(None, officer)
    assert case.complaints.count() == 0
    assert case.journal.get().sentence == "Case %(number)s was opened"


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"purpose": "migration_enforcement"}, FirewallBreach, "migration enforcement"),
        ({"purpose": "anything"}, FirewallBreach, None),
        ({"limits_on_use": ("statistics",)}, FirewallBreach, "purposes it was given for"),
        ({"limits_on_use": ("migration_enforcement",)}, FirewallBreach, None),
        ({"area": "nowhere"}, NotFound, "nowhere"),
        ({"title": "  "}, InputRefused, "fill this in"),
        ({"title": "x" * 201}, InputRefused, "too long"),
        ({"summary": "a\x00b"}, InputRefused, "control character"),
        ({"summary": "x" * 20_001}, InputRefused, "too long"),
    ],
)
def test_what_may_not_be_opened_leaves_no_trace(complaint, officer, change, error, says):
    with refused(error, says):
        opened(complaint, officer, **change)


def test_the_purpose_follows_the_limits_that_the_material_came_with(officer):
    case = make.open_case(by=officer, purpose="statistics", limits_on_use=("statistics", "war"))
    assert case.limits_on_use == ["statistics"]


def test_a_deputy_does_not_open_cases(complaint):
    deputy = DeputyFactory()
    with refused(NotAllowed):
        opened(complaint, deputy)


def test_a_complaint_nobody_registered_is_not_taken_into_a_case(officer):
    complaint = ComplaintFactory()
    with refused(WrongState):
        opened(complaint, officer)


def test_of_two_officers_who_open_a_case_at_once_one_is_told(complaint, officer):
    same_in_another_tab = type(complaint).objects.get(pk=complaint.pk)
    opened(complaint, officer)
    other = CaseOfficerFactory()
    with refused(WrongState):
        opened(same_in_another_tab, other)


def test_the_database_itself_knows_no_case_for_migration_enforcement(officer):
    case = opened(None, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(purpose="migration_enforcement")


def test_the_database_itself_keeps_a_complaint_in_one_case(complaint, officer):
    opened(complaint, officer)
    other = opened(None, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseComplaint.objects.create(case=other, complaint=complaint)


def test_the_audit_log_holds_codes_and_no_names(complaint, officer):
    opened(complaint, officer)
    assert "Раҳмонов" not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


def test_a_service_of_cases_is_called_with_the_firewall_open_case_itself(officer):
    with refused(FirewallBreach):
        open_case(
            complaint=None,
            title="Тафтиш",
            area="illegal-migration",
            purpose="migration_enforcement",
            summary="",
            by=officer,
        )
