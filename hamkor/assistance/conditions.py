"""When a verb may be used: the table of states, and what the table cannot say."""

from collections.abc import Callable

from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.states import (
    ENDS,
    NEEDS_NO_ANSWER,
    TRANSITIONS,
    Action,
    OurRole,
    Status,
    next_status,
)
from hamkor.assistance.verbs import MOVES, Verb
from hamkor.errors import WrongState
from hamkor.errors import gettext_noop as _

Condition = Callable[[AssistanceRequest], bool]

_DONE = ENDS | {Status.REFUSED, Status.EXECUTED}


def _is_role(role: OurRole) -> Condition:
    return lambda request: request.our_role == role


def _is_with_approver(request: AssistanceRequest) -> bool:
    return request.approval_asked_at is not None


def _may_be_returned(request: AssistanceRequest) -> bool:
    return request.status == Status.APPROVED or _is_with_approver(request)


def _is_not_yet_asked(request: AssistanceRequest) -> bool:
    return request.approval_asked_at is None


def _may_be_closed(request: AssistanceRequest) -> bool:
    return request.status != Status.ACCEPTED or request.kind in NEEDS_NO_ANSWER


def _is_open(request: AssistanceRequest) -> bool:
    return Status(request.status) not in _DONE


def _may_be_accepted(request: AssistanceRequest) -> bool:
    return request.accepted_at is None or request.status == Status.POSTPONED


def _is_accepted(request: AssistanceRequest) -> bool:
    return request.accepted_at is not None


def _has_drafted_answer(request: AssistanceRequest) -> bool:
    return request.answer_prepared_by_id is not None


def _takes_documents(request: AssistanceRequest) -> bool:
    return stage_now(request) != ""


def _has_told_them(request: AssistanceRequest) -> bool:
    return request.our_step > 0


_WE_ASK = (_is_role(OurRole.REQUESTING), _("This is done by the office that asks"))
_WE_ARE_ASKED = (_is_role(OurRole.REQUESTED), _("This is done by the office that is asked"))
_DRAFT = (
    lambda request: request.status == Status.DRAFT,
    _("Only a draft can be changed"),
)
_OPEN = (_is_open, _("This request has come to its end"))
_ACCEPTED = (_is_accepted, _("A deputy must accept the request first"))

CONDITIONS: dict[Verb, tuple[tuple[Condition, str], ...]] = {
    Verb.REVISE_REQUEST: (_WE_ASK, _DRAFT),
    Verb.ATTACH_DOCUMENT: ((_takes_documents, _("No document can be added now")),),
    Verb.ASK_APPROVAL: (
        _WE_ASK,
        _DRAFT,
        (_is_not_yet_asked, _("Approval has been asked for already")),
    ),
    Verb.APPROVE_REQUEST: (
        (_is_with_approver, _("The drafter has not asked for approval, or has changed it since")),
    ),
    Verb.RETURN_REQUEST: ((_may_be_returned, _("The drafter has not asked for approval")),),
    Verb.CLOSE_REQUEST: ((_may_be_closed, _("The other office still owes an answer")),),
    Verb.NOTE_OTHER_CHANNEL: (
        (_has_told_them, _("Nothing has been sent to the other office about this request")),
    ),
    Verb.TAKE_ON: (_WE_ARE_ASKED, _OPEN),
    Verb.OPEN_CASE: (
        _WE_ARE_ASKED,
        _OPEN,
        (lambda request: request.case_id is None, _("The request is in a case already")),
    ),
    Verb.ACCEPT_REQUEST: ((_may_be_accepted, _("The request has been accepted already")),),
    Verb.START_EXECUTION: (_ACCEPTED,),
    Verb.DRAFT_ANSWER: (_ACCEPTED,),
    Verb.APPROVE_ANSWER: (_ACCEPTED, (_has_drafted_answer, _("No answer has been drafted"))),
}


def check_ready(request: AssistanceRequest, verb: Verb) -> None:
    """Raise `WrongState` with a sentence unless `verb` may be used on the request now."""
    if verb in MOVES:
        next_status(OurRole(request.our_role), Status(request.status), MOVES[verb])
    for is_met, sentence in CONDITIONS.get(verb, ()):
        if not is_met(request):
            raise WrongState(sentence)


def is_ready(request: AssistanceRequest, verb: Verb) -> bool:
    """Say whether `verb` may be used on the request now, whoever asks."""
    try:
        check_ready(request, verb)
    except WrongState:
        return False
    return True


def stage_now(request: AssistanceRequest) -> str:
    """Return with which message a document added now would go; empty when with none."""
    if request.our_role == OurRole.REQUESTING:
        stages = {Status.DRAFT: "request", Status.INFORMATION_ASKED: "information"}
        return stages.get(Status(request.status), "")
    moves = TRANSITIONS[OurRole.REQUESTED][Status(request.status)]
    return "answer" if Action.EXECUTE in moves and _is_accepted(request) else ""
