"""What waits for an officer: the inbox, and the list of dates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hamkor import clock
from hamkor.accounts.roles import Permission
from hamkor.assistance import queries as assistance
from hamkor.assistance.states import OUR_MOVE, OurRole, Status
from hamkor.cases import queries as cases
from hamkor.deadlines import queries as deadlines
from hamkor.intake import queries as intake
from hamkor.web.access import Officer, officer_of, officer_required
from hamkor.web.answers import wants_part
from hamkor.web.lists import by_due_date
from hamkor.web.templatetags.hamkor_words import area_name, category_name, office_name

ROWS = 25
A_WEEK = timedelta(days=7)
ANSWERED = (Status.EXECUTED, Status.PARTLY_EXECUTED, Status.REFUSED)


@dataclass(frozen=True)
class Row:
    """A line of the inbox: no more of the person than is needed to begin.

    Attributes:
        what: what it is and what is to be done.
        about: category of a complaint, area of a case, title of a request (which names nobody).
        who: the office, officer or country it concerns.
        since: since when it lies so.
    """

    reference: UUID
    href: str
    number: str
    what: str | Promise
    about: str
    who: str
    since: datetime
    is_in_danger: bool = False
    due_on: date | None = None


@dataclass(frozen=True)
class Group:
    key: str
    title: str | Promise
    empty_title: str | Promise
    empty_text: str | Promise
    rows: list[Row]
    has_more: bool


@officer_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what is new, what is the officer's own move, and what waits on others."""
    officer = officer_of(request)
    groups = _with_due_dates([*_groups(officer)])
    page = {
        "section": "inbox",
        "heading": _("Inbox"),
        "groups": groups,
        "nav_counts": {"inbox": len(groups[0].rows) + len(groups[1].rows)},
        "may_file": officer.may(Permission.COMPLAINT_FILE_FOR),
        "has_work": officer.may(Permission.COMPLAINT_READ) or officer.may(Permission.REQUEST_READ),
    }
    return render(request, "hamkor/office/inbox.html", page)


@officer_required
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """Show the dates that are owed, the nearest first, a page at a time."""
    officer = officer_of(request)
    sees_all = deadlines.sees_all(officer)
    is_mine = request.GET.get("whose") == "mine"
    owed = deadlines.open_for(officer) if is_mine else deadlines.visible_to(officer)
    when = request.GET.get("when", "all")
    today = clock.today(settings.NODE.time_zone)
    if when == "overdue":
        owed = owed.filter(due_on__lt=today)
    elif when == "week":
        owed = owed.filter(due_on__range=(today, today + A_WEEK))
    shown = by_due_date(owed, request.GET.get("after", ""))
    page = {
        "section": "worklist",
        "heading": _("Worklist"),
        "rows": shown.rows,
        "after": shown.after,
        "today": today,
        "when": when if when in ("overdue", "week") else "all",
        "whose": "office" if sees_all and not is_mine else "mine",
        "sees_all": sees_all,
        "is_part": wants_part(request),
    }
    return render(request, "hamkor/office/worklist.html", page)


def _groups(officer: Officer) -> Iterator[Group]:
    requests = assistance.inbox(officer)
    mine = list(islice(requests.mine, ROWS + 1))
    answers = [r for r in mine if r.our_role == OurRole.REQUESTING and r.status in ANSWERED]
    yield _group(
        "new",
        _("New"),
        _("Nothing new"),
        _("New complaints, requests and answers appear here by themselves."),
        [
            *_escalations(officer),
            *_new_complaints(officer),
            *(
                _request_row(r, _("request received: nobody has it yet"))
                for r in requests.new[:ROWS]
            ),
            *(
                _request_row(r, _("answer arrived: read it, then close or ask on"))
                for r in answers
            ),
        ],
    )
    yield _group(
        "mine",
        _("Mine: my move"),
        _("Nothing waits for you"),
        _("Look at the worklist for dates that come near, or take on something new."),
        [
            *_my_complaints(officer),
            *(_request_row(r, r.get_status_display()) for r in mine if r not in answers),
            *_my_cases(officer),
        ],
    )
    yield _group(
        "waiting",
        _("Waiting on others"),
        _("You wait for nobody"),
        _("Requests that you or your colleagues have sent appear here until they are answered."),
        [_request_row(r, r.get_status_display()) for r in requests.waiting_on_others[: ROWS + 1]],
    )


