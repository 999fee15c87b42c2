"""Filing a complaint: one form, and the one page that ever shows the code."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hamkor.intake.queries import status_for_complainant
from hamkor.intake.services import Filed, file_complaint
from hamkor.web.forms.public import ComplaintForm, FilesForm
from hamkor.web.forms.showing import refusals_shown_in
from hamkor.web.person_session import begin_visit
from hamkor.web.views.public import help_by_state


@require_safe
@never_cache
def show_form(request: HttpRequest) -> HttpResponse:
    """Show the form, blank, with a token that makes a repeated post the same complaint."""
    return _form_page(request, ComplaintForm(), status=200)


@never_cache
def file(request: HttpRequest) -> HttpResponse:
    """File what was typed and show the code, which lives in this answer and nowhere else.

    Loading the answer again posts the same form again and so shows the same code.
    """
    if request.method != "POST":
        return redirect("file_complaint")
    form = ComplaintForm(request.POST)
    if form.is_valid():
        with refusals_shown_in(form, {"area": "what", "category": "what"}):
            filed = file_complaint(
                token=form.cleaned_data["token"],
                facts=form.facts(),
                language=form.cleaned_data["language"],
            )
            return _filed_page(request, filed)
    return _form_page(request, form, status=422)


def _form_page(request: HttpRequest, form: ComplaintForm, *, status: int) -> HttpResponse:
    page = {"form": form, "help": help_by_state()}
    return render(request, "hamkor/public/new.html", page, status=status)


def _filed_page(request: HttpRequest, filed: Filed) -> HttpResponse:
    begin_visit(request, filed.complaint)
    page = {
        "groups": filed.code.split(),
        "status": status_for_complainant(filed.complaint),
        "files_form": FilesForm(),
    }
    return render(request, "hamkor/public/filed.html", page)
