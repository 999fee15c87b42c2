"""An operator files together with the person, on the same form, and the person takes the code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hamkor.intake import permissions
from hamkor.intake.queries import status_for_complainant
from hamkor.intake.services import Filed, file_complaint
from hamkor.web.access import officer_of, officer_required
from hamkor.web.forms.public import ComplaintForm, FilesForm
from hamkor.web.forms.showing import refusals_shown_in
from hamkor.web.person_session import begin_visit
from hamkor.web.views.public import help_by_state


@officer_required
@never_cache
@require_http_methods(["GET", "POST"])
def file_for(request: HttpRequest) -> HttpResponse:
    """File a complaint with a person who sits beside the operator; show the code once."""
    operator = officer_of(request)
    permissions.check_can_file_for(operator)
    if request.method == "GET":
        return _form_page(request, ComplaintForm(), status=200)
    form = ComplaintForm(request.POST)
    if form.is_valid():
        with refusals_shown_in(form, {"area": "what", "category": "what"}):
            filed = file_complaint(
                token=form.cleaned_data["token"],
                facts=form.facts(),
                language=form.cleaned_data["language"],
                operator=operator,
            )
            return _filed_page(request, filed)
    return _form_page(request, form, status=422)


def _form_page(request: HttpRequest, form: ComplaintForm, *, status: int) -> HttpResponse:
    page: dict[str, Any] = {
        "form": form,
        "help": help_by_state(),
        "action": reverse("file_for"),
        "back_href": reverse("inbox"),
    }
    return render(request, "hamkor/office/file_for.html", page, status=status)


def _filed_page(request: HttpRequest, filed: Filed) -> HttpResponse:
    begin_visit(request, filed.complaint)
    page = {
        "groups": filed.code.split(),
        "status": status_for_complainant(filed.complaint),
        "files_form": FilesForm(),
    }
    return render(request, "hamkor/public/filed.html", page)
