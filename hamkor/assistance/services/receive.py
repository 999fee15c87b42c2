"""What the office that is asked takes in from the one that asks."""

from collections.abc import Sequence
from typing import Unpack

from django.db import transaction

from hamkor.assistance import messages
from hamkor.assistance.basis import to_json
from hamkor.assistance.models import AssistanceRequest, RequestEvent, Stage
from hamkor.assistance.services.arriving import Came, Happening, instant_of, learn
from hamkor.assistance.services.clocks import start_clocks
from hamkor.assistance.services.documents import keep_documents
from hamkor.assistance.services.draft import give_number
from hamkor.assistance.states import Action, OurRole, Status
from hamkor.assistance.verbs import Step
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.cases.services.opening import lawful_limits
from hamkor.clock import today
from hamkor.deadlines.services import cancel_deadlines
from hamkor.errors import FirewallBreach, NotAllowed
from hamkor.errors import gettext_noop as _
from hamkor.exchange.identity import our_office
from hamkor.parties.agreements import all_agreements, applicable
from hamkor.parties.areas import area as area_of
from hamkor.parties.measures import measure

WE_ARE_ASKED = OurRole.REQUESTED


@transaction.atomic
def receive_request(body: messages.Request, **came: Unpack[Came]) -> None:
    """Take in a request of another office and start the clocks of ours.

    One that comes again, because its sender did not learn that it had arrived, changes nothing.

    Raises:
        NotFound: no such kind of request or area here.
        NotAllowed: the reference belongs to a matter of our own or of another office.
        FirewallBreach: it may be used only for purposes that have no way in here.
    """
    known = AssistanceRequest.objects.filter(reference=came["about"]).first()
    if known is not None:
        _note_again(known, came)
        return
    request = _new(body, came)
    give_number(request)
    _note_received(request, body, came)
    keep_documents(request, came["documents"], stage=Stage.REQUEST, sender=came["sender"])
    start_clocks(request)
    record(
        AuditAction.REQUEST_RECEIVED,
        by=NODE,
        about=request.reference,
        peer=request.peer,
        kind=request.kind,
    )


@transaction.atomic
def receive_information(body: messages.Information, **came: Unpack[Came]) -> None:
    """Take in what we asked for.

    Raises:
        NotFound: no such request; see `arriving.find` for this and the other refusals.
    """
    happened = Happening(
        Action.LEARN_INFORMATION_GIVEN,
        Step.INFORMATION_GIVEN,
        text=body.text,
        stage=Stage.INFORMATION,
        answers_step=body.answers_step,
    )
    learn(body, came, WE_ARE_ASKED, happened)


@transaction.atomic
def receive_withdrawal(body: messages.Withdrawal, **came: Unpack[Came]) -> None:
    """Take in that they no longer ask; what we have refused or answered stands."""
    happened = Happening(Action.LEARN_WITHDRAWN, Step.WITHDRAWN, text=body.reasons)
    news = learn(body, came, WE_ARE_ASKED, happened)
    if news and news.has_moved:
        cancel_deadlines(news.request.reference)


@transaction.atomic
def receive_closure(body: messages.Closure, **came: Unpack[Came]) -> None:
    """Take in that they have what they need."""
    happened = Happening(Action.LEARN_CLOSED, Step.CLOSED)
    news = learn(body, came, WE_ARE_ASKED, happened)
    if news and news.has_moved:
        cancel_deadlines(news.request.reference)


def _new(body: messages.Request, came: Came) -> AssistanceRequest:
    wanted = measure(body.kind)
    found = applicable(
        came["sender"],
        our_office().id,
        wanted.id,
        on=today(our_office().time_zone),
        area=area_of(body.area).id,
    )
    ours = found.governs.id if found.governs else ""
    return AssistanceRequest(
        reference=came["about"],
        our_role=OurRole.REQUESTED,
        peer=came["sender"],
        peer_number=body.number,
        kind=wanted.id,
        area=body.area,
        title=body.title,
        contents=body.contents,
        language=body.language,
        # An instrument that our data do not know cannot be asked for its grounds of refusal.
        agreement=body.agreement if body.agreement in all_agreements() else ours,
        basis=to_json(found),
        asked_by_on=body.asked_by_on,
        is_confidential=body.is_confidential,
        limits_on_use=_limits(came["limits_on_use"]),
        signatory=body.signatory,
        status=Status.RECEIVED,
        peer_step=body.step,
        received_at=came["received_at"],
        sent_at=instant_of(body, came),
        is_invented=body.is_invented,
    )


def _limits(given: Sequence[str]) -> list[str]:
    limits = lawful_limits(given)
    if not limits:
        raise FirewallBreach(_("It was sent for a purpose that has no way in here"))
    return limits


def _note_received(request: AssistanceRequest, body: messages.Request, came: Came) -> None:
    sent = {"at": instant_of(body, came), "is_ours": False, "by": came["sender"]}
    received = {"at": came["received_at"], "is_ours": True, "by": NODE}
    for step, whose in ((Step.SENT, sent), (Step.RECEIVED, received)):
        RequestEvent.objects.create(
            request=request,
            action=step,
            status=request.status,
            text=body.signatory if step == Step.SENT else "",
            message_id=came["message_id"],
            **whose,
        )


def _note_again(request: AssistanceRequest, came: Came) -> None:
    if request.peer != came["sender"] or request.our_role != OurRole.REQUESTED:
        raise NotAllowed(_("This office has no part of that kind in the request"))
    RequestEvent.objects.create(
        request=request,
        at=came["received_at"],
        is_ours=False,
        by=came["sender"],
        action=Step.SENT,
        status=request.status,
        facts={"is_late": True},
        message_id=came["message_id"],
    )
    record(AuditAction.REQUEST_RECEIVED, by=NODE, about=request.reference, is_repeated=True)
