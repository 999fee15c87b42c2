from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases.models import Assignment, Case, EntryKind
from hamkor.cases.permissions import check_can_assign
from hamkor.cases.queries import complaints_of
from hamkor.cases.services.journal import add_entry, check_is_open
from hamkor.clock import now
from hamkor.deadlines.services import assign_responsible
from hamkor.errors import RuleViolation, WrongState
from hamkor.errors import gettext_noop as _


@transaction.atomic
def assign_officer(case: Case, *, officer: Officer, is_lead: bool, by: Officer) -> Assignment:
    """Let a case officer work on the case; a new lead takes over the deadlines.

    Raises:
        NotAllowed: `by` may not assign.
        RuleViolation: `officer` is not one who works on cases.
        WrongState: assigned already in this way, or the case is closed.
    """
    check_can_assign(by)
    if not officer.may(Permission.CASE_WRITE):
        raise RuleViolation(_("Only a case officer can work on a case"))
    check_is_open(case)
    current = Assignment.objects.filter(case=case, officer=officer, ended_at=None).first()
    if current and (current.is_lead or not is_lead):
        raise WrongState(_("This officer works on the case already"))
    if is_lead:
        _step_down(case)
    assignment = current or Assignment(case=case, officer=officer, assigned_by=by.username)
    assignment.is_lead = is_lead
    assignment.save()
    if is_lead:
        _lead(case, officer)
    _note(case, officer, by, _("%(officer)s was assigned to the case"))
    return assignment


@transaction.atomic
def end_assignment(case: Case, *, officer: Officer, by: Officer) -> None:
    """End an officer's work on the case; from then on the officer cannot read it.

    Raises:
        NotAllowed: `by` may not assign.
        WrongState: the officer does not work on it, or the case is closed.
    """
    check_can_assign(by)
    check_is_open(case)
    current = Assignment.objects.filter(case=case, officer=officer, ended_at=None)
    if not current.update(ended_at=now(), is_lead=False):
        raise WrongState(_("This officer does not work on the case"))
    if case.lead_id == officer.pk:
        _lead(case, None)
    _note(case, officer, by, _("%(officer)s no longer works on the case"))


def _step_down(case: Case) -> None:
    Assignment.objects.filter(case=case, ended_at=None, is_lead=True).update(is_lead=False)


def _lead(case: Case, officer: Officer | None) -> None:
    case.lead = officer
    case.save(update_fields=("lead",))
    for about in (case.reference, *complaints_of(case).values_list("reference", flat=True)):
        assign_responsible(about, responsible=officer)


def _note(case: Case, officer: Officer, by: Officer, sentence: str) -> None:
    facts = {"officer": str(officer)}
    add_entry(case, kind=EntryKind.ASSIGNED, by=by.username, sentence=sentence, facts=facts)
    about, name = case.reference, officer.username
    record(AuditAction.CASE_ASSIGNED, by=by.username, about=about, officer=name)
