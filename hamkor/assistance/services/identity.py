"""Who is who, said by both offices: about persons of one request, within its limits on use."""

from typing import Unpack
from uuid import UUID

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.permissions import may_work_on
from hamkor.assistance.services.arriving import Came
from hamkor.errors import NotAllowed, NotFound, RuleViolation, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.law.firewall import check_purpose
from hamkor.persons.messages import IdentityDecided
from hamkor.persons.models import IdentityDecision, Person, SharedDecision
from hamkor.persons.services import (
    agree_to_proposal,
    decline_proposal,
    learn_proposal,
    propose_decision,
)


@transaction.atomic
def propose_identity(
    request: AssistanceRequest, decision: IdentityDecision, *, by: Officer
) -> SharedDecision:
    """Ask the other office of a request to agree that two of its persons are one, or are not.

    When it agrees, the decision binds both: neither suggests otherwise, and a withdrawal is told.

    Raises:
        NotAllowed: the officer does not work on this request, or may not decide on identities.
        FirewallBreach: the purpose of the case is not one that the request's limits cover.
        RuleViolation: one of the two is not in the request's case, or has a name kept secret.
        WrongState: the other office does not know of the request yet, or has been asked already.
    """
    _check_works_on(by, request)
    if request.case is None or not _is_known_to_both(request):
        raise WrongState(_("The other office does not know of this request yet"))
    check_purpose(request.case.purpose, limits=request.limits_on_use)
    _check_in_case(request, decision)
    return propose_decision(
        decision,
        about=request.reference,
        peer=request.peer,
        limits_on_use=request.limits_on_use,
        is_invented=request.is_invented,
        by=by,
    )


@transaction.atomic
def agree_to_identity(
    shared: SharedDecision, first: Person, second: Person, *, reasons: str, by: Officer
) -> None:
    """Agree to the other office's decision, for the two records of ours that it speaks of.

    Raises:
        NotAllowed: the officer does not work on the request; see `persons.services` for the rest.
    """
    _check_works_on(by, _request_of(shared.about, shared.peer))
    agree_to_proposal(shared, first, second, reasons=reasons, by=by)


@transaction.atomic
def decline_identity(shared: SharedDecision, *, reasons: str, by: Officer) -> None:
    """Tell the other office that ours does not agree to its decision, and why.

    Raises:
        NotAllowed: the officer does not work on the request; see `persons.services` for the rest.
    """
    _check_works_on(by, _request_of(shared.about, shared.peer))
    decline_proposal(shared, reasons=reasons, by=by)


@transaction.atomic
def receive_identity(body: IdentityDecided, **came: Unpack[Came]) -> None:
    """Take in a decision on persons of a request that both offices know.

    Raises:
        NotFound: no request between the two offices has this reference.
    """
    _request_of(came["about"], came["sender"])
    learn_proposal(body, **came)


def _request_of(about: UUID, peer: str) -> AssistanceRequest:
    request = AssistanceRequest.objects.filter(reference=about, peer=peer).first()
    if request is None:
        raise NotFound(_("No request is known under this reference"))
    return request


def _is_known_to_both(request: AssistanceRequest) -> bool:
    return request.delivered_at is not None or request.received_at is not None


def _check_works_on(officer: Officer, request: AssistanceRequest) -> None:
    if not may_work_on(officer, request):
        raise NotAllowed(_("Other officers work on this request"))


def _check_in_case(request: AssistanceRequest, decision: IdentityDecision) -> None:
    pair = {decision.first_id, decision.second_id}
    in_case = Person.objects.filter(case_roles__case=request.case, pk__in=pair)
    if in_case.distinct().count() < len(pair):
        raise RuleViolation(_("Both must be persons of the case of this request"))
