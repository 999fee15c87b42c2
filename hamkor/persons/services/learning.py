"""Decisions on identity that two offices share: what ours learns, and what an officer answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.clock import now
from hamkor.errors import FirewallBreach, NotAllowed, NotFound, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.law.firewall import LAWFUL_PURPOSES
from hamkor.persons import limits
from hamkor.persons.messages import IdentityAnswered, IdentityDecided, IdentityWithdrawn
from hamkor.persons.models import Person, SharedDecision, SharedState
from hamkor.persons.permissions import check_can_decide_identity
from hamkor.persons.queries.decisions import decision_between, waits_for_second
from hamkor.persons.services.deciding import check_reasons, decide_identity
from hamkor.persons.services.telling import OPEN, answer_proposal


class Came(TypedDict):
    """How a message came: what the envelope says about it, and more that is not needed here."""

    about: UUID
    sender: str
    limits_on_use: Sequence[str]
    documents: Sequence[object]
    message_id: UUID
    received_at: datetime


@transaction.atomic
def learn_proposal(body: IdentityDecided, **came: Unpack[Came]) -> None:
    """Take in a decision that another office asks ours to agree to; it changes nothing yet.

    Called by a verb of `assistance`, which knows that the request is between these two offices.

    Raises:
        FirewallBreach: it came for purposes that have no way in here.
        WrongState: that office waits for too many answers about this request.
    """
    check_limits(came["limits_on_use"])
    about, sender = came["about"], came["sender"]
    if _known(body.decision, sender) is not None:
        return
    waiting = SharedDecision.objects.filter(
        about=about, peer=sender, is_ours=False, state=SharedState.PROPOSED
    )
    if waiting.count() >= limits.PROPOSALS_OPEN:
        raise WrongState(_("Too many proposals wait for an answer: wait for those first"))
    SharedDecision.objects.create(
        reference=body.decision,
        about=about,
        peer=sender,
        is_ours=False,
        verdict=body.verdict,
        reasons=body.reasons,
        particulars=[each.model_dump(mode="json") for each in (body.first, body.second)],
        proposed_at=min(body.at, now()),
        proposed_by=sender,
        is_invented=body.is_invented,
    )
    record(AuditAction.IDENTITY_PROPOSAL_LEARNT, by=NODE, about=body.decision, peer=sender)


@transaction.atomic
def learn_answer(body: IdentityAnswered, **came: Unpack[Came]) -> None:
    """Learn whether the other office agrees to our decision; a late answer changes nothing.

    Raises:
        FirewallBreach: it came for purposes that have no way in here.
        NotFound: no such proposal was made to that office about this matter.
    """
    check_limits(came["limits_on_use"])
    shared = _find(body.decision, came["about"], came["sender"])
    state = SharedState.AGREED if body.agrees else SharedState.DECLINED
    ours = SharedDecision.objects.filter(pk=shared.pk, is_ours=True, state=SharedState.PROPOSED)
    ours.update(
        state=state, answered_at=min(body.at, now()), answered_by=shared.peer, answer=body.reasons
    )
    record(AuditAction.IDENTITY_ANSWER_LEARNT, by=NODE, about=body.decision, agrees=body.agrees)


@transaction.atomic
def learn_withdrawal(body: IdentityWithdrawn, **came: Unpack[Came]) -> None:
    """Learn that the other office takes its decision or agreement back.

    Our own decision stays as our officer's; it binds neither office any more.

    Raises:
        FirewallBreach: it came for purposes that have no way in here.
        NotFound: the two offices share no such decision about this matter.
    """
    check_limits(came["limits_on_use"])
    shared = _find(body.decision, came["about"], came["sender"])
    SharedDecision.objects.filter(pk=shared.pk, state__in=OPEN).update(
        state=SharedState.WITHDRAWN,
        withdrawn_at=min(body.at, now()),
        withdrawn_by=shared.peer,
        withdrawal_reasons=body.reasons,
    )
    record(AuditAction.IDENTITY_WITHDRAWAL_LEARNT, by=NODE, about=body.decision, peer=shared.peer)


@transaction.atomic
def agree_to_proposal(
    shared: SharedDecision, first: Person, second: Person, *, reasons: str, by: Officer
) -> None:
    """Agree to what another office decided: our officer decides the same on our two records.

    If that needs a second officer here, the other office is told when the second has confirmed.

    Args:
        shared: a proposal of the other office that waits for our answer.
        first: our record of the first person it speaks of.
        second: our record of the second.
        reasons: why, in our officer's words.
        by: our officer.

    Raises:
        NotAllowed: `by` may not decide on identities.
        InputRefused: no reasons, or one record twice.
        WrongState: answered already, or our own decisions contradict it.
    """
    check_can_decide_identity(by)
    check_reasons(reasons)
    if shared.is_ours or shared.state != SharedState.PROPOSED or shared.decision_id:
        raise WrongState(_("This proposal has been answered or withdrawn already"))
    known = decision_between(first, second)
    if known is None or known.verdict != shared.verdict:
        known = decide_identity(first, second, verdict=shared.verdict, reasons=reasons, by=by)
    shared.decision = known
    if waits_for_second(known):
        shared.save(update_fields=["decision"])
        return
    answer_proposal(shared, agrees=True, reasons=reasons, by=by)


@transaction.atomic
def decline_proposal(shared: SharedDecision, *, reasons: str, by: Officer) -> None:
    """Tell the other office that ours does not agree, and why.

    Raises:
        NotAllowed: `by` may not decide on identities.
        InputRefused: no reasons.
        WrongState: answered or withdrawn already.
    """
    check_can_decide_identity(by)
    check_reasons(reasons)
    answer_proposal(shared, agrees=False, reasons=reasons, by=by)


def check_limits(given: Sequence[str]) -> None:
    """Let nothing in that serves only what has no way in; none given are those of the request."""
    if given and not LAWFUL_PURPOSES.intersection(given):
        raise FirewallBreach(_("It was sent for a purpose that has no way in here"))


def _known(reference: UUID, sender: str) -> SharedDecision | None:
    shared = SharedDecision.objects.filter(reference=reference).first()
    if shared is not None and shared.peer != sender:
        raise NotAllowed(_("This office has no part in that decision"))
    return shared


def _find(reference: UUID, about: UUID, sender: str) -> SharedDecision:
    shared = SharedDecision.objects.select_for_update().filter(reference=reference, about=about)
    found = shared.filter(peer=sender).first()
    if found is None:
        raise NotFound(_("The two offices share no such decision"))
    return found
