"""An operator files together with the person, on the same pages, and the person takes the code."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hamkor.intake import permissions
from hamkor.intake.services import token_of_paper
from hamkor.web.access import officer_of, officer_required
from hamkor.web.views.filing import Door, ask_at, send_at


@officer_required
@never_cache
@require_http_methods(["GET", "POST"])
def file_for(request: HttpRequest) -> HttpResponse:
    """Ask the questions of a person who sits beside the operator."""
    return ask_at(request, _door(request))


@officer_required
@never_cache
@require_http_methods(["GET", "POST"])
def file_for_send(request: HttpRequest) -> HttpResponse:
    """File it and show the code once, to the person."""
    return send_at(request, _door(request))


def _door(request: HttpRequest) -> Door:
    operator = officer_of(request)
    permissions.check_can_file_for(operator)
    paper = request.GET.get("paper", "") if request.method == "GET" else ""
    token = token_of_paper(paper, by=operator) if paper else ""
    return Door("file_for", "file_for_send", operator, token)
