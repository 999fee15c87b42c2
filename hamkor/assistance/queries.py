"""What may be read of requests, by whom, and whose turn it is."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission
from hamkor.assistance.basis import Basis, from_json
from hamkor.assistance.conditions import is_ready
from hamkor.assistance.models import AssistanceRequest, RequestDocument, RequestEvent
from hamkor.assistance.permissions import CHECKS
from hamkor.assistance.states import ENDS, OUR_MOVE, OurRole, Status
from hamkor.assistance.verbs import Verb
from hamkor.cases.models import Assignment, Case
from hamkor.deadlines.models import Deadline
from hamkor.errors import NotAllowed
from hamkor.exchange.identity import our_state
from hamkor.law.contents import Missing, missing
from hamkor.law.refusal import RefusalGround, refusal_grounds
from hamkor.parties.agreements import RECIPROCITY
from hamkor.parties.instruments import codes_binding
from hamkor.parties.measures import measure

_REQUESTING, _REQUESTED = Q(our_role=OurRole.REQUESTING), Q(our_role=OurRole.REQUESTED)


def visible_to(officer: Officer) -> QuerySet[AssistanceRequest]:
    """Return the requests that `officer` may read.

    Who assigns work reads all; a case officer those of the own cases, those prepared or taken
    on, and those that came in and that nobody has yet.
    """
    if not officer.may(Permission.REQUEST_READ):
        return AssistanceRequest.objects.none()
    requests = AssistanceRequest.objects.select_related("case", "responsible")
    if officer.may(Permission.CASE_ASSIGN):
        return requests
    return requests.filter(_theirs(officer) | (_REQUESTED & Q(responsible=None, case=None)))


@dataclass(frozen=True)
class Inbox:
    """The requests an officer sees at the start of the day, newest first.

    Attributes:
        new: came in, and nobody has them yet.
        mine: the next move is this officer's.
        waiting_on_others: the next move is somebody else's, here or there.
    """

    new: QuerySet[AssistanceRequest]
    mine: QuerySet[AssistanceRequest]
    waiting_on_others: QuerySet[AssistanceRequest]


def inbox(officer: Officer) -> Inbox:
    """Sort the open requests that `officer` may read by whose turn it is."""
    visible = visible_to(officer).exclude(status__in=ENDS)
    is_new = _REQUESTED & Q(status=Status.RECEIVED, responsible=None)
    is_mine = _is_turn_of(officer)
    return Inbox(
        new=visible.filter(is_new),
        mine=visible.filter(is_mine).exclude(is_new),
        waiting_on_others=visible.exclude(is_new).exclude(is_mine),
    )


def worklist(
    officer: Officer,
    *,
    our_role: str = "",
    status: str = "",
    area: str = "",
    peer: str = "",
) -> QuerySet[AssistanceRequest]:
    """Return the officer's requests, newest first, each with `next_due_on`, its next deadline.

    Args:
        officer: sees only what `visible_to` allows.
        our_role: an `OurRole`; empty for both; the same for the others.
        status: a `Status`.
        area: a folder in data/areas.
        peer: an office.
    """
    wanted = {"our_role": our_role, "status": status, "area": area, "peer": peer}
    chosen = {field: value for field, value in wanted.items() if value}
    owed = Deadline.objects.filter(about=OuterRef("reference"), met_at=None, cancelled_at=None)
    return (
        visible_to(officer)
        .filter(**chosen)
        .annotate(next_due_on=Subquery(owed.order_by("due_on").values("due_on")[:1]))
    )


def requests_of(case: Case) -> QuerySet[AssistanceRequest]:
    """Return the requests of a case, newest first, each with its timeline."""
    requests = AssistanceRequest.objects.filter(case=case).select_related("responsible")
    return requests.prefetch_related("events")


def possible_actions(request: AssistanceRequest, officer: Officer) -> list[Verb]:
    """Return what this officer may do with the request now, in the order of the page."""
    if not officer.may(Permission.REQUEST_READ):
        return []
    return [
        verb for verb in Verb if is_ready(request, verb) and _is_allowed(officer, request, verb)
    ]


def missing_contents(request: AssistanceRequest) -> list[Missing]:
    """Return what a draft still lacks, each with the provision that asks for it."""
    wanted = measure(request.kind)
    return missing(
        wanted.id,
        (*request.basis.get("agreements", ()), *codes_binding(our_state(), wanted.id)),
        request.contents,
        language=request.language,
        attachments=documents_of(request, stage="request").filter(is_ours=True).count(),
    )


def basis_of(request: AssistanceRequest) -> Basis | None:
    """Return why an instrument governs, as it was computed when the request was made."""
    return from_json(request.basis)


def grounds_of(request: AssistanceRequest) -> tuple[RefusalGround, ...]:
    """Return the grounds on which this request may be refused."""
    return refusal_grounds(request.agreement or RECIPROCITY)


def events_of(request: AssistanceRequest) -> QuerySet[RequestEvent]:
    """Return the timeline of both sides, oldest first."""
    return request.events.all()


def documents_of(request: AssistanceRequest, *, stage: str = "") -> QuerySet[RequestDocument]:
    """Return the documents of a request, or of one stage of it, in the order they came."""
    documents = request.documents.all()
    return documents.filter(stage=stage) if stage else documents


def document_visible_to(officer: Officer) -> QuerySet[RequestDocument]:
    """Return the documents of the requests that `officer` may read."""
    return RequestDocument.objects.filter(request__in=visible_to(officer)).select_related(
        "request"
    )


def undelivered() -> QuerySet[AssistanceRequest]:
    """Return the requests with a message of ours that did not arrive: a human must see to it."""
    return AssistanceRequest.objects.exclude(undelivered_kind="")


def _theirs(officer: Officer) -> Q:
    works_on_case = Assignment.objects.filter(
        case=OuterRef("case"), officer=officer, ended_at=None
    )
    return Q(prepared_by=officer) | Q(responsible=officer) | Q(Exists(works_on_case))


def _is_turn_of(officer: Officer) -> Q:
    """Return which requests wait for this officer, by what the officer's role does with them."""
    turn = Q(pk__in=())
    if officer.may(Permission.REQUEST_APPROVE):
        turn |= _waits_for_approver(officer)
    if officer.may(Permission.REQUEST_DECIDE):
        turn |= _waits_for_decision(officer)
    if officer.may(Permission.REQUEST_DRAFT):
        turn |= _REQUESTING & _theirs(officer) & _waits_for_drafter()
    if officer.may(Permission.REQUEST_EXECUTE):
        turn |= _REQUESTED & Q(responsible=officer) & _waits_for_executor()
    return turn


