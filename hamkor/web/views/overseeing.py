"""What somebody other than the handler hears: dates passed in silence, what people say of it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamkor.accounts.queries import who_may
from hamkor.accounts.roles import Permission
from hamkor.intake import queries, services
from hamkor.intake.permissions import check_can_oversee
from hamkor.web.access import Officer, officer_of, officer_required
from hamkor.web.answers import go_to, wants_part
from hamkor.web.forms.complaints import SettleForm
from hamkor.web.forms.showing import refusals_shown_in
from hamkor.web.lists import newest_first
from hamkor.web.progress import OWED

ESCALATIONS_SHOWN = 50
TO_THE_PERSON = frozenset(
    {"registered", "case_opened", "forwarded", "extended", "reopened", "escalated"}
)


@officer_required
@require_GET
def silences(request: HttpRequest) -> HttpResponse:
    """Show what people say of silence and answers, and every date that passed in silence."""
    officer = officer_of(request)
    check_can_oversee(officer)
    told = queries.silences_for(officer, only_new=request.GET.get("what") != "all")
    shown = newest_first(told, request.GET.get("after", ""))
    page = {
        "section": "silences",
        "heading": _("Silence"),
        "escalations": queries.escalations_for(officer)[:ESCALATIONS_SHOWN],
        "rows": [{"silence": row, "owed": _owed(row.step)} for row in shown.rows],
        "after": shown.after,
        "what": "all" if request.GET.get("what") == "all" else "new",
        "may_read": officer.may(Permission.COMPLAINT_READ),
        "is_part": wants_part(request),
    }
    return render(request, "hamkor/office/silences.html", page)


@officer_required
@require_POST
def take_note(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Note that the supervisor has seen that a date passed."""
    officer = officer_of(request)
    services.note_silence_seen(queries.silence_for(officer, reference), by=officer)
    return go_to(request, _("It is noted that you have seen it."), "silences")


@officer_required
@require_http_methods(["GET", "POST"])
def escalation(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Answer what a person says of the handler, and give the complaint to another if needed."""
    officer = officer_of(request)
    raised = queries.escalation_for(officer, reference)
    officers = who_may(Permission.COMPLAINT_ANSWER)
    choices = [(each.username, str(each)) for each in officers]
    if request.method == "GET":
        return _page(request, officer, raised, SettleForm(officers=choices), status=200)
    form = SettleForm(request.POST, officers=choices)
    if not form.is_valid():
        return _page(request, officer, raised, form, status=422)
    to = next((each for each in officers if each.username == form.cleaned_data["to"]), None)
    with refusals_shown_in(form):
        services.settle_escalation(raised, text=form.cleaned_data["text"], by=officer, to=to)
    if form.errors:
        return _page(request, officer, raised, form, status=422)
    return go_to(request, _("Answered. The person reads it with the code."), "silences")


def _owed(step: str) -> Any:
    """Say what was owed as an officer reads it; to the person it is said with “you”."""
    if step == "filed":
        return _("to register the complaint")
    return _("to answer the person") if step in TO_THE_PERSON else OWED.get(step, "")


def _page(
    request: HttpRequest, officer: Officer, raised: Any, form: SettleForm, *, status: int
) -> HttpResponse:
    page = {
        "section": "silences",
        "heading": _("What the person says"),
        "caption": raised.complaint.number or _("Complaint, not registered"),
        "raised": raised,
        "steps": raised.complaint.steps.all(),
        "decision": queries.last_decision(raised.complaint),
        "may_read": officer.may(Permission.COMPLAINT_READ),
        "form": form,
    }
    return render(request, "hamkor/office/escalation.html", page, status=status)
