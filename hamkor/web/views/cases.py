"""Cases: the list, and one case with everything in it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hamkor import clock
from hamkor.accounts.queries import names_of
from hamkor.accounts.roles import Permission
from hamkor.assistance import queries as assistance
from hamkor.assistance.states import OUR_MOVE, OurRole
from hamkor.cases import queries, services
from hamkor.deadlines import queries as deadlines
from hamkor.exchange.queries import was_exchanged_about
from hamkor.web.access import Officer, officer_of, officer_required
from hamkor.web.answers import download, wants_part
from hamkor.web.forms.cases import (
    STATUSES,
    AssignForm,
    DocumentForm,
    NoteForm,
    PurposeForm,
)
from hamkor.web.forms.complaints import area_choices
from hamkor.web.lists import newest_first
from hamkor.web.templatetags.hamkor_words import journal_line, office_name

ENTRIES = 50


@officer_required
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases the officer may read, the newest first."""
    officer = officer_of(request)
    status = _chosen(request, "status", STATUSES, "open")
    area = _chosen(request, "area", area_choices(), "")
    found = queries.worklist(officer, status=status, area=area)
    whose = request.GET.get("whose", "")
    if whose == "mine":
        found = found.filter(lead=officer)
    shown = newest_first(found, request.GET.get("after", ""))
    page = {
        "section": "cases",
        "heading": _("Cases"),
        "rows": shown.rows,
        "after": shown.after,
        "today": clock.today(settings.NODE.time_zone),
        "status": status,
        "statuses": STATUSES,
        "area": area,
        "areas": area_choices(),
        "whose": whose,
        "is_part": wants_part(request),
    }
    return render(request, "hamkor/office/cases.html", page)


@officer_required
@require_GET
def case(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show one case; that it was read goes into the audit log."""
    return case_page(request, queries.case_for(officer_of(request), reference))


@officer_required
@require_GET
def case_document(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Hand out a document of a case; that it was read goes into the audit log."""
    officer = officer_of(request)
    document = queries.document_for(officer, reference)
    content = services.read_document(document, by=officer)
    return download(name=document.name, media_type=document.media_type, content=content)


def case_page(
    request: HttpRequest, found: Any, wrong: dict[str, Any] | None = None
) -> HttpResponse:
    """Show a case, with the forms of `wrong` as they were typed."""
    officer = officer_of(request)
    services.note_case_read(found, by=officer)
    wrong = wrong or {}
    entries, has_earlier = _journal(request, found)
    complaints = list(queries.complaints_of(found))
    requests = list(assistance.requests_of(found))
    about = (found, *complaints, *requests)
    owed = list(deadlines.of_any(thing.reference for thing in about))
    page = {
        "section": "cases",
        "heading": found.title,
        "caption": found.number,
        "case": found,
        "entries": entries,
        "has_earlier": has_earlier,
        "persons": queries.persons_of(found),
        "acts": queries.acts_of(found),
        "documents": queries.documents_of(found),
        "complaints": complaints,
        "requests": [_request_row(each) for each in requests],
        "assignments": queries.assignments_of(found),
        "deadlines": owed,
        "next_due": next((d for d in owed if not (d.met_at or d.cancelled_at)), None),
        "may": _possible(officer, found),
        "may_export": officer.may(Permission.EVIDENCE_EXPORT)
        and was_exchanged_about(each.reference for each in requests),
        "forms": {**_blank_forms(found), **wrong},
        "wrong": next(iter(wrong), ""),
        "form": next(iter(wrong.values()), None),
    }
    return render(request, "hamkor/office/case.html", page, status=422 if wrong else 200)


def _journal(request: HttpRequest, found: Any) -> tuple[list[dict[str, Any]], bool]:
    """Return the newest lines, or all, and whether there are more."""
    lines = queries.journal_of(found)
    if request.GET.get("journal") != "all":
        lines = lines[: ENTRIES + 1]
    kept = list(lines)
    has_earlier = len(kept) > ENTRIES and request.GET.get("journal") != "all"
    shown = kept[:ENTRIES] if has_earlier else kept
    names = names_of(line.by for line in shown)
    return [
        {
            "at": line.at,
            "title": journal_line(line),
            "who": names.get(line.by) or office_name(line.by),
            "text": line.text,
            "is_theirs": line.by not in names and office_name(line.by) != line.by,
        }
        for line in shown
    ], has_earlier


def _request_row(request: Any) -> dict[str, Any]:
    """Say where a request stands on both sides, and whose move it is."""
    events = list(request.events.all())
    ours = [event for event in events if event.is_ours]
    theirs = [event for event in events if not event.is_ours]
    return {
        "request": request,
        "is_our_move": request.status in OUR_MOVE[OurRole(request.our_role)],
        "ours": ours[-1] if ours else None,
        "theirs": theirs[-1] if theirs else None,
    }


def _blank_forms(found: Any) -> dict[str, Any]:
    return {
        "note": NoteForm(auto_id="note_%s"),
        "document": DocumentForm(auto_id="document_%s"),
        "assign": AssignForm(auto_id="assign_%s"),
        "purpose": PurposeForm(initial={"purpose": found.purpose}, auto_id="purpose_%s"),
    }


def _possible(officer: Officer, found: Any) -> dict[str, bool]:
    """Say what to offer; services decide."""
    is_open = found.status == "open"
    return {
        "write": is_open and officer.may(Permission.CASE_WRITE),
        "note": is_open,
        "assign": is_open and officer.may(Permission.CASE_ASSIGN),
        "close": is_open and officer.may(Permission.CASE_CLOSE),
        "draft": is_open and officer.may(Permission.REQUEST_DRAFT),
    }


def _chosen(request: HttpRequest, name: str, choices: Any, otherwise: str) -> str:
    wanted = request.GET.get(name, otherwise)
    return wanted if wanted in dict(choices) else otherwise
