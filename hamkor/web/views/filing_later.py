"""What a person adds to a complaint later, with the code: a name, or a word on who wrote it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from hamkor.intake import services
from hamkor.web.forms.filing.later import HelpForm, NameForm
from hamkor.web.forms.showing import refusals_shown_in
from hamkor.web.person_session import person_required

if TYPE_CHECKING:
    from hamkor.intake.models import Complaint


@never_cache
@person_required
def give_name(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Turn a complaint without a name into one whose name is kept secret, in one step."""
    said = _("Your name was taken in. It is kept secret.")
    return _take(request, complaint, NameForm, services.give_name, said, "give_name")


@never_cache
@person_required
def decide_on_help(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Say whether one agrees to what somebody else wrote."""
    said = _("Your decision was recorded.")
    return _take(request, complaint, HelpForm, services.decide_on_help, said, "help")


def _take(
    request: HttpRequest,
    complaint: "Complaint",
    kind: type[Form],
    verb: Callable[..., Any],
    said: str,
    page: str,
) -> HttpResponse:
    form = kind(request.POST) if request.method == "POST" else kind()
    if form.is_bound and form.is_valid():
        with refusals_shown_in(form):
            verb(complaint, **form.cleaned_data)
            messages.success(request, said)
            return redirect("status")
    status = 422 if form.errors else 200
    return render(request, f"hamkor/public/{page}.html", {"form": form}, status=status)
