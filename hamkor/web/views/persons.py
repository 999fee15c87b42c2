"""Persons: found in any spelling, shown with every source, added to but never overwritten."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from hamkor.accounts.roles import Permission
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases import queries as cases
from hamkor.intake import queries as intake
from hamkor.persons import permissions, queries, services
from hamkor.web.access import officer_of, officer_required
from hamkor.web.answers import go_to, submit, wants_part
from hamkor.web.forms.persons import AddToPersonForm
from hamkor.web.suggestions import suggestion
from hamkor.web.templatetags.hamkor_words import person_name

WAITING_SHOWN = 20


@officer_required
@require_GET
def persons(request: HttpRequest) -> HttpResponse:
    """Find persons by a name in any spelling; what was typed is in no log."""
    officer = officer_of(request)
    permissions.check_can_read_persons(officer)
    typed = request.GET.get("q", "").strip()
    found = queries.find(typed, to=officer) if typed else []
    if typed:
        record(AuditAction.SEARCHED, by=officer.username, what="person", found=len(found))
    page = {
        "section": "persons",
        "heading": _("Persons"),
        "typed": typed,
        "found": found,
        "may_match_privately": officer.may(Permission.PRIVATE_MATCH),
        "waiting": [] if typed else queries.waiting_for(officer)[:WAITING_SHOWN],
        "is_part": wants_part(request),
    }
    return render(request, "hamkor/office/persons.html", page)


@officer_required
@require_GET
def person(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show one record with all it says; that it was read goes into the audit log."""
    officer = officer_of(request)
    found = queries.person_for(officer, reference)
    services.note_person_read(found, by=officer)
    page = {
        "section": "persons",
        "heading": person_name(found),
        "caption": _("Person on file"),
        "person": found,
        "facts": queries.told_together(found, to=officer),
        "may_add": permissions.may_add_to_person(officer),
        "candidates": [
            suggestion(found, candidate) for candidate in queries.candidates(found, to=officer)
        ],
        "decisions": queries.decisions_on(found),
        "cases": cases.cases_with(found, to=officer),
        "complaints": intake.complaints_by(found, to=officer),
    }
    return render(request, "hamkor/office/person.html", page)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_to_person(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Write down what one more source says: a spelling, a document, a date of birth."""
    officer = officer_of(request)
    found = queries.person_for(officer, reference)
    permissions.check_can_add_to_person(officer)
    form = AddToPersonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and submit(form, services.add_to_person, found, by=officer):
        return go_to(request, _("Added, with its source."), "person", reference)
    services.note_person_read(found, by=officer)
    page = {
        "section": "persons",
        "heading": _("Add what another source says"),
        "caption": person_name(found),
        "person": found,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "hamkor/office/person_add.html", page, status=status)
