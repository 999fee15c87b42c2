"""The life of a request, as one table per side. Everything about movement is here.

Delivered is not accepted, accepted is not executed: three states, three proofs. The requesting
side learns from messages, which may be late; whoever learns a later step first skips the
earlier ones, and a late or repeated message never moves a request backwards.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from hamkor.errors import WrongState, gettext_noop


class OurRole(models.TextChoices):
    REQUESTING = "requesting", _("we ask")
    REQUESTED = "requested", _("we are asked")


class Status(models.TextChoices):
    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    SENT = "sent", _("sent")
    NOT_DELIVERED = "not_delivered", _("not delivered")
    DELIVERED = "delivered", _("delivered")
    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("accepted")
    INFORMATION_ASKED = "information_asked", _("additional information asked")
    INFORMATION_GIVEN = "information_given", _("additional information given")
    IN_EXECUTION = "in_execution", _("in execution")
    PARTLY_EXECUTED = "partly_executed", _("partly executed")
    POSTPONED = "postponed", _("postponed")
    REFUSED = "refused", _("refused")
    EXECUTED = "executed", _("executed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CLOSED = "closed", _("closed")


class Action(models.TextChoices):
    APPROVE = "approve", _("Approve")
    RETURN = "return", _("Return to the drafter")
    SEND = "send", _("Send")
    GIVE_INFORMATION = "give_information", _("Give the information asked for")
    WITHDRAW = "withdraw", _("Withdraw")
    CLOSE = "close", _("Close")
    LEARN_DELIVERED = "learn_delivered", _("Delivered")
    LEARN_NOT_DELIVERED = "learn_not_delivered", _("Not delivered in time")
    LEARN_ACCEPTED = "learn_accepted", _("Accepted by the other office")
    LEARN_INFORMATION_ASKED = "learn_information_asked", _("The other office asked for more")
    LEARN_STARTED = "learn_started", _("Execution began")
    LEARN_POSTPONED = "learn_postponed", _("Postponed by the other office")
    LEARN_REFUSED = "learn_refused", _("Refused by the other office")
    LEARN_PARTLY_EXECUTED = "learn_partly_executed", _("Partly executed")
    LEARN_EXECUTED = "learn_executed", _("Executed")
    ACCEPT = "accept", _("Accept")
    REFUSE = "refuse", _("Refuse")
    POSTPONE = "postpone", _("Postpone")
    ASK_INFORMATION = "ask_information", _("Ask for additional information")
    START = "start", _("Begin execution")
    EXECUTE_PARTLY = "execute_partly", _("Answer: partly executed")
    EXECUTE = "execute", _("Answer: executed")
    LEARN_INFORMATION_GIVEN = "learn_information_given", _("Information came in")
    LEARN_WITHDRAWN = "learn_withdrawn", _("Withdrawn by the other office")
    LEARN_CLOSED = "learn_closed", _("Closed by the other office")


_S, _A = Status, Action

# What may be learnt from the other office while a request is with it.
_LEARN: dict[Action, Status] = {
    _A.LEARN_ACCEPTED: _S.ACCEPTED,
    _A.LEARN_INFORMATION_ASKED: _S.INFORMATION_ASKED,
    _A.LEARN_STARTED: _S.IN_EXECUTION,
    _A.LEARN_POSTPONED: _S.POSTPONED,
    _A.LEARN_REFUSED: _S.REFUSED,
    _A.LEARN_PARTLY_EXECUTED: _S.PARTLY_EXECUTED,
    _A.LEARN_EXECUTED: _S.EXECUTED,
}
_WITH_THEM = {**_LEARN, _A.WITHDRAW: _S.WITHDRAWN}
# The requesting office may end a request while we are still at it.
_THEY_END = {_A.LEARN_WITHDRAWN: _S.WITHDRAWN, _A.LEARN_CLOSED: _S.CLOSED}
_WITH_US: dict[Action, Status] = {
    _A.ASK_INFORMATION: _S.INFORMATION_ASKED,
    _A.START: _S.IN_EXECUTION,
    _A.POSTPONE: _S.POSTPONED,
    _A.REFUSE: _S.REFUSED,
    _A.EXECUTE_PARTLY: _S.PARTLY_EXECUTED,
    _A.EXECUTE: _S.EXECUTED,
    **_THEY_END,
}
_ACCEPTABLE = {**_WITH_US, _A.ACCEPT: _S.ACCEPTED}


def _without(moves: dict[Action, Status], *actions: Action) -> dict[Action, Status]:
    return {action: after for action, after in moves.items() if action not in actions}


TRANSITIONS: dict[OurRole, dict[Status, dict[Action, Status]]] = {
    OurRole.REQUESTING: {
        _S.DRAFT: {
            _A.APPROVE: _S.APPROVED,
            _A.RETURN: _S.DRAFT,
            _A.WITHDRAW: _S.WITHDRAWN,
        },
        _S.APPROVED: {_A.SEND: _S.SENT, _A.RETURN: _S.DRAFT, _A.WITHDRAW: _S.WITHDRAWN},
        _S.SENT: {
            **_WITH_THEM,
            _A.LEARN_DELIVERED: _S.DELIVERED,
            _A.LEARN_NOT_DELIVERED: _S.NOT_DELIVERED,
        },
        _S.NOT_DELIVERED: {**_WITH_THEM, _A.SEND: _S.SENT},
        _S.DELIVERED: _WITH_THEM,
        _S.ACCEPTED: {**_WITH_THEM, _A.CLOSE: _S.CLOSED},
        _S.INFORMATION_ASKED: {**_WITH_THEM, _A.GIVE_INFORMATION: _S.INFORMATION_GIVEN},
        _S.INFORMATION_GIVEN: _WITH_THEM,
        _S.IN_EXECUTION: _WITH_THEM,
        _S.PARTLY_EXECUTED: {**_WITH_THEM, _A.CLOSE: _S.CLOSED},
        _S.POSTPONED: _WITH_THEM,
        _S.REFUSED: {_A.CLOSE: _S.CLOSED},
        _S.EXECUTED: {_A.CLOSE: _S.CLOSED},
        # A refusal or an answer that crossed our withdrawal stands: the other side keeps to it.
        _S.WITHDRAWN: {_A.LEARN_REFUSED: _S.REFUSED, _A.LEARN_EXECUTED: _S.EXECUTED},
        _S.CLOSED: {},
    },
    OurRole.REQUESTED: {
        _S.RECEIVED: _without(_ACCEPTABLE, _A.START, _A.EXECUTE_PARTLY, _A.EXECUTE),
        _S.ACCEPTED: _WITH_US,
        _S.INFORMATION_ASKED: {
            **_without(_ACCEPTABLE, _A.ASK_INFORMATION),
            _A.LEARN_INFORMATION_GIVEN: _S.INFORMATION_GIVEN,
        },
        _S.INFORMATION_GIVEN: _ACCEPTABLE,
        _S.IN_EXECUTION: _without(_WITH_US, _A.START),
        _S.POSTPONED: _without(_ACCEPTABLE, _A.POSTPONE),
        # What is done is not refused any more: the final answer says what could not be done.
        _S.PARTLY_EXECUTED: _without(_WITH_US, _A.EXECUTE_PARTLY, _A.REFUSE),
        _S.REFUSED: {_A.LEARN_CLOSED: _S.CLOSED},
        _S.EXECUTED: {_A.LEARN_CLOSED: _S.CLOSED},
        _S.WITHDRAWN: {},
        _S.CLOSED: {},
    },
}

# Statuses in which the next move is ours, per side: what the inbox calls "mine".
OUR_MOVE: dict[OurRole, frozenset[Status]] = {
    OurRole.REQUESTING: frozenset(
        {
            _S.DRAFT,
            _S.APPROVED,
            _S.NOT_DELIVERED,
            _S.INFORMATION_ASKED,
            _S.PARTLY_EXECUTED,
            _S.REFUSED,
            _S.EXECUTED,
        }
    ),
    OurRole.REQUESTED: frozenset(
        {
            _S.RECEIVED,
            _S.ACCEPTED,
            _S.INFORMATION_GIVEN,
            _S.IN_EXECUTION,
            _S.POSTPONED,
            _S.PARTLY_EXECUTED,
        }
    ),
}
UNSENT = frozenset({_S.DRAFT, _S.APPROVED})
ENDS = frozenset({_S.WITHDRAWN, _S.CLOSED})
# Kinds that the requesting office may close as soon as they are accepted.
NEEDS_NO_ANSWER = frozenset({"spontaneous_information"})


def next_status(role: OurRole, status: Status, action: Action) -> Status:
    """Return the status that `action` leads to.

    Raises:
        WrongState: the table knows no such move.
    """
    after = TRANSITIONS[role].get(status, {}).get(action)
    if after is None:
        raise WrongState(
            gettext_noop("This cannot be done with a request that is “%(status)s”"),
            status=status.label,
        )
    return after


def statuses_before(role: OurRole, action: Action) -> frozenset[Status]:
    """Return the statuses from which `action` is possible on the side `role`."""
    return frozenset(s for s, moves in TRANSITIONS[role].items() if action in moves)


def learnt_status(
    role: OurRole,
    status: Status,
    action: Action,
    *,
    step: int,
    last_step: int,
    answers_our_last: bool = True,
) -> Status | None:
    """Return the status that news from the other office leads to, None if it changes nothing.

    Messages may be lost, repeated or late. The other office numbers its steps from 1; only a
    step later than every one learnt so far moves a request, and it may skip those between.

    Args:
        role: our side.
        status: where the request stands here.
        action: one of the ``LEARN_…``.
        step: number of the other office's step.
        last_step: the highest of its steps learnt before.
        answers_our_last: for an answer to a question: whether it is our latest step that it
            answers; one to an earlier question crossed what we did since.
    """
    if step <= last_step or not answers_our_last:
        return None
    return TRANSITIONS[role].get(status, {}).get(action)
