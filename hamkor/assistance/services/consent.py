"""What stands between a person's words and another office: purpose, limits, consent."""

from collections.abc import Collection, Iterable

from hamkor.assistance.models import AssistanceRequest
from hamkor.cases.models import Case
from hamkor.cases.services.documents import FROM_COMPLAINT
from hamkor.errors import FirewallBreach, RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.intake.models import Complaint
from hamkor.law.firewall import check_purpose

REFERRAL = "complaint_referral"


def case_of(request: AssistanceRequest) -> Case:
    """Return the case of a request of ours; there is none without (see its constraints)."""
    return Case.objects.get(requests=request)


def limits_for(case: Case, wanted: Collection[str]) -> list[str]:
    """Return the limits on use that go with a request: the case's, or narrower ones.

    Raises:
        FirewallBreach: a purpose without a way in, one that the case's material may not serve,
            or limits that leave out what the case itself is for.
    """
    limits = [purpose for purpose in case.limits_on_use if purpose in wanted or not wanted]
    for purpose in wanted or limits:
        check_purpose(purpose, limits=case.limits_on_use)
    if case.purpose not in limits:
        raise FirewallBreach(_("The limits on use do not cover the purpose of the case"))
    return limits


def check_may_leave(request: AssistanceRequest) -> None:
    """Check once more, as the request is approved and sent, that it stays within its purpose.

    Raises:
        FirewallBreach: the case's purpose has changed to one that the limits do not cover.
        RuleViolation: the person has not agreed, or no longer agrees, to what is in it.
    """
    check_purpose(case_of(request).purpose, limits=request.limits_on_use)
    origins = request.documents.filter(is_ours=True).values_list("origin", flat=True)
    check_consent(request, origins=origins)


def check_consent(request: AssistanceRequest, *, origins: Iterable[str]) -> None:
    """The person's own words and files cross the border only with the person's consent.

    Args:
        request: a referral is always the person's own words.
        origins: of the documents that go with it.

    Raises:
        RuleViolation: a complaint of the case says that it may not be shared.
    """
    are_theirs = request.kind == REFERRAL or FROM_COMPLAINT in origins
    if are_theirs and Complaint.objects.filter(cases=request.case, may_be_shared=False).exists():
        raise RuleViolation(
            _("The person has not agreed that the office abroad reads the complaint")
        )
