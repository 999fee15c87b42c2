"""The queue of what nobody has registered, and what an officer decides besides the usual ways."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from hamkor.intake import queries, services
from hamkor.intake.permissions import check_can_read
from hamkor.intake.triage import urgency_of, whose_matter
from hamkor.web.access import officer_of, officer_required
from hamkor.web.answers import go_to, wants_part
from hamkor.web.forms.complaints import ExtendForm, ReturnForm
from hamkor.web.letters import answer_letter
from hamkor.web.lists import most_urgent_first
from hamkor.web.views.complaints import decide


@officer_required
@require_GET
def triage(request: HttpRequest) -> HttpResponse:
    """Show what waits for somebody to register it or take it on, the most urgent first."""
    officer = officer_of(request)
    check_can_read(officer)
    is_again = request.GET.get("what") == "again"
    waiting = queries.nobodys() if is_again else queries.waiting()
    shown = most_urgent_first(waiting, request.GET.get("after", ""))
    alike = queries.alike_among(shown.rows)
    rows = [
        {
            "complaint": row,
            "urgent": urgency_of(row).because,
            "alike": alike[row.pk],
            "whose": whose_matter(row),
        }
        for row in shown.rows
    ]
    page = {
        "section": "complaints",
        "heading": _("What waits"),
        "rows": rows,
        "after": shown.after,
        "is_again": is_again,
        "is_part": wants_part(request),
    }
    return render(request, "hamkor/office/triage.html", page)


@officer_required
@require_POST
def return_complaint(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Ask the person for what is missing."""
    form = ReturnForm(request.POST, auto_id="return_%s")
    said = _("Returned. The person reads what is missing and can send it in again.")
    return decide(request, reference, "return", form, services.return_complaint, said)


@officer_required
@require_POST
def extend_answer(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Put the date of the answer off, with reasons."""
    form = ExtendForm(request.POST, auto_id="extend_%s")
    said = _("The date is put off. The person reads why.")
    return decide(request, reference, "extend", form, services.extend_answer, said)


@officer_required
@require_POST
def take_on(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Answer from now on for a complaint that was opened again."""
    officer = officer_of(request)
    found = queries.complaint_for(officer, reference)
    services.take_on_complaint(found, by=officer)
    return go_to(request, _("You answer for it from now on."), "complaint", reference)


@officer_required
@require_GET
def letter(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show the last answer as a letter, in the officer's language, to be printed."""
    officer = officer_of(request)
    found = queries.complaint_for(officer, reference)
    services.note_complaint_read(found, by=officer)
    page = {
        **answer_letter(found),
        "section": "complaints",
        "heading": _("Letter"),
        "caption": found.number,
        "back_href": reverse("complaint", args=[reference]),
    }
    return render(request, "hamkor/office/letter.html", page)
