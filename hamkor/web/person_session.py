"""The person's visit after the code: the session holds which complaint it is, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hamkor.clock import now
from hamkor.intake.queries import of_reference

LONGEST_IDLE = timedelta(minutes=30)
LONGEST_VISIT = timedelta(hours=2)
COMPLAINT, BEGAN, SEEN = "complaint", "complaint_began", "complaint_seen"

View = Callable[..., HttpResponse]


class HasReference(Protocol):
    @property
    def reference(self) -> UUID: ...


def begin_visit(request: HttpRequest, complaint: HasReference) -> None:
    """Let the browser follow `complaint` for a while; the session gets a new name."""
    request.session.cycle_key()
    instant = now().timestamp()
    request.session[COMPLAINT] = str(complaint.reference)
    request.session[BEGAN] = request.session[SEEN] = instant


def end_visit(request: HttpRequest) -> None:
    """Forget which complaint it was. An officer who is signed in stays so."""
    if not request.user.is_authenticated:
        request.session.flush()
        return
    for name in (COMPLAINT, BEGAN, SEEN):
        request.session.pop(name, None)


def person_required(view: View) -> View:
    """Hand the complaint of the visit to `view`; without one, ask for the code."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reference = _reference_of(request)
        complaint = of_reference(UUID(reference)) if reference else None
        if complaint is None:
            return redirect("enter_code")
        request.session[SEEN] = now().timestamp()
        return view(request, complaint, *args, **kwargs)

    return guarded


def _reference_of(request: HttpRequest) -> str:
    reference = str(request.session.get(COMPLAINT, ""))
    if reference and _is_over(request):
        end_visit(request)
        messages.warning(
            request,
            _("You were away for a while, so this page was closed. Enter your code again."),
        )
        return ""
    return reference


def _is_over(request: HttpRequest) -> bool:
    instant = now().timestamp()
    idle = instant - request.session.get(SEEN, 0)
    whole = instant - request.session.get(BEGAN, 0)
    return bool(idle > LONGEST_IDLE.total_seconds() or whole > LONGEST_VISIT.total_seconds())
