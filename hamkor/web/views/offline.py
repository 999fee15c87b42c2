"""Writing without a network: a page that can be kept, and the worker that serves it."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hamkor.clock import now
from hamkor.web.asking.path import FIRST
from hamkor.web.asking.said import Said
from hamkor.web.forms.filing.offline import OfflinePage
from hamkor.web.views.filing import PUBLIC, show_page

WORKER = Path(__file__).parents[1] / "static/hamkor/sw.js"


@never_cache
def offline(request: HttpRequest) -> HttpResponse:
    """Show the page that can be kept; what is sent from it begins the questions."""
    form = OfflinePage(request.POST) if request.method == "POST" else OfflinePage()
    if form.is_bound and form.is_valid():
        said = Said.nothing(now(), **form.cleaned_data)
        return show_page(request, PUBLIC, said, FIRST)
    status = 422 if form.errors else 200
    return render(request, "hamkor/public/offline.html", {"form": form}, status=status)


@require_safe
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """Hand out the service worker from the root, so that it may serve any page of ours."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@cache
def _worker() -> str:
    return WORKER.read_text(encoding="utf-8")
