"""Complaints: the list, one complaint in the person's own words, and what an officer decides."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkor.accounts.roles import Permission
from hamkor.cases.queries import case_of, cases_by_person
from hamkor.cases.services import open_case as open_case_on
from hamkor.deadlines import queries as deadlines
from hamkor.intake import permissions, queries, services
from hamkor.intake.keys import complainant_record
from hamkor.intake.states import CLOSED_TO_WORDS, TRANSITIONS, Action
from hamkor.persons import queries as persons
from hamkor.persons.permissions import may_read_persons
from hamkor.web.access import Officer, officer_of, officer_required
from hamkor.web.answers import Done, go_to, submit, wants_part
from hamkor.web.forms.complaints import (
    STATUSES,
    AnswerForm,
    ExtendForm,
    ForwardForm,
    MessageForm,
    OpenCaseForm,
    ReturnForm,
    first_words,
    offices_to_choose,
)
from hamkor.web.lists import newest_first
from hamkor.web.suggestions import suggestion
from hamkor.web.templatetags.hamkor_words import category_name, country_name
from hamkor.web.told import told_to
from hamkor.web.triage_hints import hints_for

CANDIDATES_SHOWN = 5


@officer_required
@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """List the complaints the officer may read, the newest first; those that wait, by urgency."""
    officer = officer_of(request)
    found = queries.visible_to(officer)
    status = request.GET.get("status", "")
    known = dict(STATUSES)
    if status in known and status:
        found = found.filter(status=status)
    whose = request.GET.get("whose", "")
    if whose == "mine":
        found = found.filter(responsible=officer)
    shown = newest_first(found, request.GET.get("after", ""))
    page = {
        "section": "complaints",
        "heading": _("Complaints"),
        "rows": shown.rows,
        "after": shown.after,
        "status": status if status in known else "",
        "statuses": STATUSES,
        "whose": whose,
        "is_part": wants_part(request),
        "may_file": officer.may(Permission.COMPLAINT_FILE_FOR),
    }
    return render(request, "hamkor/office/complaints.html", page)


@officer_required
@require_GET
def complaint(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show one complaint; that it was read goes into the audit log."""
    return show(request, queries.complaint_for(officer_of(request), reference))


