"""What both offices have done about a request, side by side, and whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hamkor.accounts.models import Officer
from hamkor.assistance.models import AssistanceRequest, RequestEvent
from hamkor.assistance.states import ENDS, NEEDS_NO_ANSWER, OUR_MOVE, OurRole, Status
from hamkor.assistance.verbs import Step

# Steps of the one side; every other belongs to the side whose event it is.
_OF_REQUESTING = frozenset(
    {
        Step.DRAFTED,
        Step.APPROVAL_ASKED,
        Step.APPROVED,
        Step.RETURNED,
        Step.SENT,
        Step.INFORMATION_GIVEN,
        Step.WITHDRAWN,
        Step.CLOSED,
    }
)
_OF_REQUESTED = frozenset(
    {
        Step.DELIVERED,
        Step.RECEIVED,
        Step.TAKEN_ON,
        Step.ACCEPTED,
        Step.INFORMATION_ASKED,
        Step.POSTPONED,
        Step.RESUMED,
        Step.REFUSED,
        Step.EXECUTION_STARTED,
        Step.ANSWER_DRAFTED,
        Step.PARTLY_EXECUTED,
        Step.EXECUTED,
    }
)
_STOPPED = ENDS | {Status.REFUSED}


@dataclass(frozen=True)
class SideStep:
    """A step of one side.

    Attributes:
        step: code of the step.
        label: what to write, in the reader's language.
        at: when it was done; None while it is to come.
        by: full name of our officer; empty for the other office and for what is to come.
        done: whether it has happened.
        current: the next step, and the one that is waited for.
    """

    step: str
    label: str
    at: datetime | None
    by: str
    done: bool
    current: bool


@dataclass(frozen=True)
class Sides:
    """The two columns of a request's page, each from the first step to the last expected one."""

    requesting: tuple[SideStep, ...]
    requested: tuple[SideStep, ...]


def sides(request: AssistanceRequest) -> Sides:
    """Return the steps of both offices, done and still to come, from the timeline."""
    events = [event for event in request.events.all() if _is_shown(event)]
    names = full_names(event.by for event in events if event.is_ours)
    turn = _turn(request)
    return Sides(
        requesting=_column(request, events, names, OurRole.REQUESTING, turn),
        requested=_column(request, events, names, OurRole.REQUESTED, turn),
    )


def _is_shown(event: RequestEvent) -> bool:
    if event.action == Step.DELIVERED:
        return str(event.facts.get("kind", "")).startswith("assistance.request/")
    return not event.facts.get("is_late")


def full_names(usernames: Iterable[str]) -> dict[str, str]:
    """Return how our officers are called, by user name."""
    officers = Officer.objects.filter(username__in=set(usernames))
    return {officer.username: str(officer) for officer in officers}


def _column(
    request: AssistanceRequest,
    events: list[RequestEvent],
    names: dict[str, str],
    side: OurRole,
    turn: OurRole | None,
) -> tuple[SideStep, ...]:
    steps = _OF_REQUESTING if side == OurRole.REQUESTING else _OF_REQUESTED
    done = [_done(event, names) for event in events if event.action in steps]
    to_come = _to_come(request, side, {step.step for step in done})
    expected = [
        SideStep(step, str(step.label), None, "", done=False, current=turn == side and index == 0)
        for index, step in enumerate(to_come)
    ]
    return (*done, *expected)


def _done(event: RequestEvent, names: dict[str, str]) -> SideStep:
    step = Step(event.action)
    by = names.get(event.by, "")
    return SideStep(step, str(step.label), event.at, by, done=True, current=False)


def _to_come(request: AssistanceRequest, side: OurRole, done: set[str]) -> list[Step]:
    """Return the usual steps that have not happened, as long as they still can."""
    status = Status(request.status)
    if status in ENDS:
        return []
    if side == OurRole.REQUESTING:
        return _requesting_to_come(status)
    if status == Status.REFUSED:
        return []
    arrival = Step.DELIVERED if request.our_role == OurRole.REQUESTING else Step.RECEIVED
    usual = [arrival, Step.ACCEPTED, Step.EXECUTION_STARTED, Step.EXECUTED]
    if request.kind in NEEDS_NO_ANSWER:
        usual = usual[:2]
    return _after_the_last(usual, done)


def _requesting_to_come(status: Status) -> list[Step]:
    before = {
        Status.DRAFT: [Step.APPROVED, Step.SENT],
        Status.APPROVED: [Step.SENT],
        Status.NOT_DELIVERED: [Step.SENT],
        Status.INFORMATION_ASKED: [Step.INFORMATION_GIVEN],
    }
    return [*before.get(status, []), Step.CLOSED]


def _after_the_last(usual: list[Step], done: set[str]) -> list[Step]:
    """News may skip steps: what lies before the last one done is not waited for any more."""
    last = max((index for index, step in enumerate(usual) if step in done), default=-1)
    return usual[last + 1 :]


def _turn(request: AssistanceRequest) -> OurRole | None:
    status = Status(request.status)
    if status in ENDS:
        return None
    role = OurRole(request.our_role)
    other = OurRole.REQUESTED if role == OurRole.REQUESTING else OurRole.REQUESTING
    if role == OurRole.REQUESTED and status in _STOPPED | {Status.EXECUTED}:
        return OurRole.REQUESTING
    return role if status in OUR_MOVE[role] else other
