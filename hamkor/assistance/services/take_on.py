from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.assistance.conditions import check_ready
from hamkor.assistance.models import AssistanceRequest, Stage
from hamkor.assistance.permissions import CHECKS, check_can_give_out, check_can_read
from hamkor.assistance.services.clocks import ACKNOWLEDGED
from hamkor.assistance.services.documents import copy_to_case
from hamkor.assistance.services.moving import change, note
from hamkor.assistance.verbs import Step, Verb
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases.models import Case
from hamkor.cases.services import open_case
from hamkor.deadlines.services import assign_responsible, meet_deadlines
from hamkor.exchange.services import attest_opened


@transaction.atomic
def take_on(request: AssistanceRequest, *, officer: Officer, by: Officer) -> None:
    """Make a case officer responsible for a request that came in, and acknowledge it so.

    Args:
        request: one where this office is asked.
        officer: will execute it.
        by: the same officer, if nobody has it yet; or one who assigns work.

    Raises:
        NotAllowed: `by` may not give it to `officer`.
        WrongState: ended, or somebody else has just taken it.
    """
    check_can_give_out(by, request, officer)
    check_ready(request, Verb.TAKE_ON)
    change(request, responsible=officer)
    assign_responsible(request.reference, responsible=officer)
    meet_deadlines(request.reference, time_limits=ACKNOWLEDGED)
    note(request, Step.TAKEN_ON, by=by, facts={"officer": officer.username})
    record(
        AuditAction.REQUEST_TAKEN_ON,
        by=by.username,
        about=request.reference,
        officer=officer.username,
    )


@transaction.atomic
def open_case_for_request(
    request: AssistanceRequest, *, title: str, area: str, purpose: str, summary: str, by: Officer
) -> Case:
    """Open a file of our own for a request that came in, within its limits on use.

    Args:
        request: one where this office is asked, in no case yet.
        title: as in `open_case`; the same for `area` and `summary`.
        area: see `title`.
        purpose: one that the requesting office allowed; it is kept to here.
        summary: see `title`.
        by: may open cases and works on the request.

    Raises:
        NotAllowed: the officer may not open a case for it.
        FirewallBreach: the purpose is outside the limits that the requesting office set.
        WrongState: it is in a case already, or has ended.
    """
    CHECKS[Verb.OPEN_CASE](by, request)
    check_ready(request, Verb.OPEN_CASE)
    case = open_case(
        complaint=None,
        title=title,
        area=area,
        purpose=purpose,
        summary=summary,
        by=by,
        limits_on_use=request.limits_on_use,
        is_invented=request.is_invented,
    )
    change(request, case=case)
    for stage in (Stage.REQUEST, Stage.INFORMATION):
        copy_to_case(request, stage=stage)
    note(request, Step.CASE_OPENED, by=by, facts={"case": case.number})
    return case


@transaction.atomic
def note_request_read(request: AssistanceRequest, *, by: Officer) -> None:
    """Write in the audit log that an officer opened the request; the other office is told.

    It learns that somebody of this role did, not who.

    Raises:
        NotAllowed: the officer may not read it.
    """
    check_can_read(by, request)
    record(AuditAction.REQUEST_READ, by=by.username, about=request.reference)
    attest_opened(request.reference, role=by.role)
