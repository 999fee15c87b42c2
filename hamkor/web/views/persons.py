"""Persons: found in any spelling, shown with every source, compared two at a time."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from hamkor import matching
from hamkor.accounts.roles import Permission
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases import queries as cases
from hamkor.intake import queries as intake
from hamkor.persons import permissions, queries, services
from hamkor.web.access import officer_of, officer_required
from hamkor.web.answers import go_to, submit, wants_part
from hamkor.web.forms.persons import DecisionForm, WithdrawalForm
from hamkor.web.suggestions import compared_rows, put_in_words, suggestion
from hamkor.web.templatetags.hamkor_words import person_name


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
        "candidates": [
            suggestion(found, candidate) for candidate in queries.candidates(found, to=officer)
        ],
        "decisions": queries.decisions_on(found),
        "cases": cases.cases_with(found, to=officer),
        "complaints": intake.complaints_by(found, to=officer),
    }
    return render(request, "hamkor/office/person.html", page)


@officer_required
@require_GET
def compare(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    """Show two records side by side, with what a comparison found."""
    return _compare_page(request, first, second)


@officer_required
@require_POST
def decide_identity(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    """Decide whether two records are one person."""
    officer = officer_of(request)
    one, other = queries.person_for(officer, first), queries.person_for(officer, second)
    form = DecisionForm(request.POST)
    if not submit(form, services.decide_identity, one, other, by=officer):
        return _compare_page(request, first, second, decision_form=form)
    return go_to(request, _("Your decision is kept, with your reasons."), "compare", first, second)


@officer_required
@require_POST
def withdraw_identity(request: HttpRequest, first: UUID, second: UUID) -> HttpResponse:
    """Withdraw the decision in force on two records; it stays on file."""
    officer = officer_of(request)
    one, other = queries.person_for(officer, first), queries.person_for(officer, second)
    decision = queries.decision_in_force(one, other)
    form = WithdrawalForm(request.POST, auto_id="withdraw_%s")
    if not submit(form, services.withdraw_decision, decision, by=officer):
        return _compare_page(request, first, second, withdrawal_form=form)
    return go_to(request, _("The decision was withdrawn."), "compare", first, second)


def _compare_page(
    request: HttpRequest,
    first: UUID,
    second: UUID,
    *,
    decision_form: Any = None,
    withdrawal_form: Any = None,
) -> HttpResponse:
    officer = officer_of(request)
    one, other = queries.person_for(officer, first), queries.person_for(officer, second)
    for read in (one, other):
        services.note_person_read(read, by=officer)
    comparison = matching.compare(queries.to_record(one), queries.to_record(other))
    in_force = queries.decision_between(one, other)
    wrong = decision_form or withdrawal_form
    page = {
        "section": "persons",
        "heading": _("One person or two?"),
        "one": one,
        "other": other,
        "left": person_name(one),
        "right": person_name(other),
        "rows": compared_rows(one, other, comparison),
        "found": put_in_words(one, other, comparison, in_force),
        "in_force": in_force,
        "past": queries.decisions_between(one, other),
        "may_decide": officer.may(Permission.IDENTITY_DECIDE),
        "decision_form": decision_form or DecisionForm(),
        "withdrawal_form": withdrawal_form or WithdrawalForm(auto_id="withdraw_%s"),
        "form": wrong,
    }
    return render(request, "hamkor/office/compare.html", page, status=422 if wrong else 200)
