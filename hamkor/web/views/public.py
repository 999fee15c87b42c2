"""Pages that anybody may open: the first one, proofs, what happens to your data, the way out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hamkor.intake.queries import check_proof
from hamkor.parties import all_offices, states
from hamkor.parties.help_lines import help_lines
from hamkor.web.forms.public import ProofForm
from hamkor.web.person_session import end_visit
from hamkor.web.templatetags.hamkor_ui import NEUTRAL_PAGE

RESIDUE = '"cache", "cookies", "storage"'


@require_safe
@never_cache
def show_home(request: HttpRequest) -> HttpResponse:
    """Three choices, and whom to call in danger."""
    return render(request, "hamkor/public/home.html", {"help": help_by_state()})


def help_by_state() -> list[dict[str, object]]:
    """List the numbers to call, those of the state where most are abroad before our own."""
    return [
        {"state": states()[code].names, "lines": lines}
        for code, lines in sorted(help_lines().items())
        if code in states()
    ]


@require_safe
@never_cache
def show_your_data(request: HttpRequest) -> HttpResponse:
    """Who sees what a person writes, who never does, and how to take it back."""
    return render(request, "hamkor/public/your_data.html")


@never_cache
def verify_proof(request: HttpRequest) -> HttpResponse:
    """Say whether a proof of filing is genuine; ours and those of every office we work with."""
    form = ProofForm(request.POST, request.FILES) if request.method == "POST" else ProofForm()
    is_shown = form.is_bound and form.is_valid()
    answer = check_proof(form.shown()) if is_shown else None
    page = {
        "form": form,
        "answer": answer,
        "office": all_offices().get(answer.office) if answer else None,
        "witnesses": [all_offices()[office] for office in answer.witnesses] if answer else [],
    }
    return render(request, "hamkor/public/proof.html", page, status=422 if form.errors else 200)


@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """End the visit, have the browser forget, and go to a page that says nothing.

    A form may not lead to another site (the browser's policy forbids it), so after a button
    a page of ours says that the visit is over; after the link the browser goes on at once.
    """
    end_visit(request)
    neutral = getattr(settings, "HAMKOR_NEUTRAL_PAGE", NEUTRAL_PAGE)
    if request.method == "POST":
        answer = render(request, "hamkor/public/left.html", {"neutral_page": neutral})
    else:
        answer = redirect(neutral)
    answer["Clear-Site-Data"] = RESIDUE
    return answer
