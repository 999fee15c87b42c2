"""Decisions on identity that two offices share: what ours tells the other one."""

from uuid import UUID

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.clock import now
from hamkor.errors import RuleViolation, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange.services import queue_message
from hamkor.persons import limits
from hamkor.persons.forms import to_record
from hamkor.persons.messages import (
    IdentityAnswered,
    IdentityDecided,
    IdentityWithdrawn,
    Particulars,
)
from hamkor.persons.models import (
    IdentityDecision,
    Person,
    SharedDecision,
    SharedState,
    Verdict,
)
from hamkor.persons.permissions import check_can_decide_identity
from hamkor.persons.queries.decisions import waits_for_second

OPEN = (SharedState.PROPOSED, SharedState.AGREED)


@transaction.atomic
def propose_decision(
    decision: IdentityDecision,
    *,
    about: UUID,
    peer: str,
    limits_on_use: list[str],
    is_invented: bool,
    by: Officer,
) -> SharedDecision:
    """Ask another office to agree to a decision of ours on two persons of one request.

    Called by a verb of `assistance`, which knows the request and who works on it. Documents'
    numbers stay here: names, date of birth and citizenship tell the other office who is meant.

    Raises:
        NotAllowed: `by` may not decide on identities.
        RuleViolation: the name of one of the two was given to be kept secret.
        WrongState: the decision is not in effect, or it has been proposed already.
        InputRefused: no name is known of one of the two.
    """
    check_can_decide_identity(by)
    _check_can_be_told(decision, about, peer)
    first, second = particulars(decision.first), particulars(decision.second)
    shared = SharedDecision.objects.create(
        about=about,
        peer=peer,
        is_ours=True,
        verdict=decision.verdict,
        reasons=decision.reasons,
        particulars=[each.model_dump(mode="json") for each in (first, second)],
        decision=decision,
        proposed_by=by.username,
        is_invented=is_invented,
    )
    body = IdentityDecided(
        decision=shared.reference,
        verdict="same" if decision.verdict == Verdict.SAME else "not_same",
        reasons=decision.reasons,
        first=first,
        second=second,
        at=shared.proposed_at,
        is_invented=is_invented,
    )
    queue_message(body, to=peer, about=shared.about, limits_on_use=limits_on_use)
    record(AuditAction.IDENTITY_PROPOSED, by=by.username, about=shared.reference, peer=peer)
    return shared


def particulars(person: Person) -> Particulars:
    """Return what the other office is told of a person, to know by whom it is meant.

    Raises:
        RuleViolation: the name was given to be kept secret, or there is none.
    """
    if person.is_sealed:
        raise RuleViolation(_("This name was given to be kept secret: it is told to nobody"))
    held = to_record(person)
    names = tuple(dict.fromkeys(name.whole for name in held.names))
    if not names:
        raise RuleViolation(_("No name is known of one of the two: the other office cannot know"))
    return Particulars(
        names=names,
        born=str(held.born) if held.born else "",
        citizenship=held.citizenship,
    )


def answer_proposal(shared: SharedDecision, *, agrees: bool, reasons: str, by: Officer) -> None:
    """Tell the office that proposed a decision whether ours agrees."""
    state = SharedState.AGREED if agrees else SharedState.DECLINED
    still_open = SharedDecision.objects.filter(
        pk=shared.pk, is_ours=False, state=SharedState.PROPOSED
    )
    answered = still_open.update(
        state=state,
        decision=shared.decision if agrees else None,
        answered_at=now(),
        answered_by=by.username,
        answer=reasons,
    )
    if not answered:
        raise WrongState(_("This proposal has been answered or withdrawn already"))
    shared.refresh_from_db()
    body = IdentityAnswered(decision=shared.reference, agrees=agrees, reasons=reasons, at=now())
    queue_message(body, to=shared.peer, about=shared.about)
    action = AuditAction.IDENTITY_AGREED if agrees else AuditAction.IDENTITY_DECLINED
    record(action, by=by.username, about=shared.reference, peer=shared.peer)


def tell_agreements(decision: IdentityDecision, *, by: Officer) -> None:
    """Answer the proposals that waited for the second officer of this decision."""
    for shared in decision.shared.filter(is_ours=False, state=SharedState.PROPOSED):
        answer_proposal(shared, agrees=True, reasons=decision.reasons, by=by)


def tell_withdrawal(decision: IdentityDecision, *, reasons: str, by: Officer) -> None:
    """Tell the offices that share a decision that it was withdrawn here."""
    for shared in decision.shared.filter(state__in=OPEN):
        was_told = shared.is_ours or shared.state == SharedState.AGREED
        if not was_told:  # nobody there knows of it: the proposal is open again
            SharedDecision.objects.filter(pk=shared.pk).update(decision=None)
            continue
        SharedDecision.objects.filter(pk=shared.pk).update(
            state=SharedState.WITHDRAWN,
            withdrawn_at=now(),
            withdrawn_by=by.username,
            withdrawal_reasons=reasons,
        )
        body = IdentityWithdrawn(decision=shared.reference, reasons=reasons, at=now())
        queue_message(body, to=shared.peer, about=shared.about)


def _check_can_be_told(decision: IdentityDecision, about: UUID, peer: str) -> None:
    is_in_effect = decision.withdrawn_at is None and not waits_for_second(decision)
    if not is_in_effect or decision.verdict == Verdict.UNSURE:
        raise WrongState(_("Only a decision in effect can be proposed to another office"))
    shared = SharedDecision.objects.filter(peer=peer, is_ours=True, state__in=OPEN)
    if shared.filter(decision=decision).exists():
        raise WrongState(_("The other office has been asked about this decision already"))
    if shared.filter(about=about, state=SharedState.PROPOSED).count() >= limits.PROPOSALS_OPEN:
        raise WrongState(_("Too many proposals wait for an answer: wait for those first"))