def _group(
    key: str,
    title: str | Promise,
    empty_title: str | Promise,
    empty_text: str | Promise,
    rows: list[Row],
) -> Group:
    return Group(key, title, empty_title, empty_text, rows[:ROWS], len(rows) > ROWS)


def _new_complaints(officer: Officer) -> Iterator[Row]:
    if officer.may(Permission.COMPLAINT_REGISTER):
        for complaint in intake.waiting()[: ROWS + 1]:
            yield _complaint_row(complaint, _("complaint: register it"))
    for complaint in intake.with_unread_messages(officer)[:ROWS]:
        yield _complaint_row(complaint, _("the person has written"))


def _my_complaints(officer: Officer) -> Iterator[Row]:
    for complaint in intake.undecided_of(officer)[: ROWS + 1]:
        yield _complaint_row(complaint, _("complaint: answer, forward, or open a case"))


def _my_cases(officer: Officer) -> Iterator[Row]:
    for case in cases.without_lead(officer)[:ROWS]:
        yield _case_row(case, _("case: nobody leads it, assign an officer"))
    for case in cases.led_without_request(officer)[:ROWS]:
        yield _case_row(case, _("case: no request is under way"))


def _escalations(officer: Officer) -> Iterator[Row]:
    for raised in intake.escalations_for(officer)[:ROWS]:
        row = _complaint_row(
            raised.complaint, _("the person says that nobody answers, or contests")
        )
        href = reverse("escalation", args=[raised.reference])
        yield Row(**{**vars(row), "href": href, "since": raised.raised_at})


def _complaint_row(complaint: Any, what: str | Promise) -> Row:
    return Row(
        reference=complaint.reference,
        href=reverse("complaint", args=[complaint.reference]),
        number=complaint.number,
        what=what,
        about=category_name(complaint.category),
        who=complaint.country,
        since=complaint.filed_at,
        is_in_danger=complaint.is_in_danger,
    )


def _case_row(case: Any, what: str | Promise) -> Row:
    return Row(
        reference=case.reference,
        href=reverse("case", args=[case.reference]),
        number=case.number,
        what=what,
        about=area_name(case.area),
        who="",
        since=case.opened_at,
    )


def _request_row(request: Any, what: str | Promise) -> Row:
    return Row(
        reference=request.reference,
        href=_request_href(request.reference),
        number=request.number,
        what=what,
        about=request.title,
        who=_whose_turn(request),
        since=request.changed_at,
    )


def _whose_turn(request: Any) -> str:
    """Name the colleague when the next move is ours, else the other office."""
    if request.status == Status.DRAFT and request.approval_asked_at:
        return gettext("a deputy prosecutor")
    is_ours = request.status in OUR_MOVE[OurRole(request.our_role)]
    if is_ours and request.responsible:
        return str(request.responsible)
    return office_name(request.peer)


def _request_href(reference: UUID) -> str:
    try:
        return reverse("request", args=[reference])
    except NoReverseMatch:
        return ""


def _with_due_dates(groups: Iterable[Group]) -> list[Group]:
    """Add to each row its next date, all in one query."""
    kept = list(groups)
    due = deadlines.next_due_dates(row.reference for group in kept for row in group.rows)
    for group in kept:
        group.rows[:] = [
            Row(**{**vars(row), "due_on": due.get(row.reference)}) for row in group.rows
        ]
    return kept