def _waits_for_approver(officer: Officer) -> Q:
    asked = Q(status=Status.DRAFT, approval_asked_at__isnull=False) & ~Q(prepared_by=officer)
    return _REQUESTING & (asked | Q(status__in=(Status.APPROVED, Status.NOT_DELIVERED)))


def _waits_for_decision(officer: Officer) -> Q:
    undecided = Q(status__in=(Status.RECEIVED, Status.INFORMATION_GIVEN), accepted_at=None)
    has_answer = Q(answer_prepared_by__isnull=False) & ~Q(answer_prepared_by=officer)
    to_resume = Q(status=Status.POSTPONED)
    return _REQUESTED & (undecided | has_answer | to_resume)


def _waits_for_drafter() -> Q:
    ours = OUR_MOVE[OurRole.REQUESTING] - {Status.APPROVED, Status.NOT_DELIVERED, Status.DRAFT}
    draft = Q(status=Status.DRAFT, approval_asked_at=None)
    return Q(status__in=ours) | draft | ~Q(undelivered_kind="")


def _waits_for_executor() -> Q:
    accepted = Q(accepted_at__isnull=False) & ~Q(status=Status.POSTPONED)
    to_do = Q(status__in=OUR_MOVE[OurRole.REQUESTED], answer_prepared_by=None)
    return (accepted & to_do) | ~Q(undelivered_kind="")


def _is_allowed(officer: Officer, request: AssistanceRequest, verb: Verb) -> bool:
    try:
        CHECKS[verb](officer, request)
    except NotAllowed:
        return False
    return True
