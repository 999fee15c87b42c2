"""What the person who complained is told of a request, and by when the next step is promised."""

from dataclasses import dataclass
from datetime import date, datetime

from hamkor.assistance.models import AssistanceRequest
from hamkor.cases.queries import complaints_of
from hamkor.errors import gettext_noop as _
from hamkor.exchange.identity import our_state
from hamkor.intake.models import Step
from hamkor.intake.services import add_step
from hamkor.parties.offices import office

ASKED_BY = _("the day by which we asked for an answer")
THEIR_PROMISE = _("the other office's own promise")


@dataclass(frozen=True)
class Promise:
    """The day of the next step, inclusive, which state owes it, and what the day rests on."""

    on: date
    by: str
    source: str


def peer_state(request: AssistanceRequest) -> str:
    """Return the code of the state whose office is on the other side."""
    return office(request.peer).state


def tell_person(
    request: AssistanceRequest,
    step: Step,
    *,
    is_theirs: bool = False,
    at: datetime | None = None,
    promise: Promise | None = None,
) -> None:
    """Show a step to those whose complaints, filed at this office, led to the request.

    Args:
        request: only one that we sent: what we do for others is theirs to tell.
        step: what happened.
        is_theirs: the act of the other state.
        at: when; None for now.
        promise: the next step, if somebody owes one.
    """
    for complaint in complaints_of(request.case) if request.case else ():
        add_step(
            complaint,
            step,
            state=peer_state(request) if is_theirs else our_state(),
            at=at,
            promised_on=promise.on if promise else None,
            promised_by=promise.by if promise else "",
            promise_source=promise.source if promise else "",
        )


def asked_by(request: AssistanceRequest) -> Promise | None:
    """Return the day by which we asked for the answer, as what the other state is to keep."""
    if request.asked_by_on is None:
        return None
    return Promise(request.asked_by_on, peer_state(request), ASKED_BY)
