"""Which dates this office owes about a request, and which verb meets them."""

from hamkor.assistance.models import AssistanceRequest
from hamkor.clock import today
from hamkor.deadlines.models import Deadline, Subject
from hamkor.deadlines.queries import of
from hamkor.deadlines.services import start_deadline
from hamkor.exchange.identity import our_office
from hamkor.parties.measures import measure

# A complaint passed on to us has the clocks of a complaint; the same verbs meet them.
ACKNOWLEDGED = ("assistance.acknowledge", "complaint.register")
DECIDED = (*ACKNOWLEDGED, "assistance.decide", "complaint.forward")
EXECUTION = ("assistance.execute", "complaint.answer")
GIVE_INFORMATION = "assistance.give_information"


def start_clocks(request: AssistanceRequest) -> None:
    """Start what is owed from the day a request comes in."""
    for time_limit in measure(request.kind).clocks:
        start_clock(request, time_limit)


def start_clock(request: AssistanceRequest, time_limit: str) -> Deadline | None:
    """Start one date, counted from today; None when neither law nor office names one."""
    return start_deadline(
        time_limit,
        subject=Subject.REQUEST,
        about=request.reference,
        label=request.number,
        received_on=today(our_office().time_zone),
        responsible=request.responsible,
    )


def restart_execution(request: AssistanceRequest) -> None:
    """Start the time for execution again, after a postponement stopped it."""
    for time_limit in measure(request.kind).clocks:
        if time_limit in EXECUTION:
            start_clock(request, time_limit)


def execution_due(request: AssistanceRequest) -> Deadline | None:
    """Return the date by which we mean to have answered."""
    owed = of(request.reference).filter(met_at=None, cancelled_at=None, time_limit__in=EXECUTION)
    return owed.first()
