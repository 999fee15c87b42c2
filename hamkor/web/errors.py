"""Refusals become pages here, and nowhere else."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from hamkor.errors import (
    FirewallBreach,
    HamkorError,
    InputRefused,
    NotAllowed,
    NotFound,
    RuleViolation,
    WrongState,
)

log = logging.getLogger(__name__)

PAGES: dict[type[HamkorError], int] = {
    NotAllowed: 403,
    NotFound: 404,
    WrongState: 409,
    FirewallBreach: 422,
    RuleViolation: 422,
    InputRefused: 422,
    HamkorError: 500,
}


def status_for(error: HamkorError) -> int:
    """Return the HTTP status of the narrowest class on the list."""
    return next(PAGES[kind] for kind in type(error).__mro__ if kind in PAGES)


def sentence_for(error: HamkorError) -> str:
    """Return what the reader is told, in the reader's language."""
    return gettext(error.sentence) % error.facts if error.facts else gettext(error.sentence)


class RefusalMiddleware:
    """Turns a refusal raised by a service into its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, HamkorError):
            return None
        status = status_for(error)
        log.log(logging.ERROR if status >= 500 else logging.INFO, "refused %s", error.code)
        base = "office" if request.user.is_authenticated else "public"
        page = {
            "sentence": sentence_for(error),
            "provision": getattr(error, "provision", ""),
            "status": status,
            "base": f"hamkor/base_{base}.html",
        }
        return render(request, "hamkor/refusal.html", page, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in plain words that the page was too old; the text typed comes back by the back button."""
    page = {
        "sentence": gettext("This page was open for too long. Go back, reload it and send again."),
        "status": 403,
        "base": "hamkor/base_public.html",
    }
    return render(request, "hamkor/refusal.html", page, status=403)


