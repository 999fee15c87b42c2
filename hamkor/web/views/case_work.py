"""What officers do in a case: each view reads a form and calls one verb."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from hamkor.accounts.queries import officer_for
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases import permissions, queries, services
from hamkor.persons import queries as persons
from hamkor.web.access import officer_of, officer_required
from hamkor.web.answers import go_to, submit
from hamkor.web.forms.cases import (
    ActForm,
    AssignForm,
    CloseForm,
    DocumentForm,
    NewPersonForm,
    NoteForm,
    PurposeForm,
    RoleForm,
)
from hamkor.web.views.cases import case_page

both = require_http_methods(["GET", "POST"])


@officer_required
@require_POST
def case_note(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Leave a note in the journal."""
    form = NoteForm(request.POST, auto_id="note_%s")
    return _on_page(request, reference, "note", form, services.add_note, _("The note is kept."))


@officer_required
@require_POST
def case_document_add(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Add a file."""
    form = DocumentForm(request.POST, request.FILES, auto_id="document_%s")
    said = _("The file is kept, sealed.")
    return _on_page(request, reference, "document", form, services.add_document, said)


@officer_required
@require_POST
def case_assign(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Let an officer work on the case."""
    form = AssignForm(request.POST, auto_id="assign_%s")
    said = _("Assigned.")
    return _on_page(request, reference, "assign", form, services.assign_officer, said)


@officer_required
@require_POST
def case_end_assignment(request: HttpRequest, reference: UUID, username: str) -> HttpResponse:
    """End an officer's work on the case."""
    officer = officer_of(request)
    found = queries.case_for(officer, reference)
    services.end_assignment(found, officer=officer_for(username), by=officer)
    return go_to(request, _("The officer no longer works on the case."), "case", reference)


@officer_required
@require_POST
def case_purpose(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Put the case to another purpose."""
    form = PurposeForm(request.POST, auto_id="purpose_%s")
    said = _("The purpose was changed.")
    return _on_page(request, reference, "purpose", form, services.change_purpose, said)


@officer_required
@both
def case_person(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Look for a person on file and say which part they have in the case."""
    officer = officer_of(request)
    found = queries.case_for(officer, reference)
    permissions.check_can_write(officer, found)
    if request.method == "GET":
        return _person_page(request, found)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found, role_form=form)
    person = persons.person_for(officer, form.cleaned_data.pop("person"))
    if not submit(form, services.add_person, found, person=person, by=officer):
        return _person_page(request, found, role_form=form)
    return go_to(request, _("The person is in the case."), "case", reference)


@officer_required
@require_POST
def case_new_person(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Record somebody who is not on file yet, and their part in the case."""
    officer = officer_of(request)
    found = queries.case_for(officer, reference)
    form = NewPersonForm(request.POST, auto_id="new_%s")
    if not submit(form, services.add_new_person, found, by=officer):
        return _person_page(request, found, new_form=form)
    said = _("The person is on file and in the case.")
    return go_to(request, said, "case", reference)


@officer_required
@both
def case_act(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Record who did what to whom, where and when."""
    officer = officer_of(request)
    found = queries.case_for(officer, reference)
    permissions.check_can_write(officer, found)
    form = ActForm(found, request.POST if request.method == "POST" else None)
    if form.is_bound and submit(form, services.record_act, found, by=officer):
        return go_to(request, _("The act is recorded."), "case", reference)
    page = {
        "section": "cases",
        "heading": _("Record an act"),
        "caption": found.number,
        "form": form,
        "text": _("One act is one harm: two beatings are two acts."),
        "action": _("Record"),
        "back_href": reverse("case", args=[reference]),
    }
    return render(request, "hamkor/confirm_office.html", page, status=_status(form))


@officer_required
@both
def case_close(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Close the case with what came of it."""
    officer = officer_of(request)
    found = queries.case_for(officer, reference)
    permissions.check_can_close(officer)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and submit(form, services.close_case, found, by=officer):
        return go_to(request, _("The case is closed."), "case", reference)
    page = {
        "section": "cases",
        "heading": _("Close the case"),
        "text": f"{found.number} {found.title}",
        "consequences": [
            _("Nothing can be added to it afterwards."),
            _("Its dates count as kept."),
        ],
        "form": form,
        "action": _("Close the case"),
        "is_grave": True,
        "back_href": reverse("case", args=[reference]),
    }
    return render(request, "hamkor/confirm_office.html", page, status=_status(form))


def _on_page(
    request: HttpRequest,
    reference: UUID,
    key: str,
    form: Any,
    verb: Callable[..., Any],
    said: Any,
) -> HttpResponse:
    """Do one verb, or show the case again with the form as it was typed."""
    officer = officer_of(request)
    found = queries.case_for(officer, reference)
    if not submit(form, verb, found, by=officer):
        return case_page(request, found, wrong={key: form})
    return go_to(request, said, "case", reference)


def _person_page(
    request: HttpRequest, found: Any, *, role_form: Any = None, new_form: Any = None
) -> HttpResponse:
    officer = officer_of(request)
    typed = request.GET.get("q", "").strip()
    known = persons.find(typed, to=officer, limit=10) if typed else []
    if typed:
        record(AuditAction.SEARCHED, by=officer.username, what="person", found=len(known))
    page = {
        "section": "cases",
        "heading": _("Add a person"),
        "caption": found.number,
        "case": found,
        "typed": typed,
        "known": [
            (person, RoleForm(initial={"person": person.reference}, auto_id=f"{index}_%s"))
            for index, person in enumerate(known)
        ],
        "new_form": new_form or NewPersonForm(initial={"name": typed}, auto_id="new_%s"),
        "form": role_form or new_form,
        "back_href": reverse("case", args=[found.reference]),
    }
    status = 422 if role_form or new_form else 200
    return render(request, "hamkor/office/case_person.html", page, status=status)


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200
