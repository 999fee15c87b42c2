"""How the exchange with the other offices stands: nothing of any matter, nobody's name."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from hamkor.accounts.permissions import check_may
from hamkor.accounts.roles import Permission
from hamkor.exchange import queries
from hamkor.exchange.identity import our_public_keys
from hamkor.web.access import officer_of, officer_required
from hamkor.web.exchange_words import failure_words, kind_words

if TYPE_CHECKING:
    from hamkor.exchange.models import InboxMessage, OutboxMessage

ROWS = 100


@officer_required
@require_GET
def exchange(request: HttpRequest) -> HttpResponse:
    """Show peers, what waits for them and since when, and what a human must look at."""
    officer = officer_of(request)
    if not officer.may(Permission.REQUEST_APPROVE):
        check_may(officer, Permission.NODE_ADMIN)
    page = {
        "section": "exchange",
        "heading": gettext("Exchange"),
        "peers": queries.backlog(),
        "fingerprint": our_public_keys().fingerprint(),
        "waiting": [_waiting(message) for message in queries.waiting_messages()[:ROWS]],
        "given_up": [_waiting(message) for message in queries.given_up_messages()[:ROWS]],
        "set_aside": [_set_aside(message) for message in queries.set_aside_messages()[:ROWS]],
        "rows": ROWS,
    }
    return render(request, "hamkor/office/exchange.html", page)


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
