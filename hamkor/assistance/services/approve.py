from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.assistance import limits
from hamkor.assistance.conditions import check_ready
from hamkor.assistance.foreseeing import foresee
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.permissions import check_can_approve, check_can_prepare, check_can_send
from hamkor.assistance.queries import missing_contents
from hamkor.assistance.services.consent import check_may_leave
from hamkor.assistance.services.moving import change, move, note
from hamkor.assistance.states import Action
from hamkor.assistance.verbs import Step, Verb
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.clock import now
from hamkor.errors import RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.persons.texts import check_text


@transaction.atomic
def ask_approval(request: AssistanceRequest, *, by: Officer) -> None:
    """Put a draft that lacks nothing before a deputy.

    Raises:
        NotAllowed: the officer does not work on this request.
        RuleViolation: it lacks something, each with the article that asks for it; or the person
            has not agreed to what is in it.
        WrongState: not a draft, or asked for already.
    """
    check_can_prepare(by, request)
    check_ready(request, Verb.ASK_APPROVAL)
    check_complete(request)
    check_may_leave(request)
    change(request, approval_asked_at=now())
    note(request, Step.APPROVAL_ASKED, by=by)
    record(AuditAction.REQUEST_APPROVAL_ASKED, by=by.username, about=request.reference)


@transaction.atomic
def approve_request(request: AssistanceRequest, *, considered: str = "", by: Officer) -> None:
    """Approve and sign a request that another officer drafted.

    What the node foresees never decides: it stops, and the approver's answer is kept with the
    questions that were put.

    Args:
        request: approval was asked for.
        considered: why it is sent although something speaks against it; needed then.
        by: approves; not its drafter.

    Raises:
        NotAllowed: the officer may not approve, or drafted it.
        RuleViolation: it lacks something, or the person no longer agrees to what is in it; or
            something speaks against it and no reasons are given.
        InputRefused: the reasons are too long.
        WrongState: approval was not asked for, or the draft has changed since.
    """
    check_can_approve(by, request)
    check_ready(request, Verb.APPROVE_REQUEST)
    check_complete(request)
    check_may_leave(request)
    report, _faults = foresee(request)
    check_text(considered, field="considered", at_most=limits.REASONS, is_one_line=False)
    if report.risks and not considered.strip():
        raise RuleViolation(_("Say why it is sent although something speaks against it"))
    move(
        request,
        Verb.APPROVE_REQUEST,
        Action.APPROVE,
        Step.APPROVED,
        by=by,
        text=considered,
        facts={
            "questions": [each.id for each in report.safeguards],
            "grounds": [each.ground.id for each in report.risks],
        },
        is_told=False,
        approved_by=by,
        approved_at=now(),
        signatory=signature_of(by),
    )
    record(AuditAction.REQUEST_APPROVED, by=by.username, about=request.reference)


@transaction.atomic
def return_request(request: AssistanceRequest, *, remarks: str, by: Officer) -> None:
    """Give a request back to its drafter with remarks, before it is sent.

    Raises:
        NotAllowed: the officer may not approve requests.
        InputRefused: no remarks, or too long.
        WrongState: nobody asked for approval, or it has been sent.
    """
    check_can_send(by, request)
    check_text(remarks, field="remarks", at_most=limits.REASONS, at_least=1, is_one_line=False)
    move(
        request,
        Verb.RETURN_REQUEST,
        Action.RETURN,
        Step.RETURNED,
        by=by,
        text=remarks,
        is_told=False,
        approval_asked_at=None,
        approved_by=None,
        approved_at=None,
        signatory="",
    )
    record(AuditAction.REQUEST_RETURNED, by=by.username, about=request.reference)


def check_complete(request: AssistanceRequest) -> None:
    """Raise `RuleViolation` that lists what a draft still lacks, with the provisions."""
    lacking = missing_contents(request)
    if lacking:
        raise RuleViolation(
            _("The request still lacks: %(missing)s"),
            provision="; ".join(dict.fromkeys(m.provision for m in lacking if m.provision)),
            missing=" ".join(str(m.saying) for m in lacking),
        )


def signature_of(officer: Officer) -> str:
    """Return how an officer signs: name and position."""
    parts = (str(officer), officer.position or officer.get_role_display())
    return ", ".join(str(part) for part in parts if part)[: limits.LINE]
