from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.assistance import limits, messages
from hamkor.assistance.conditions import check_ready
from hamkor.assistance.models import AssistanceRequest, Stage
from hamkor.assistance.permissions import check_can_approve_answer, check_can_execute
from hamkor.assistance.services.approve import signature_of
from hamkor.assistance.services.clocks import EXECUTION
from hamkor.assistance.services.documents import take_unsent
from hamkor.assistance.services.moving import change, move, note, tell
from hamkor.assistance.states import Action, OurRole, Status, next_status
from hamkor.assistance.verbs import Step, Verb
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.clock import now
from hamkor.deadlines.services import meet_deadlines
from hamkor.persons.texts import check_text


@transaction.atomic
def start_execution(request: AssistanceRequest, *, by: Officer) -> None:
    """Begin to execute a request that a deputy has accepted.

    Raises:
        NotAllowed: the officer does not work on this request.
        WrongState: not accepted, begun already, or ended.
    """
    check_can_execute(by, request)
    event = move(request, Verb.START_EXECUTION, Action.START, Step.EXECUTION_STARTED, by=by)
    tell(request, event, messages.ExecutionStarted, number=request.number)
    record(AuditAction.REQUEST_STARTED, by=by.username, about=request.reference)


@transaction.atomic
def draft_answer(
    request: AssistanceRequest, *, text: str, is_partial: bool = False, by: Officer
) -> None:
    """Draft the answer; a deputy sends it. A new draft replaces the one before.

    Args:
        request: accepted, not yet answered in full.
        text: what was done and found; of a final answer also what could not be done, and why.
        is_partial: more will follow.
        by: works on the request.

    Raises:
        NotAllowed: the officer does not work on this request.
        InputRefused: no text, or too long.
        WrongState: not accepted, answered or ended.
    """
    check_can_execute(by, request)
    check_text(text, field="text", at_most=limits.TEXT, at_least=1, is_one_line=False)
    check_ready(request, Verb.DRAFT_ANSWER)
    next_status(OurRole.REQUESTED, Status(request.status), _answering(is_partial))
    change(request, answer=text, answer_is_partial=is_partial, answer_prepared_by=by)
    note(request, Step.ANSWER_DRAFTED, by=by)
    record(AuditAction.ANSWER_DRAFTED, by=by.username, about=request.reference)


@transaction.atomic
def approve_answer(request: AssistanceRequest, *, by: Officer) -> None:
    """Sign the answer that another officer drafted, and send it with its documents.

    Raises:
        NotAllowed: only a deputy signs, and never what the deputy drafted.
        WrongState: nothing was drafted, or the request has moved on.
    """
    check_can_approve_answer(by, request)
    is_partial, text = request.answer_is_partial, request.answer
    event = move(
        request,
        Verb.APPROVE_ANSWER,
        _answering(is_partial),
        Step.PARTLY_EXECUTED if is_partial else Step.EXECUTED,
        by=by,
        text=text,
        answered_at=now(),
        answer_prepared_by=None,
    )
    tell(
        request,
        event,
        messages.Answer,
        documents=take_unsent(request, Stage.ANSWER),
        number=request.number,
        text=text,
        is_partial=is_partial,
        signatory=signature_of(by),
    )
    if not is_partial:
        meet_deadlines(request.reference, time_limits=EXECUTION)
    record(AuditAction.ANSWER_APPROVED, by=by.username, about=request.reference)


def _answering(is_partial: bool) -> Action:
    return Action.EXECUTE_PARTLY if is_partial else Action.EXECUTE
