"""How a complaint moves, and which later step keeps the promise that a step made."""

from enum import StrEnum

from hamkor.errors import WrongState
from hamkor.errors import gettext_noop as _
from hamkor.intake.models import ComplaintStatus, Step


class Action(StrEnum):
    REGISTER = "register"
    FORWARD = "forward"
    PUT_IN_CASE = "put_in_case"
    RETURN = "return"
    ANSWER = "answer"
    REOPEN = "reopen"
    REOPEN_IN_CASE = "reopen_in_case"
    WITHDRAW = "withdraw"
    ERASE = "erase"


_S, _A = ComplaintStatus, Action
TRANSITIONS: dict[ComplaintStatus, dict[Action, ComplaintStatus]] = {
    _S.RECEIVED: {_A.REGISTER: _S.REGISTERED, _A.WITHDRAW: _S.WITHDRAWN, _A.ERASE: _S.ERASED},
    _S.REGISTERED: {
        _A.FORWARD: _S.FORWARDED,
        _A.PUT_IN_CASE: _S.IN_CASE,
        _A.RETURN: _S.RETURNED,
        _A.ANSWER: _S.ANSWERED,
        _A.WITHDRAW: _S.WITHDRAWN,
        _A.ERASE: _S.ERASED,
    },
    _S.IN_CASE: {_A.ANSWER: _S.ANSWERED, _A.WITHDRAW: _S.WITHDRAWN},
    _S.FORWARDED: {_A.ERASE: _S.ERASED},
    _S.RETURNED: {
        _A.REOPEN: _S.REGISTERED,
        _A.WITHDRAW: _S.WITHDRAWN,
        _A.ERASE: _S.ERASED,
    },
    _S.ANSWERED: {
        _A.REOPEN: _S.REGISTERED,
        _A.REOPEN_IN_CASE: _S.IN_CASE,
        _A.ERASE: _S.ERASED,
    },
    _S.WITHDRAWN: {_A.ERASE: _S.ERASED},
    _S.ERASED: {},
}
LIVE = frozenset({_S.RECEIVED, _S.REGISTERED, _S.IN_CASE})
"""Where the office has something to do; what was returned waits for the person."""
DECIDED = frozenset({_S.FORWARDED, _S.RETURNED, _S.ANSWERED})
"""Where the office has decided, and the person may contest it."""
CLOSED_TO_WORDS = frozenset({_S.WITHDRAWN, _S.ERASED})
"""Where neither side writes any more."""


def next_status(status: str, action: Action) -> ComplaintStatus:
    """Return where `action` leads from `status`.

    Raises:
        WrongState: it leads nowhere; the sentence says where the complaint stands.
    """
    try:
        return TRANSITIONS[ComplaintStatus(status)][action]
    except KeyError:
        raise WrongState(_SENTENCES[ComplaintStatus(status)]) from None


_SENTENCES: dict[ComplaintStatus, str] = {
    _S.RECEIVED: _("This complaint must be registered first"),
    _S.REGISTERED: _("This complaint has been registered already"),
    _S.IN_CASE: _("This complaint is in a case already"),
    _S.FORWARDED: _("This complaint has been forwarded to another body"),
    _S.RETURNED: _("This complaint has been returned to the person for what is missing"),
    _S.ANSWERED: _("This complaint has been answered already"),
    _S.WITHDRAWN: _("The person has withdrawn this complaint"),
    _S.ERASED: _("The person had this complaint erased"),
}

_ENDS = frozenset({Step.ANSWERED, Step.WITHDRAWN, Step.FORWARDED, Step.RETURNED, Step.ERASED})
_OUTCOMES = frozenset(
    {
        Step.REQUEST_EXECUTED,
        Step.REQUEST_PARTLY_EXECUTED,
        Step.REQUEST_REFUSED,
        Step.REQUEST_WITHDRAWN,
    }
)
_REPLIES = _OUTCOMES | {Step.REQUEST_ACCEPTED, Step.INFORMATION_ASKED, Step.REQUEST_POSTPONED}

KEPT_BY: dict[Step, frozenset[Step]] = {
    Step.FILED: frozenset({Step.REGISTERED}),
    Step.REGISTERED: frozenset({Step.EXTENDED}),
    Step.FORWARDED: frozenset(),
    Step.CASE_OPENED: frozenset(),
    Step.REQUEST_SENT: _REPLIES | {Step.REQUEST_DELIVERED},
    Step.REQUEST_DELIVERED: _REPLIES,
    Step.REQUEST_ACCEPTED: _OUTCOMES | {Step.INFORMATION_ASKED, Step.REQUEST_POSTPONED},
    Step.INFORMATION_ASKED: _OUTCOMES | {Step.INFORMATION_GIVEN},
    Step.INFORMATION_GIVEN: _REPLIES,
    Step.REQUEST_POSTPONED: _OUTCOMES | {Step.REQUEST_ACCEPTED, Step.INFORMATION_ASKED},
    Step.REQUEST_REFUSED: frozenset(),
    Step.REQUEST_WITHDRAWN: frozenset(),
    Step.REQUEST_EXECUTED: frozenset(),
    Step.REQUEST_PARTLY_EXECUTED: frozenset({Step.REQUEST_EXECUTED}),
    Step.CONSENT_WITHDRAWN: frozenset(),
    Step.EXTENDED: frozenset(),
    Step.RETURNED: frozenset(),
    Step.ESCALATED: frozenset({Step.ESCALATION_SETTLED}),
    Step.ESCALATION_SETTLED: frozenset(),
    Step.ANSWERED: frozenset(),
    Step.REOPENED: frozenset({Step.EXTENDED}),
    Step.WITHDRAWN: frozenset(),
    Step.ERASED: frozenset(),
}
"""Which later steps keep the promise made with a step; the end of the complaint keeps all."""


def is_kept_by(promise: Step, later: Step) -> bool:
    """Say whether the promise made with one step is kept, or moot, once `later` has come."""
    if promise == Step.ESCALATED:  # somebody else owes it, whatever the handler decides meanwhile
        return later in KEPT_BY[promise] or later in {Step.WITHDRAWN, Step.ERASED}
    return later in KEPT_BY[promise] or (later in _ENDS and promise not in _ENDS)
