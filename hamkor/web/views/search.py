"""The search box: a number of a complaint, case or request, or a person's name."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hamkor.assistance import queries as assistance
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases import queries as cases
from hamkor.intake import queries as intake
from hamkor.persons import queries as persons
from hamkor.web.access import Officer, officer_of, officer_required
from hamkor.web.lists import numbered


@officer_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Show what the officer may see of what was typed; what was typed is in no log."""
    officer = officer_of(request)
    typed = request.GET.get("q", "").strip()
    found = _found(officer, typed) if typed else {}
    count = sum(len(rows) for rows in found.values())
    if typed:
        record(AuditAction.SEARCHED, by=officer.username, what="all", found=count)
    page = {"heading": _("Search"), "typed": typed, "count": count, **found}
    return render(request, "hamkor/office/search.html", page)


def _found(officer: Officer, typed: str) -> dict[str, list[object]]:
    is_number = any(sign.isdigit() for sign in typed)
    return {
        "complaints": [*_complaints(officer, typed)] if is_number else [],
        "cases": numbered(cases.visible_to(officer), typed) if is_number else [],
        "requests": numbered(assistance.visible_to(officer), typed) if is_number else [],
        "persons": persons.find(typed, to=officer),
    }


def _complaints(officer: Officer, typed: str) -> list[object]:
    """Find complaints by number, or one by the whole reference that stands in its proof."""
    visible = intake.visible_to(officer)
    try:
        reference = UUID(typed)
    except ValueError:
        return numbered(visible, typed)
    return list(visible.filter(reference=reference))
