from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.assistance import limits, messages
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.permissions import check_can_prepare, check_can_withdraw
from hamkor.assistance.services.moving import move, tell
from hamkor.assistance.services.telling import tell_person
from hamkor.assistance.states import Action
from hamkor.assistance.verbs import Step, Verb
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.deadlines.services import cancel_deadlines
from hamkor.intake.models import Step as PersonStep
from hamkor.persons.texts import check_text


@transaction.atomic
def withdraw_request(request: AssistanceRequest, *, reasons: str, by: Officer) -> None:
    """Drop a draft, or take a request back from the other office before it has answered.

    An answer or a refusal that crosses the withdrawal on the way stands.

    Raises:
        NotAllowed: once sent, only a deputy withdraws.
        InputRefused: no reasons, or too long.
        WrongState: answered, refused or ended already.
    """
    check_can_withdraw(by, request)
    check_text(reasons, field="reasons", at_most=limits.REASONS, at_least=1, is_one_line=False)
    was_sent = request.sent_at is not None
    event = move(
        request,
        Verb.WITHDRAW_REQUEST,
        Action.WITHDRAW,
        Step.WITHDRAWN,
        by=by,
        text=reasons,
        is_told=was_sent,
    )
    if was_sent:
        tell(request, event, messages.Withdrawal, reasons=reasons)
        tell_person(request, PersonStep.REQUEST_WITHDRAWN, at=event.at)
    cancel_deadlines(request.reference)
    record(AuditAction.REQUEST_WITHDRAWN, by=by.username, about=request.reference)


@transaction.atomic
def close_request(request: AssistanceRequest, *, by: Officer) -> None:
    """Say that we have what we need; what was only given for information needs no answer.

    Raises:
        NotAllowed: the officer does not work on this request.
        WrongState: the other office still owes an answer, or it has ended already.
    """
    check_can_prepare(by, request)
    event = move(request, Verb.CLOSE_REQUEST, Action.CLOSE, Step.CLOSED, by=by)
    tell(request, event, messages.Closure)
    cancel_deadlines(request.reference)
    record(AuditAction.REQUEST_CLOSED, by=by.username, about=request.reference)
