"""The one way in which news from the other office is taken in, whatever its order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict
from uuid import UUID

from hamkor import envelope
from hamkor.assistance.messages import StepMessage
from hamkor.assistance.models import AssistanceRequest, RequestEvent, Stage
from hamkor.assistance.sentences import THEIRS
from hamkor.assistance.services.documents import keep_documents
from hamkor.assistance.states import Action, OurRole, Status, learnt_status
from hamkor.assistance.verbs import Step
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.cases.models import Case, EntryKind
from hamkor.cases.services import add_entry
from hamkor.cases.services.opening import lawful_limits
from hamkor.clock import now
from hamkor.errors import FirewallBreach, NotAllowed, NotFound, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.law.firewall import check_purpose


class Came(TypedDict):
    """How a message came: what the envelope says about it."""

    about: UUID
    sender: str
    documents: Sequence[envelope.Document]
    limits_on_use: Sequence[str]
    message_id: UUID
    received_at: datetime


@dataclass(frozen=True)
class Happening:
    """What a message says has happened, and what follows from it here.

    Attributes:
        action: the move of the table.
        step: what the timeline says.
        text: the other office's words.
        facts: codes for the timeline.
        stage: of the documents that came with it.
        changes: fields that change if the request moves.
        answers_step: the step of ours that it answers; None when it answers none.
    """

    action: Action
    step: Step
    text: str = ""
    facts: Mapping[str, Any] | None = None
    stage: str = Stage.ANSWER
    changes: Mapping[str, Any] | None = None
    answers_step: int | None = None


@dataclass(frozen=True)
class News:
    """What was learnt: of which request, when it happened, and whether it moved the request."""

    request: AssistanceRequest
    at: datetime
    has_moved: bool


def instant_of(body: StepMessage, came: Came) -> datetime:
    """Return when the step was done; a clock that runs ahead does not make a future."""
    return min(body.at, came["received_at"])


def find(came: Came, role: OurRole) -> AssistanceRequest:
    """Return the request that a message is about, locked.

    Raises:
        NotFound: we know of no such request.
        NotAllowed: it is a matter between us and another office, or our side is the other one.
        WrongState: we have not sent it, so that nobody can have answered.
    """
    found = AssistanceRequest.objects.select_for_update().filter(reference=came["about"])
    request = found.first()
    if request is None:
        raise NotFound(_("No request is known under this reference"))
    if request.peer != came["sender"] or request.our_role != role:
        raise NotAllowed(_("This office has no part of that kind in the request"))
    if role == OurRole.REQUESTING and request.sent_at is None:
        raise WrongState(_("This request has not been sent"))
    return request


def learn(body: StepMessage, came: Came, role: OurRole, what: Happening) -> News | None:
    """Take in a step of the other office; late or repeated news is noted and moves nothing.

    Returns:
        None when this very message has been taken in before.

    Raises:
        NotFound: see `find`; the same for NotAllowed and WrongState.
        FirewallBreach: what came may not be used for what the case is for.
    """
    request = find(came, role)
    if _is_known(request, came):
        return None
    if what.text or came["documents"]:
        _keep_to_limits(request, came["limits_on_use"])
    at = instant_of(body, came)
    after = learnt_status(
        role,
        Status(request.status),
        what.action,
        step=body.step,
        last_step=request.peer_step,
        answers_our_last=what.answers_step in (None, request.our_step),
    )
    changes = {**(what.changes or {}), "status": after} if after else {}
    changes["peer_step"] = max(request.peer_step, body.step)
    _write(request, changes)
    _note(request, what, at, came, is_late=after is None)
    keep_documents(request, came["documents"], stage=what.stage, sender=came["sender"])
    record(
        AuditAction.PEER_STEP_LEARNED,
        by=NODE,
        about=request.reference,
        step=what.step,
        has_moved=after is not None,
    )
    return News(request, at, after is not None)


def add_peer_entry(request: AssistanceRequest, step: str, *, by: str, text: str = "") -> None:
    """Write a step of the other office in the journal of the case, if there is one here."""
    if request.case is not None and step in THEIRS:
        add_entry(
            request.case,
            kind=EntryKind.REQUEST,
            by=by,
            sentence=THEIRS[step],
            facts={"number": request.number},
            text=text,
            about=request.reference,
        )


def _keep_to_limits(request: AssistanceRequest, given: Sequence[str]) -> None:
    """Hold the place that material comes into to the purposes that it was sent for, for good.

    A message without limits is under those of the request.
    """
    if not given:
        return
    keeps: AssistanceRequest | Case = request.case or request
    limits = [purpose for purpose in keeps.limits_on_use if purpose in lawful_limits(given)]
    if request.case is not None:
        check_purpose(request.case.purpose, limits=limits)
    elif not limits:
        raise FirewallBreach(_("It was sent for a purpose that has no way in here"))
    type(keeps)._base_manager.filter(pk=keeps.pk).update(limits_on_use=limits)
    keeps.limits_on_use = limits


def _is_known(request: AssistanceRequest, came: Came) -> bool:
    seen = RequestEvent.objects.filter(
        request=request, is_ours=False, message_id=came["message_id"]
    )
    return seen.exists()


def _write(request: AssistanceRequest, changes: Mapping[str, Any]) -> None:
    changed_at = max(now(), request.changed_at + RequestEvent.TICK)
    AssistanceRequest.objects.filter(pk=request.pk).update(changed_at=changed_at, **changes)
    request.refresh_from_db()


def _note(
    request: AssistanceRequest, what: Happening, at: datetime, came: Came, *, is_late: bool
) -> None:
    facts = {**(what.facts or {}), **({"is_late": True} if is_late else {})}
    RequestEvent.objects.create(
        request=request,
        at=at,
        is_ours=False,
        by=came["sender"],
        action=what.step,
        status=request.status,
        text=what.text,
        facts=facts,
        message_id=came["message_id"],
    )
    add_peer_entry(request, what.step, by=came["sender"], text=what.text)
