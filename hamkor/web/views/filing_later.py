"""What a person adds to a complaint later, with the code: a name, or a word on who wrote it."""

from typing import TYPE_CHECKING

from django.contrib import messages
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
    form = NameForm(request.POST) if request.method == "POST" else NameForm()
    if form.is_bound and form.is_valid():
        with refusals_shown_in(form):
            services.give_name(complaint, **form.cleaned_data)
            messages.success(request, _("Your name was taken in. It is kept secret."))
            return redirect("status")
    status = 422 if form.errors else 200
    return render(request, "hamkor/public/give_name.html", {"form": form}, status=status)


@never_cache
@person_required
def decide_on_help(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Say whether one agrees to what somebody else wrote."""
    form = HelpForm(request.POST) if request.method == "POST" else HelpForm()
    if form.is_bound and form.is_valid():
        with refusals_shown_in(form):
            services.decide_on_help(complaint, **form.cleaned_data)
            messages.success(request, _("Your decision was recorded."))
            return redirect("status")
    status = 422 if form.errors else 200
    return render(request, "hamkor/public/help.html", {"form": form}, status=status)