@officer_required
@require_POST
def register_complaint(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Give a complaint its number, its officer and its clock."""
    officer = officer_of(request)
    found = queries.complaint_for(officer, reference)
    services.register_complaint(found, by=officer)
    said = _("Registered. The person reads it with the code, and the clock runs.")
    return go_to(request, said, "complaint", reference)


@officer_required
@require_POST
def forward_complaint(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Pass a complaint to the body that decides such matters."""
    form = ForwardForm(request.POST, auto_id="forward_%s")
    said = _("Forwarded. The person was told where and why.")
    return decide(request, reference, "forward", form, services.forward_complaint, said)


@officer_required
@require_POST
def answer_complaint(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Give the person the answer of the office."""
    form = AnswerForm(request.POST, auto_id="answer_%s")
    said = _("Answered. The person reads it with the code.")
    return decide(request, reference, "answer", form, services.answer_complaint, said)


@officer_required
@require_POST
def write_to_person(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Write to the person, who reads it with the code."""
    form = MessageForm(request.POST, auto_id="write_%s")
    said = _("The message waits for the person.")
    return decide(request, reference, "write", form, services.write_to_person, said)


@officer_required
@require_http_methods(["GET", "POST"])
def open_case(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Open a case on a complaint."""
    officer = officer_of(request)
    found = queries.complaint_for(officer, reference)
    if request.method == "POST":
        form = OpenCaseForm(request.POST)
        done = submit(form, open_case_on, complaint=found, by=officer)
        if done:
            said = _("The case is open. The person was told.")
            return go_to(request, said, "case", done.result.reference)
    else:
        form = OpenCaseForm(initial=first_words(found, _title(found)))
    page = {
        "section": "complaints",
        "heading": _("Open a case"),
        "caption": found.number,
        "complaint": found,
        "form": form,
        "back_href": reverse("complaint", args=[reference]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "hamkor/office/open_case.html", page, status=status)


def decide(
    request: HttpRequest,
    reference: UUID,
    key: str,
    form: Any,
    verb: Callable[..., Any],
    said: Any,
) -> HttpResponse:
    """Do one verb of a complaint, or show the complaint again with the form as it was typed."""
    officer = officer_of(request)
    found = queries.complaint_for(officer, reference)
    done: Done | None = submit(form, verb, found, by=officer)
    if done is None:
        return show(request, found, wrong={key: form})
    return go_to(request, said, "complaint", reference)


def _title(found: Any) -> str:
    what, where = category_name(found.category), country_name(found.country)
    return f"{what} ({where})" if where else what


def show(request: HttpRequest, found: Any, wrong: dict[str, Any] | None = None) -> HttpResponse:
    """Show one complaint, with the form that was wrong, if one was."""
    officer = officer_of(request)
    services.note_complaint_read(found, by=officer)
    wrong = wrong or {}
    page = {
        "section": "complaints",
        "heading": category_name(found.category),
        "caption": found.number or _("Complaint, not registered"),
        "complaint": found,
        "told": told_to(officer, found),
        "may_read_identity": permissions.may_read_identity(officer, found),
        "case": case_of(found, to=officer),
        "attachments": found.attachments.all(),
        "messages_of": queries.conversation(found),
        "similar": queries.similar_complaints(found),
        "names_too": queries.others_naming(found, to=officer),
        "candidates": _candidates(officer, found),
        "deadlines": deadlines.of(found.reference),
        "steps": found.steps.all(),
        "may": _possible(officer, found),
        "forms": {**_blank_forms(), **wrong},
        "hints": hints_for(found),
        "decision": queries.last_decision(found),
        "escalation": queries.open_escalation_of(found),
        "offices": offices_to_choose(),
        "form": next(iter(wrong.values()), None),
        "wrong": next(iter(wrong), ""),
    }
    status = 422 if wrong else 200
    return render(request, "hamkor/office/complaint.html", page, status=status)


def _blank_forms() -> dict[str, Any]:
    return {
        "forward": ForwardForm(auto_id="forward_%s"),
        "answer": AnswerForm(auto_id="answer_%s"),
        "write": MessageForm(auto_id="write_%s"),
        "return": ReturnForm(auto_id="return_%s"),
        "extend": ExtendForm(auto_id="extend_%s"),
    }


def _possible(officer: Officer, found: Any) -> dict[str, bool]:
    """Say what to offer: what the role holds and the table of states allows. Services decide."""
    moves = TRANSITIONS[found.status]
    may_register = officer.may(Permission.COMPLAINT_REGISTER)
    may_answer = officer.may(Permission.COMPLAINT_ANSWER)
    return {
        "register": may_register and Action.REGISTER in moves,
        "forward": may_register and Action.FORWARD in moves,
        "open_case": officer.may(Permission.CASE_OPEN) and Action.PUT_IN_CASE in moves,
        "answer": may_answer and Action.ANSWER in moves,
        "write": may_answer and found.status not in CLOSED_TO_WORDS,
        "return": may_register and Action.RETURN in moves,
        "extend": may_answer and services.may_extend(found),
        "take_on": may_answer and services.may_take_on(found, officer),
    }


def _candidates(officer: Officer, found: Any) -> list[Any]:
    """Return who the complainant may be on file, for those who may know who complained."""
    may_know = may_read_persons(officer) and permissions.may_read_identity(officer, found)
    if not may_know:
        return []
    if found.person is not None:
        known = persons.candidates(found.person, to=officer, limit=CANDIDATES_SHOWN)
    else:
        record = complainant_record(found)
        known = persons.candidates_for(record, to=officer, limit=CANDIDATES_SHOWN)
    cases = cases_by_person([each.person.pk for each in known], to=officer)
    return [suggestion(found.person, each, cases.get(each.person.pk, ())) for each in known]
