"""What became of our messages: the worker says so once, when a receipt is in or time is out."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hamkor.assistance.messages import Request
from hamkor.assistance.models import AssistanceRequest, RequestEvent
from hamkor.assistance.services.arriving import add_peer_entry
from hamkor.assistance.services.telling import asked_by, tell_person
from hamkor.assistance.states import TRANSITIONS, Action, OurRole, Status
from hamkor.assistance.verbs import Step
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.intake.models import Step as PersonStep


@transaction.atomic
def learn_delivered(*, about: UUID, message_id: UUID, kind: str, at: datetime) -> None:
    """Note that the other office signed for a message of ours; a request is now delivered.

    Args:
        about: reference of the request.
        message_id: of our message.
        kind: of our message.
        at: when the receipt was given.

    Raises:
        NotFound: no such request.
    """
    request = _find(about)
    AssistanceRequest.objects.filter(pk=request.pk).update(undelivered_kind="")
    if kind == Request.KIND:
        _move_if_sent(request, Action.LEARN_DELIVERED)
        AssistanceRequest.objects.filter(pk=request.pk, delivered_at=None).update(delivered_at=at)
    event = _note(request, Step.DELIVERED, message_id=message_id, kind=kind, at=at)
    if kind == Request.KIND:
        add_peer_entry(request, Step.DELIVERED, by=request.peer)
        promise = asked_by(request)
        step = PersonStep.REQUEST_DELIVERED
        tell_person(request, step, is_theirs=True, at=event.at, promise=promise)
    record(AuditAction.REQUEST_DELIVERED, by=NODE, about=about, kind=kind)


@transaction.atomic
def learn_not_delivered(
    *, about: UUID, message_id: UUID, kind: str, at: datetime, reason: str
) -> None:
    """Note that a message of ours did not arrive: an officer must see to it.

    Args:
        about: reference of the request.
        message_id: of our message.
        kind: of our message.
        at: when it was given up, or refused.
        reason: code.

    Raises:
        NotFound: no such request.
    """
    request = _find(about)
    AssistanceRequest.objects.filter(pk=request.pk).update(undelivered_kind=kind)
    if kind == Request.KIND:
        _move_if_sent(request, Action.LEARN_NOT_DELIVERED)
    _note(request, Step.NOT_DELIVERED, message_id=message_id, kind=kind, at=at, reason=reason)
    add_peer_entry(request, Step.NOT_DELIVERED, by=NODE)
    record(AuditAction.REQUEST_NOT_DELIVERED, by=NODE, about=about, kind=kind, reason=reason)


def _find(about: UUID) -> AssistanceRequest:
    found = AssistanceRequest.objects.select_for_update().filter(reference=about).first()
    if found is None:
        raise NotFound(_("No request is known under this reference"))
    return found


def _move_if_sent(request: AssistanceRequest, action: Action) -> None:
    """A request of which we have learnt more in the meantime is not put back."""
    moves = TRANSITIONS[OurRole(request.our_role)][Status(request.status)]
    if action in moves:
        AssistanceRequest.objects.filter(pk=request.pk).update(status=moves[action])
    request.refresh_from_db()


def _note(
    request: AssistanceRequest,
    step: Step,
    *,
    message_id: UUID,
    kind: str,
    at: datetime,
    **facts: str,
) -> RequestEvent:
    return RequestEvent.objects.create(
        request=request,
        at=at,
        is_ours=False,
        by=request.peer if step == Step.DELIVERED else NODE,
        action=step,
        status=request.status,
        facts={"kind": kind, **facts},
        message_id=message_id,
    )
