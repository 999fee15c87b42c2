"""Silence is signed too: that a date for a decision has passed, by whoever's clock it was."""

from typing import Final

from django.db import transaction

from hamkor.assistance.messages import Request
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.services.clocks import DECIDED
from hamkor.assistance.states import OurRole, Status
from hamkor.clock import today
from hamkor.deadlines.models import Subject
from hamkor.deadlines.queries import overdue
from hamkor.exchange.identity import our_office
from hamkor.exchange.queries import attested
from hamkor.exchange.services import attest_last, attest_last_sent

UNDECIDED = (Status.SENT, Status.DELIVERED)
NO_DECISION: Final = "no_decision"
ASKED_FOR_BY = "asked_for_by"


@transaction.atomic
def note_silence() -> int:
    """Sign, once for each request, that no decision came in time; tell how many.

    Where this office is asked it says so of itself, by the date in law, and the office that asks
    is told. Where this office asks, it goes by the day until which it asked for an answer.
    """
    return _our_own_silence() + _their_silence()


def _our_own_silence() -> int:
    day = today(our_office().time_zone)
    late = overdue(day).filter(subject=Subject.REQUEST, time_limit__in=DECIDED)
    limits = dict(late.order_by("-due_on").values_list("about", "time_limit"))
    silent = set(limits) - attested(NO_DECISION, limits)
    for about in silent:
        attest_last(about, Request.KIND, NO_DECISION, reason=limits[about])
    return len(silent)


def _their_silence() -> int:
    day = today(our_office().time_zone)
    late = AssistanceRequest.objects.filter(
        our_role=OurRole.REQUESTING, status__in=UNDECIDED, asked_by_on__lt=day
    )
    abouts = set(late.values_list("reference", flat=True))
    silent = abouts - attested(NO_DECISION, abouts)
    for about in silent:
        attest_last_sent(about, Request.KIND, NO_DECISION, reason=ASKED_FOR_BY)
    return len(silent)
