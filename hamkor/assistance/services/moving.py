"""The one way in which officers move requests, and tell the other office."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F

from hamkor import envelope
from hamkor.accounts.models import Officer
from hamkor.assistance.conditions import check_ready
from hamkor.assistance.messages import StepMessage
from hamkor.assistance.models import AssistanceRequest, RequestEvent
from hamkor.assistance.sentences import OURS
from hamkor.assistance.states import Action, OurRole, Status, next_status
from hamkor.assistance.verbs import Step, Verb
from hamkor.cases.models import EntryKind
from hamkor.cases.services import add_entry
from hamkor.clock import now
from hamkor.errors import WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange.services import queue_message


def move(
    request: AssistanceRequest,
    verb: Verb,
    action: Action,
    step: Step,
    *,
    by: Officer,
    text: str = "",
    facts: Mapping[str, Any] | None = None,
    is_told: bool = True,
    **changes: Any,
) -> RequestEvent:
    """Change status and `changes` in one statement; lose to whoever moved the request first.

    Args:
        request: as its page showed it; refreshed afterwards.
        verb: its conditions are checked again here.
        action: the move of the table.
        step: what the timeline says.
        by: who does it.
        text: the officer's words.
        facts: codes for the timeline.
        is_told: whether the other office is told, so that the step gets a number.
        changes: fields that change with it.

    Raises:
        WrongState: not possible from here, or somebody else has just changed the request.
    """
    check_ready(request, verb)
    before = Status(request.status)
    changes["status"] = next_status(OurRole(request.our_role), before, action)
    if is_told:
        changes["our_step"] = F("our_step") + 1
    change(request, **changes)
    return note(request, step, by=by, text=text, facts=facts)


def change(request: AssistanceRequest, **changes: Any) -> None:
    """Write `changes` if the request still is as it was read; then read it again.

    Raises:
        WrongState: somebody else has just changed it.
    """
    as_it_was = AssistanceRequest.objects.filter(
        pk=request.pk, status=request.status, changed_at=request.changed_at
    )
    # Two changes within one tick of the clock must not look like none.
    changed_at = max(now(), request.changed_at + RequestEvent.TICK)
    if not as_it_was.update(changed_at=changed_at, **changes):
        raise WrongState(_("Someone else has just changed this request: please look at it again"))
    request.refresh_from_db()


def note(
    request: AssistanceRequest,
    step: Step,
    *,
    by: Officer,
    text: str = "",
    facts: Mapping[str, Any] | None = None,
) -> RequestEvent:
    """Add a step of ours to the timeline and, if it belongs there, to the case's journal."""
    if request.case is not None and step in OURS:
        add_entry(
            request.case,
            kind=EntryKind.REQUEST,
            by=by.username,
            sentence=OURS[step],
            facts={"number": request.number},
            text=text,
            about=request.reference,
        )
    return RequestEvent.objects.create(
        request=request,
        at=now(),
        is_ours=True,
        by=by.username,
        action=step,
        status=request.status,
        text=text,
        facts=dict(facts or {}),
    )


def tell(
    request: AssistanceRequest,
    event: RequestEvent,
    body: type[StepMessage],
    *,
    documents: Sequence[envelope.Document] = (),
    **says: Any,
) -> None:
    """Seal a message about a step for the other office, in the transaction of the step.

    Raises:
        WrongState: the two offices exchange no messages.
        InputRefused: too large with its documents.
    """
    message = queue_message(
        body(step=request.our_step, at=event.at, **says),
        to=request.peer,
        about=request.reference,
        documents=documents,
        limits_on_use=request.limits_on_use,
    )
    RequestEvent.objects.filter(pk=event.pk).update(message_id=message.message_id)
