"""The facts the law asks about a draft, so that the node can say what speaks against it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from hamkor.assistance import queries, services
from hamkor.assistance.conditions import check_ready
from hamkor.assistance.permissions import check_can_prepare
from hamkor.assistance.verbs import Verb
from hamkor.parties.measures import measure
from hamkor.web.access import officer_of, officer_required
from hamkor.web.answers import go_to, submit
from hamkor.web.foreseen import shown_foreseen
from hamkor.web.forms.request_facts import FactsForm


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_facts(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Ask for what would settle grounds of refusal and clocks; nothing is needed."""
    officer = officer_of(request)
    asked = get_object_or_404(queries.visible_to(officer), reference=reference)
    check_can_prepare(officer, asked)
    check_ready(asked, Verb.REVISE_REQUEST)
    given = request.POST if request.method == "POST" else None
    form = FactsForm(given, measure=measure(asked.kind), known=asked.facts)
    if given is not None and submit(form, services.note_facts, asked, by=officer):
        return go_to(request, gettext("The facts were saved."), "request", reference)
    page = {
        "section": "requests",
        "heading": gettext("Facts the law asks about"),
        "caption": asked.number,
        "asked": asked,
        "form": form,
        "foreseen": shown_foreseen(asked),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "hamkor/office/requests/facts.html", page, status=status)
