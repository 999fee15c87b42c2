"""When nothing happens or the answer is not right: somebody else hears it; again; erase it all."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hamkor.intake import attempts, services
from hamkor.web.forms.contesting import ContestForm, EraseForm
from hamkor.web.forms.showing import refusals_shown_in
from hamkor.web.letters import answer_letter
from hamkor.web.person_session import person_required
from hamkor.web.views.following import who_tries

if TYPE_CHECKING:
    from hamkor.intake.models import Complaint


@never_cache
@require_http_methods(["GET", "POST"])
@person_required
def somebody_else(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Let somebody other than the handler hear silence, or an answer that is not right."""
    said = _("Somebody else in the office reads this now. You see the date below.")
    page = {
        "heading": _("Let somebody else hear this"),
        "what": _(
            "Not the officer who has your complaint reads this, but somebody else in the office,"
            " who must answer you by a date. Your complaint goes on meanwhile."
        ),
        "button": _("Send it to somebody else"),
    }
    return _contest(request, complaint, services.escalate_complaint, page, said)


@never_cache
@require_http_methods(["GET", "POST"])
@person_required
def again(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Have an answered complaint opened again, or send in what was missing."""
    said = _("Your complaint is open again. You see the next date below.")
    is_return = complaint.status == "returned"
    page = {
        "heading": _("Send in what was missing") if is_return else _("Have it opened again"),
        "what": _("The time for our answer begins anew.")
        if is_return
        else _("Another officer than the one who answered looks at it, and must answer you."),
        "button": _("Send"),
    }
    return _contest(request, complaint, services.reopen_complaint, page, said)


@never_cache
@require_http_methods(["GET", "POST"])
@person_required
def erase(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Erase what was told, after the code was entered once more."""
    if request.method != "POST":
        return _erase_page(request, EraseForm(), status=200)
    wait = max(attempts.seconds_to_wait(key) for key in who_tries(request))
    form = EraseForm(request.POST)
    if wait:
        form.add_error("code", _("Please wait a moment"))
    if form.is_valid():
        with refusals_shown_in(form):
            services.erase_complaint(complaint, code=form.cleaned_data["code"])
    if form.errors:
        for key in who_tries(request):
            attempts.note_failure(key)
        # A code that was typed is never sent back.
        return _erase_page(request, EraseForm(), status=422, wrong=form.errors.get("code"))
    messages.success(request, _("What you told us is erased."))
    return redirect("status")


@never_cache
@require_safe
@person_required
def letter(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Show the last answer as a letter that can be printed or saved."""
    page = {**answer_letter(complaint), "base": "hamkor/base_public.html", "back": "status"}
    return render(request, "hamkor/public/letter.html", page)


def _contest(
    request: HttpRequest,
    complaint: "Complaint",
    verb: Callable[..., Any],
    page: dict[str, str],
    said: str,
) -> HttpResponse:
    if request.method != "POST":
        return render(request, "hamkor/public/contest.html", {**page, "form": ContestForm()})
    form = ContestForm(request.POST)
    if form.is_valid():
        with refusals_shown_in(form):
            words = form.cleaned_data
            verb(complaint, text=words["text"], token=words["token"])
            messages.success(request, said)
            return redirect("status")
    return render(request, "hamkor/public/contest.html", {**page, "form": form}, status=422)


def _erase_page(
    request: HttpRequest, form: EraseForm, *, status: int, wrong: Any = None
) -> HttpResponse:
    page = {"form": form, "wrong": wrong}
    return render(request, "hamkor/public/erase.html", page, status=status)
