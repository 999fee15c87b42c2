"""What was asked, what was done, what is late: figures over requests and complaints, no persons.

Every figure counts rows of this office. Periods are local dates of the office, both inclusive.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncMonth

from hamkor.accounts.models import Officer
from hamkor.accounts.permissions import check_may
from hamkor.accounts.roles import Permission
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.states import ENDS, OurRole, Status
from hamkor.audit.models import AuditEntry
from hamkor.deadlines.models import Deadline, Subject
from hamkor.deadlines.queries import overdue
from hamkor.intake.models import Complaint
from hamkor.parties.offices import all_offices

FEW = 5
"""A figure under this may point at a person: such figures are not for publication."""

NOT_SENT = frozenset({Status.DRAFT, Status.APPROVED})
OUTCOMES = (Status.EXECUTED, Status.PARTLY_EXECUTED, Status.REFUSED, Status.WITHDRAWN)
SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Direction:
    """The requests of one direction in a period.

    `by_outcome` says how those that have an outcome ended; a request closed after its answer
    counts by its answer. Medians are in days, None without a single finished step.
    """

    total: int
    open: int
    overdue: int
    by_area: tuple[tuple[str, int, int], ...]
    by_state: tuple[tuple[str, int], ...]
    by_outcome: tuple[tuple[str, int], ...]
    days_to_deliver: float | None
    days_to_accept: float | None
    days_to_answer: float | None


@dataclass(frozen=True)
class Figures:
    """The whole overview; `complaints_by_month` has every month, those without any as 0."""

    since: date
    until: date
    sent: Direction
    received: Direction
    complaints: int
    complaints_waiting: int
    complaints_overdue: int
    complaints_by_area: tuple[tuple[str, int], ...]
    complaints_by_month: tuple[tuple[date, int], ...]
    includes_invented: bool


# Nothing was filed outside them, and a page shows every month between.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def figures(officer: Officer, *, since: date, until: date) -> Figures:
    """Count what happened from `since` to `until`.

    Raises:
        NotAllowed: the officer's role has no oversight.
    """
    check_may(officer, Permission.OVERSIGHT_READ)
    since, until = max(since, FIRST_DAY), min(until, LAST_DAY)
    requests = AssistanceRequest.objects.filter(created_at__range=_instants(since, until))
    complaints = Complaint.objects.filter(filed_at__range=_instants(since, until))
    late = set(overdue(until).filter(subject=Subject.REQUEST).values_list("about", flat=True))
    by_area = complaints.order_by().values_list("area").annotate(n=Count("id"))
    return Figures(
        since=since,
        until=until,
        sent=_direction(requests.filter(our_role=OurRole.REQUESTING), late),
        received=_direction(requests.filter(our_role=OurRole.REQUESTED), late),
        complaints=complaints.count(),
        complaints_waiting=complaints.filter(status="received").count(),
        complaints_overdue=_overdue_complaints(until),
        complaints_by_area=tuple(sorted(by_area, key=lambda row: (-row[1], row[0]))),
        complaints_by_month=tuple(_months(complaints, since, until)),
        includes_invented=complaints.filter(is_invented=True).exists(),
    )


def audit_entries(
    officer: Officer, *, action: str = "", actor: str = "", before: int | None = None
) -> QuerySet[AuditEntry]:
    """Return the audit log, newest first.

    Args:
        officer: must hold the permission to read the log.
        action: an `AuditAction`; empty for all.
        actor: a user name; empty for all.
        before: only entries with a smaller id: the next page.

    Raises:
        NotAllowed: the officer's role may not read the log.
    """
    check_may(officer, Permission.AUDIT_READ)
    entries = AuditEntry.objects.order_by("-id")
    wanted = {"action": action, "actor": actor, "id__lt": before}
    return entries.filter(**{field: value for field, value in wanted.items() if value})


def _instants(since: date, until: date) -> tuple[datetime, datetime]:
    """Return the first instant of `since` and the last of `until`, by the office's clock."""
    zone = ZoneInfo(settings.TIME_ZONE)
    after = datetime.combine(until + timedelta(days=1), time.min, zone)
    return datetime.combine(since, time.min, zone), after - timedelta(microseconds=1)


def _direction(requests: QuerySet[AssistanceRequest], late: set[Any]) -> Direction:
    sent = requests.exclude(status__in=NOT_SENT).order_by()
    rows = list(sent.values("reference", "status", "peer", "area", "answer_is_partial"))
    running = [row for row in rows if row["status"] not in {*ENDS, *OUTCOMES}]
    asked = "sent_at" if requests.filter(our_role=OurRole.REQUESTING).exists() else "received_at"
    return Direction(
        total=len(rows),
        open=len(running),
        overdue=sum(row["reference"] in late for row in running),
        by_area=_by_area(rows, running),
        by_state=_most_first(_state_of(row["peer"]) for row in rows),
        by_outcome=_by_outcome(sent),
        days_to_deliver=_median_days(sent, "sent_at", "delivered_at"),
        days_to_accept=_median_days(sent, asked, "accepted_at"),
        days_to_answer=_median_days(sent, asked, "answered_at"),
    )


def _by_area(
    rows: Sequence[Mapping[str, Any]], running: Sequence[Mapping[str, Any]]
) -> tuple[tuple[str, int, int], ...]:
    """Return (area, finished, open), the busiest first."""
    total, still_open = Counter(r["area"] for r in rows), Counter(r["area"] for r in running)
    return tuple((area, n - still_open[area], still_open[area]) for area, n in total.most_common())


def _by_outcome(sent: QuerySet[AssistanceRequest]) -> tuple[tuple[str, int], ...]:
    """Count by how a request ended; what was closed is counted by what it was before."""
    ended = Counter(sent.filter(status__in=OUTCOMES).values_list("status", flat=True))
    for ground, is_partial in sent.filter(status=Status.CLOSED).values_list(
        "refusal_ground", "answer_is_partial"
    ):
        answered = Status.PARTLY_EXECUTED if is_partial else Status.EXECUTED
        ended[Status.REFUSED if ground else answered] += 1
    return tuple((outcome.value, ended[outcome]) for outcome in OUTCOMES)


def _median_days(requests: QuerySet[AssistanceRequest], start: str, end: str) -> float | None:
    spans = requests.filter(**{f"{start}__isnull": False, f"{end}__isnull": False}).values_list(
        F(end) - F(start), flat=True
    )
    days = [span.total_seconds() / SECONDS_A_DAY for span in spans if span]
    return round(median(days), 1) if days else None


def _overdue_complaints(today: date) -> int:
    late: QuerySet[Deadline] = overdue(today).filter(subject=Subject.COMPLAINT).order_by()
    return late.values("about").distinct().count()


def _months(
    complaints: QuerySet[Complaint], since: date, until: date
) -> Iterable[tuple[date, int]]:
    month = TruncMonth("filed_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    counted = (
        complaints.order_by().annotate(month=month).values_list("month").annotate(Count("id"))
    )
    found = {start.date(): n for start, n in counted}
    day = since.replace(day=1)
    while day <= until:
        yield day, found.get(day, 0)
        day = (day + timedelta(days=32)).replace(day=1)


def _state_of(office: str) -> str:
    known = all_offices().get(office)
    return known.state if known else office


def _most_first(items: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(items).most_common())
