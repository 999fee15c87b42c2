"""How the exchange with the other offices stands: nothing of any matter, nobody's name."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from hamkor.accounts.permissions import check_may
from hamkor.accounts.roles import Permission
from hamkor.exchange import queries, services
from hamkor.exchange.identity import our_fingerprint
from hamkor.exchange.standing import shown_directory, standings, troubles
from hamkor.web.access import officer_of, officer_required
from hamkor.web.exchange_words import failure_words, kind_words, trouble_words

if TYPE_CHECKING:
    from hamkor.accounts.models import Officer
    from hamkor.exchange.models import InboxMessage, OutboxMessage

ROWS = 100
READERS = (Permission.REQUEST_APPROVE, Permission.NODE_ADMIN, Permission.OVERSIGHT_READ)


@officer_required
@require_GET
def exchange(request: HttpRequest) -> HttpResponse:
    """Show peers, what waits for them and since when, and what a human must look at."""
    officer = officer_of(request)
    if not any(officer.may(permission) for permission in READERS):
        check_may(officer, Permission.NODE_ADMIN)
    shown = standings()
    page = {
        "section": "exchange",
        "heading": gettext("Exchange"),
        "peers": shown,
        "to_do": [trouble_words(trouble) for trouble in troubles(shown)],
        "may_take_up": _may_take_up(officer),
        "may_distrust": _may_distrust(officer),
        "fingerprint": our_fingerprint(),
        "waiting": [_waiting(message) for message in queries.waiting_messages()[:ROWS]],
        "given_up": [_waiting(message) for message in queries.given_up_messages()[:ROWS]],
        "returned": [_waiting(message) for message in queries.returned_messages()[:ROWS]],
        "directory": shown_directory(),
        "set_aside": [_set_aside(message) for message in queries.set_aside_messages()[:ROWS]],
        "rows": ROWS,
    }
    return render(request, "hamkor/office/exchange.html", page)


@officer_required
@require_POST
def take_up(request: HttpRequest, message: UUID) -> HttpResponse:
    """Let the worker try a message that was set aside once more."""
    officer = officer_of(request)
    if not _may_take_up(officer):
        check_may(officer, Permission.NODE_ADMIN)
    aside = get_object_or_404(queries.set_aside_messages(), message_id=message)
    services.take_up_again(aside, by=officer.username)
    messages.success(request, gettext("The message is tried once more."))
    return redirect("exchange")


@officer_required
@require_POST
def distrust(request: HttpRequest, office: str) -> HttpResponse:
    """Believe nothing of an office from this moment on, and send it nothing."""
    officer = officer_of(request)
    if not _may_distrust(officer):
        check_may(officer, Permission.NODE_ADMIN)
    services.distrust_peer(office, by=officer.username)
    messages.success(request, gettext("This office is no longer trusted."))
    return redirect("exchange")


def _may_distrust(officer: "Officer") -> bool:
    return officer.may(Permission.NODE_ADMIN) or officer.may(Permission.AUDIT_READ)


def _may_take_up(officer: "Officer") -> bool:
    return officer.may(Permission.REQUEST_APPROVE) or officer.may(Permission.NODE_ADMIN)


def _waiting(message: "OutboxMessage") -> dict[str, Any]:
    code = message.last_failure or ("" if message.status == "waiting" else message.status)
    return {
        "peer": message.peer,
        "what": kind_words(message.kind),
        "queued_at": message.queued_at,
        "next_try_at": message.next_try_at,
        "expires_at": message.expires_at,
        "attempts": message.attempts,
        "why": failure_words(code),
        "code": code,
    }


def _set_aside(message: "InboxMessage") -> dict[str, Any]:
    return {
        "sender": message.sender,
        "what": kind_words(message.kind),
        "received_at": message.received_at,
        "why": failure_words(message.failure),
        "code": message.failure,
        "id": message.message_id,
    }
