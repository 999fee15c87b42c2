"""What another office says of who is who: our records it means, and whether ours agrees."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from hamkor.assistance import identities
from hamkor.assistance import queries as assistance
from hamkor.assistance.services import agree_to_identity, decline_identity
from hamkor.persons import queries
from hamkor.persons.permissions import may_read_persons
from hamkor.web.access import Officer, officer_of, officer_required
from hamkor.web.answers import go_to, submit
from hamkor.web.forms.persons import ProposalForm
from hamkor.web.suggestions import VERDICTS, percent


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def identity_proposal(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show what another office decided on two persons; agree, or say why not."""
    officer = officer_of(request)
    shared = identities.proposal_for(officer, reference)
    asked = get_object_or_404(assistance.visible_to(officer), reference=shared.about)
    sides = [_side(told, officer) for told in shared.particulars]
    form = ProposalForm(request.POST if request.method == "POST" else None, sides=sides)
    verb = agree_to_identity if form.agrees else decline_identity
    if form.is_bound and submit(form, verb, shared, by=officer):
        return go_to(request, _("Your answer is kept."), "identity_proposal", reference)
    page = {
        "section": "requests",
        "heading": _("The other office asks: one person or two?"),
        "caption": asked.number,
        "shared": shared,
        "asked": asked,
        "sides": sides,
        "form": form,
        "may_answer": not shared.is_ours and shared.state == "proposed" and not shared.decision_id,
    }
    status = 422 if form.is_bound else 200
    return render(request, "hamkor/office/identity_proposal.html", page, status=status)


def _side(told: dict[str, Any], officer: Officer) -> dict[str, Any]:
    """Return what was told of one of the two, and which of our records it may mean."""
    record = identities.record_told(told)
    found = queries.candidates_for(record, to=officer) if may_read_persons(officer) else []
    return {
        "names": told.get("names", ()),
        "born": str(record.born or ""),
        "citizenship": record.citizenship,
        "candidates": [
            {
                "person": each.person,
                "verdict": VERDICTS[each.comparison.verdict],
                "percent": percent(each.comparison.probability),
            }
            for each in found
        ],
    }
