"""Who gets to an officer's page: signed in, active, and with a second factor where required."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from hamkor.accounts.models import Officer
from hamkor.web.once import once

View = Callable[..., HttpResponseBase]

__all__ = ["Officer", "View", "each_time", "officer_of", "officer_required"]


def officer_of(request: HttpRequest) -> Officer:
    """Return the signed-in officer of a view behind `officer_required`."""
    if not isinstance(request.user, Officer):
        raise TypeError("officer_of is for views behind officer_required")
    return request.user


def each_time(view: View) -> View:
    """Let a form do its work as often as it is sent: it hands something out and decides nothing.

    Nor does it hold the database while it works, which may take minutes.
    """
    view.is_done_each_time = True  # type: ignore[attr-defined]
    return view


def officer_required(view: View) -> View:
    """Let signed-in officers in; send those without a second factor to add one first.

    What they send counts once (see `once`), and no browser keeps what they read.
    """

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if settings.NODE.requires_second_factor and not is_mfa_enabled(officer_of(request)):
            return redirect("mfa_index")
        if getattr(view, "is_done_each_time", False):
            answer = view(request, *args, **kwargs)
        else:
            answer = once(request, lambda: view(request, *args, **kwargs))
        add_never_cache_headers(answer)
        return answer

    guarded.is_for_officers = True  # type: ignore[attr-defined]
    return guarded
