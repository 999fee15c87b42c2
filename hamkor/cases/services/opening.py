from collections.abc import Collection

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases import limits
from hamkor.cases.models import (
    Assignment,
    Case,
    CaseComplaint,
    CasePerson,
    EntryKind,
    PersonRole,
)
from hamkor.cases.permissions import check_can_open
from hamkor.cases.services.documents import copy_attachments
from hamkor.cases.services.journal import add_entry
from hamkor.clock import now, today
from hamkor.deadlines.queries import next_due
from hamkor.deadlines.services import assign_responsible
from hamkor.errors import gettext_noop as _
from hamkor.exchange.identity import our_office, our_state
from hamkor.intake.models import Complaint, Step
from hamkor.intake.services import add_step, mark_in_case
from hamkor.law.firewall import LAWFUL_PURPOSES, Purpose, check_purpose
from hamkor.parties.areas import area as area_of
from hamkor.persons.texts import check_text


@transaction.atomic
def open_case(
    *,
    complaint: Complaint | None,
    title: str,
    area: str,
    purpose: str,
    summary: str,
    by: Officer,
    limits_on_use: Collection[str] = (),
    is_invented: bool = False,
) -> Case:
    """Open the office's file on a matter, with everything the complaint brought.

    Args:
        complaint: what the person filed, registered; None when it starts otherwise.
        title: short, as on the cover.
        area: a folder in data/areas.
        purpose: one of the area's purposes; never the enforcement of migration rules.
        summary: what it is about; may be empty.
        by: opens it, and leads it if a case officer.
        limits_on_use: purposes for which alone the material was given; empty for the office's
            own material, which may serve the three lawful ones.
        is_invented: belongs to a demonstration.

    Raises:
        NotAllowed: the officer may not open cases.
        NotFound: no such area.
        FirewallBreach: the purpose has no way in, or the material was given for others.
        InputRefused: a text is empty or too long.
        WrongState: the complaint is not registered, or in a case already.
    """
    check_can_open(by)
    check_text(title, field="title", at_most=limits.TITLE, at_least=1)
    check_text(summary, field="summary", at_most=limits.TEXT, is_one_line=False)
    check_purpose(purpose, limits=area_of(area).purposes)
    limits_of_case = lawful_limits(limits_on_use)
    check_purpose(purpose, limits=limits_of_case)
    if complaint:
        mark_in_case(complaint)
    case = _create(
        title=title,
        area=area,
        purpose=purpose,
        summary=summary,
        opened_by=by,
        limits_on_use=limits_of_case,
        is_invented=is_invented or bool(complaint and complaint.is_invented),
    )
    if by.may(Permission.CASE_WRITE):
        _lead_it(case, by)
    add_entry(
        case,
        kind=EntryKind.OPENED,
        by=by.username,
        sentence=_("Case %(number)s was opened"),
        facts={"number": case.number},
    )
    if complaint:
        _take_in(complaint, case, by)
    record(AuditAction.CASE_OPENED, by=by.username, about=case.reference, purpose=purpose)
    return case


def lawful_limits(given: Collection[str]) -> list[str]:
    """Return the limits that can be kept here, in one order; all lawful ones if none were given.

    Limits that are not known here are never read as none.
    """
    lawful = [purpose for purpose in Purpose if purpose in LAWFUL_PURPOSES]
    return [str(purpose) for purpose in lawful if not given or purpose in given]


def _create(**fields: object) -> Case:
    case = Case(**fields)
    case.number = case.reference.hex  # until the row has its place in the year's numbers
    case.save()
    year = today(our_office().time_zone).year
    case.number = f"C-{our_state()}-{year}-{case.pk:06}"
    case.save(update_fields=("number",))
    return case


def _lead_it(case: Case, officer: Officer) -> None:
    Assignment.objects.create(
        case=case, officer=officer, is_lead=True, assigned_by=officer.username, assigned_at=now()
    )
    case.lead = officer
    case.save(update_fields=("lead",))


def _take_in(complaint: Complaint, case: Case, by: Officer) -> None:
    """Link the complaint, its person and its files, and tell the person who filed it."""
    CaseComplaint.objects.create(case=case, complaint=complaint)
    if complaint.person:
        CasePerson.objects.create(
            case=case, person=complaint.person, role=PersonRole.PERSON_CONCERNED
        )
    copy_attachments(complaint, case)
    if case.lead:
        assign_responsible(complaint.reference, responsible=case.lead)
    due = next_due(complaint.reference)
    add_step(
        complaint,
        Step.CASE_OPENED,
        state=our_state(),
        promised_on=due.due_on if due else None,
        promised_by=our_state() if due else "",
        promise_source=due.provision if due and not due.is_promise else "",
    )
