from datetime import date
from typing import Any

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.assistance import limits, messages
from hamkor.assistance.conditions import check_ready
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.permissions import check_can_ask, check_can_decide
from hamkor.assistance.services.clocks import (
    ACKNOWLEDGED,
    DECIDED,
    execution_due,
    restart_execution,
)
from hamkor.assistance.services.moving import move, tell
from hamkor.assistance.states import Action, Status
from hamkor.assistance.verbs import Step, Verb
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.clock import now, today
from hamkor.deadlines.services import cancel_deadlines, meet_deadlines
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.exchange.identity import our_office
from hamkor.exchange.services import attest_last
from hamkor.law.refusal import RefusalGround, refusal_ground
from hamkor.parties.agreements import RECIPROCITY
from hamkor.persons.texts import check_text


@transaction.atomic
def accept_request(request: AssistanceRequest, *, by: Officer) -> None:
    """Decide that this office executes, or goes on after a postponement, and promise a day.

    Raises:
        NotAllowed: only a deputy decides.
        WrongState: decided already, or the request has ended.
    """
    check_can_decide(by, request)
    is_resumed = request.status == Status.POSTPONED and request.accepted_at is not None
    was_postponed = request.status == Status.POSTPONED
    moment = now()
    event = move(
        request,
        Verb.ACCEPT_REQUEST,
        Action.ACCEPT,
        Step.RESUMED if is_resumed else Step.ACCEPTED,
        by=by,
        accepted_at=request.accepted_at or moment,
        postponed_until=None,
        **_decided(by),
    )
    attest_last(request.reference, messages.Request.KIND, "accepted", role=by.role)
    meet_deadlines(request.reference, time_limits=DECIDED)
    if was_postponed:
        restart_execution(request)
    due = execution_due(request)
    tell(
        request,
        event,
        messages.Acceptance,
        number=request.number,
        answer_by_on=due.due_on if due else None,
        promise_source=due.provision[: limits.LINE] if due and not due.is_promise else "",
    )
    audited = AuditAction.REQUEST_RESUMED if is_resumed else AuditAction.REQUEST_ACCEPTED
    record(audited, by=by.username, about=request.reference)


@transaction.atomic
def refuse_request(request: AssistanceRequest, *, ground: str, reasons: str, by: Officer) -> None:
    """Refuse to execute a request and tell the requesting office why.

    Args:
        request: one where this office is asked.
        ground: id of a refusal ground that the request's agreement knows.
        reasons: sent to the requesting office; reasons are a duty, not a courtesy.
        by: the deciding officer.

    Raises:
        NotAllowed: only a deputy decides.
        RuleViolation: the agreement does not know the ground.
        InputRefused: no reasons, or too long.
        WrongState: the request is no longer awaiting a decision.

    Source: UN Convention against Transnational Organized Crime, art. 18(23).
    """
    check_can_decide(by, request)
    check_text(reasons, field="reasons", at_most=limits.REASONS, at_least=1, is_one_line=False)
    check_ready(request, Verb.REFUSE_REQUEST)
    provision = _ground(request, ground).provision
    event = move(
        request,
        Verb.REFUSE_REQUEST,
        Action.REFUSE,
        Step.REFUSED,
        by=by,
        text=reasons,
        facts={"ground": ground},
        refusal_ground=ground,
        refusal_reasons=reasons,
        answer_prepared_by=None,
        **_decided(by),
    )
    tell(
        request,
        event,
        messages.Refusal,
        number=request.number,
        ground=ground,
        provision=provision[: limits.LINE],
        reasons=reasons,
    )
    declined = {"role": by.role, "reason": ground.replace("-", "_")}
    attest_last(request.reference, messages.Request.KIND, "declined", **declined)
    meet_deadlines(request.reference, time_limits=DECIDED)
    cancel_deadlines(request.reference)
    record(AuditAction.REQUEST_REFUSED, by=by.username, about=request.reference, ground=ground)


@transaction.atomic
def postpone_request(
    request: AssistanceRequest, *, until: date, reasons: str, by: Officer
) -> None:
    """Put execution off to a later day, because it would hinder our own proceedings.

    Args:
        request: one where this office is asked.
        until: day on which we mean to go on; local date of this office, after today.
        reasons: sent to the requesting office.
        by: the deciding officer.

    Raises:
        NotAllowed: only a deputy decides.
        InputRefused: no reasons, or a day that is not after today.
        WrongState: the request is not one that can be postponed now.
    """
    check_can_decide(by, request)
    check_text(reasons, field="reasons", at_most=limits.REASONS, at_least=1, is_one_line=False)
    if until <= today(our_office().time_zone):
        raise InputRefused(_("Choose a day after today"), field="until")
    event = move(
        request,
        Verb.POSTPONE_REQUEST,
        Action.POSTPONE,
        Step.POSTPONED,
        by=by,
        text=reasons,
        facts={"until": until.isoformat()},
        postponed_until=until,
        **_decided(by),
    )
    number = request.number
    tell(request, event, messages.Postponement, number=number, until=until, reasons=reasons)
    meet_deadlines(request.reference, time_limits=DECIDED)
    cancel_deadlines(request.reference)
    record(AuditAction.REQUEST_POSTPONED, by=by.username, about=request.reference)


@transaction.atomic
def ask_for_information(request: AssistanceRequest, *, question: str, by: Officer) -> None:
    """Ask the requesting office for what is lacking before we can execute.

    Raises:
        NotAllowed: the officer neither decides on nor executes this request.
        InputRefused: no question, or too long.
        WrongState: asked already, answered or ended.
    """
    check_can_ask(by, request)
    check_text(question, field="question", at_most=limits.TEXT, at_least=1, is_one_line=False)
    event = move(
        request,
        Verb.ASK_FOR_INFORMATION,
        Action.ASK_INFORMATION,
        Step.INFORMATION_ASKED,
        by=by,
        text=question,
        question=question,
    )
    tell(request, event, messages.InformationQuestion, number=request.number, question=question)
    meet_deadlines(request.reference, time_limits=ACKNOWLEDGED)
    record(AuditAction.INFORMATION_ASKED, by=by.username, about=request.reference)


def _decided(by: Officer) -> dict[str, Any]:
    return {"decided_by": by, "decided_at": now()}


def _ground(request: AssistanceRequest, ground: str) -> RefusalGround:
    return refusal_ground(request.agreement or RECIPROCITY, ground)
