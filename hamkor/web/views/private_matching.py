"""Private matching with another office: the runs, a new one, and what one run has found."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from hamkor.cases.services.private_matching import agree_to_private_match, propose_private_match
from hamkor.persons import permissions, queries
from hamkor.persons.services import decline_private_match
from hamkor.web.access import officer_of, officer_required
from hamkor.web.answers import go_to, submit
from hamkor.web.forms.private_matching import PrivateAnswerForm, PrivateMatchForm

SHOWN = 50


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def private_matches(request: HttpRequest) -> HttpResponse:
    """List the runs, and propose a new one."""
    officer = officer_of(request)
    permissions.check_can_match_privately(officer)
    form = PrivateMatchForm(request.POST if request.method == "POST" else None)
    if form.is_bound and (done := submit(form, propose_private_match, by=officer)):
        said = _("Proposed. Nothing is compared until the other office agrees.")
        return go_to(request, said, "private_match", done.result.reference)
    page = {
        "section": "persons",
        "heading": _("Whom two offices both know"),
        "runs": queries.private_matches(officer)[:SHOWN],
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "hamkor/office/private_matches.html", page, status=status)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def private_match(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show one run and what it found; agree to it, or decline."""
    officer = officer_of(request)
    run = queries.private_match_for(officer, reference)
    form = PrivateAnswerForm(request.POST if request.method == "POST" else None)
    verb = agree_to_private_match if form.agrees else decline_private_match
    if form.is_bound and submit(form, verb, run, by=officer):
        return go_to(request, _("Your answer is kept."), "private_match", reference)
    page = {
        "section": "persons",
        "heading": _("Whom two offices both know"),
        "run": run,
        "found": queries.found_in(run, to=officer),
        "may_answer": not run.is_ours and run.state == "proposed",
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "hamkor/office/private_match.html", page, status=status)
