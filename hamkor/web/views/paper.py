"""Sheets of paper for places without a telephone: drawn, printed, typed in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from hamkor.intake import permissions
from hamkor.intake.services import draw_paper_forms
from hamkor.web.access import officer_of, officer_required
from hamkor.web.answers import submit
from hamkor.web.codes_for_cameras import camera_code
from hamkor.web.forms.paper import PaperForm


@officer_required
@require_http_methods(["GET", "POST"])
def paper_forms(request: HttpRequest) -> HttpResponse:
    """Draw sheets and show them to be printed, once; or ask how many."""
    officer = officer_of(request)
    permissions.check_can_file_for(officer)
    form = PaperForm(request.POST if request.method == "POST" else None)
    page = {"section": "inbox", "heading": _("Paper forms"), "form": form}
    if request.method == "POST":
        language = request.POST.get("language", "")
        done = submit(form, lambda count, language, by: draw_paper_forms(count, by=by), by=officer)
        if done:
            address = settings.NODE.address
            code = camera_code(f"{address}/")
            sheets = {"sheets": done.result, "code": code, "short": address.split("://")[-1]}
            with translation.override(language):
                return render(request, "hamkor/office/paper_sheets.html", {**page, **sheets})
    status = 422 if form.is_bound else 200
    return render(request, "hamkor/office/paper_forms.html", page, status=status)
