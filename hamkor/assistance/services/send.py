from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.assistance import limits, messages
from hamkor.assistance.conditions import check_ready
from hamkor.assistance.models import AssistanceRequest, RequestEvent, Stage
from hamkor.assistance.permissions import check_can_prepare, check_can_send
from hamkor.assistance.services.clocks import GIVE_INFORMATION
from hamkor.assistance.services.consent import check_may_leave
from hamkor.assistance.services.documents import take_unsent
from hamkor.assistance.services.moving import move, tell
from hamkor.assistance.services.telling import asked_by, tell_person
from hamkor.assistance.states import Action
from hamkor.assistance.verbs import Step, Verb
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.clock import now
from hamkor.deadlines.services import meet_deadlines
from hamkor.intake.models import Step as PersonStep
from hamkor.persons.texts import check_text


@transaction.atomic
def send_request(request: AssistanceRequest, *, by: Officer) -> None:
    """Send an approved request, or one that could not be delivered once more.

    Raises:
        NotAllowed: the officer may not send requests.
        FirewallBreach: the case's purpose is no longer one that the limits cover.
        RuleViolation: the person no longer agrees to what is in it.
        WrongState: not approved, or no messages are exchanged with the other office.
    """
    check_can_send(by, request)
    check_ready(request, Verb.SEND_REQUEST)
    check_may_leave(request)
    event = move(
        request,
        Verb.SEND_REQUEST,
        Action.SEND,
        Step.SENT,
        by=by,
        sent_at=now(),
        undelivered_kind="",
    )
    _tell_all(request, event)
    tell_person(request, PersonStep.REQUEST_SENT, at=event.at, promise=asked_by(request))
    record(AuditAction.REQUEST_SENT, by=by.username, about=request.reference, peer=request.peer)


@transaction.atomic
def give_information(request: AssistanceRequest, *, text: str, by: Officer) -> None:
    """Give the other office what it asked for, with the documents added for it.

    Raises:
        NotAllowed: the officer does not work on this request.
        InputRefused: no text, or too long.
        RuleViolation: a document is the person's, who does not agree.
        WrongState: nothing was asked for.
    """
    check_can_prepare(by, request)
    check_text(text, field="text", at_most=limits.TEXT, at_least=1, is_one_line=False)
    check_ready(request, Verb.GIVE_INFORMATION)
    check_may_leave(request)
    question = request.peer_step
    event = move(
        request,
        Verb.GIVE_INFORMATION,
        Action.GIVE_INFORMATION,
        Step.INFORMATION_GIVEN,
        by=by,
        text=text,
    )
    tell(
        request,
        event,
        messages.Information,
        documents=take_unsent(request, Stage.INFORMATION),
        answers_step=question,
        text=text,
    )
    meet_deadlines(request.reference, time_limits=(GIVE_INFORMATION,))
    tell_person(request, PersonStep.INFORMATION_GIVEN, at=event.at, promise=asked_by(request))
    record(AuditAction.INFORMATION_GIVEN, by=by.username, about=request.reference)


def _tell_all(request: AssistanceRequest, event: RequestEvent) -> None:
    tell(
        request,
        event,
        messages.Request,
        documents=take_unsent(request, Stage.REQUEST),
        number=request.number,
        kind=request.kind,
        area=request.area,
        title=request.title,
        contents=request.contents,
        language=request.language,
        agreement=request.agreement,
        branches=tuple(request.basis.get("agreements", ())),
        asked_by_on=request.asked_by_on,
        is_confidential=request.is_confidential,
        signatory=request.signatory,
        is_invented=request.is_invented,
    )
