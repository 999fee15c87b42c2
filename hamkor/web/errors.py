"""Refusals become pages here, and nowhere else."""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext

from hamkor.audit.actions import AuditAction
from hamkor.audit.services import PERSON, record
from hamkor.errors import (
    FirewallBreach,
    HamkorError,
    InputRefused,
    NodeIsFull,
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
    NodeIsFull: 503,
    HamkorError: 500,
}


def status_for(error: HamkorError) -> int:
    """Return the HTTP status of the narrowest class on the list."""
    return next(PAGES[kind] for kind in type(error).__mro__ if kind in PAGES)


def sentence_for(error: HamkorError) -> str:
    """Return what the reader is told, in the reader's language."""
    facts = {name: _said(fact) for name, fact in error.facts.items()}
    return gettext(error.sentence) % facts if facts else gettext(error.sentence)


def _said(fact: Any) -> Any:
    if isinstance(fact, date):
        return date_format(fact, "j E Y")
    # A choice is said by its words: "Approve a request", not "request.approve".
    return getattr(fact, "label", fact)


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
        _put_on_record(request, error)
        log.log(logging.ERROR if status >= 500 else logging.INFO, "refused %s", error.code)
        base = "office" if request.user.is_authenticated else "public"
        page = {
            "sentence": sentence_for(error),
            "provision": getattr(error, "provision", ""),
            "status": status,
            "base": f"hamkor/base_{base}.html",
        }
        return render(request, "hamkor/refusal.html", page, status=status)


def record_breach(*, by: str, about: object, where: str) -> None:
    """Put on record that the firewall held; what was refused has been rolled back before."""
    reference = about if isinstance(about, UUID) else None
    record(AuditAction.FIREWALL_BREACH, by=by, about=reference, where=where)


def _put_on_record(request: HttpRequest, error: HamkorError) -> None:
    """Write down who tried what they may not, and every breach of the firewall."""
    by = request.user.get_username() or PERSON
    match = request.resolver_match
    where = match.view_name if match else ""
    about = match.kwargs.get("reference") if match else None
    if isinstance(error, FirewallBreach):
        record_breach(by=by, about=about, where=where)
    elif isinstance(error, NotAllowed):
        record(AuditAction.ACCESS_REFUSED, by=by, about=about, where=where)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in plain words that the page was too old; going back brings back what was typed."""
    return _public_refusal(
        request,
        gettext("This page was open for too long. Go back, reload it and send again."),
        status=403,
    )


def too_large(request: HttpRequest) -> HttpResponse:
    """Say how much fits."""
    sentence = gettext(
        "This is too large to be taken in. Go back and write less, or send your files one by one:"
        " at most %(count)s files fit, each of at most %(megabytes)s MB."
    )
    facts = {
        "count": settings.MAX_ATTACHMENTS,
        "megabytes": settings.MAX_ATTACHMENT_BYTES // 1024**2,
    }
    return _public_refusal(request, sentence % facts, status=413)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what no form of ours sends, without a word of why to those who probe."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return unreadable(request)


def unreadable(request: HttpRequest) -> HttpResponse:
    """Say that the letters or the form did not arrive as a browser sends them."""
    sentence = gettext("What arrived could not be read. Go back, check it and send it again.")
    return _public_refusal(request, sentence, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the page is not for this reader."""
    return _public_refusal(request, gettext("This page is not open to you."), status=403)


def _public_refusal(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    page = {"sentence": sentence, "status": status, "base": "hamkor/base_public.html"}
    return render(request, "hamkor/refusal.html", page, status=status)
