"""Where other offices' logs are witnessed, compared and given back; see docs/reference."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hamkor.errors import NotFound, PeerFault, UnknownSender
from hamkor.evidence import services
from hamkor.evidence.submission import MAX_BODY_BYTES
from hamkor.exchange.queries import peers
from hamkor.gateway.endpoint import PLAIN, announced_bytes
from hamkor.gateway.seen_states import MAX_SEEN_BYTES, answer_seen
from hamkor.transparency.contradiction import MAX_CHARACTERS

OCTETS = "application/octet-stream"
HELD = "Hamkor-Held"
"""Header: how many leaves of the asking office's log are kept here."""
MAX_QUESTION_BYTES = 4096

View = Callable[[HttpRequest], HttpResponse]


def _refusing(view: View) -> View:
    """Turn refusals into codes, as the endpoint for messages does."""

    @csrf_exempt
    @require_POST
    def guarded(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except UnknownSender as fault:
            return HttpResponse(fault.code, status=403, content_type=PLAIN)
        except PeerFault as fault:
            return HttpResponse(fault.code, status=400, content_type=PLAIN)
        except NotFound as error:
            return HttpResponse(error.code, status=404, content_type=PLAIN)

    guarded.__name__ = view.__name__
    guarded.__doc__ = view.__doc__
    return guarded


@_refusing
def witness(request: HttpRequest) -> HttpResponse:
    """Cosign the newest state of a peer's log (C2SP tlog-witness), or say why not."""
    body = request.read(announced_bytes(request, MAX_BODY_BYTES))
    answer = services.witness_checkpoint(body, peers=followed_offices())
    return HttpResponse(
        answer.text,
        status=answer.status,
        content_type=answer.content_type,
        headers={HELD: str(answer.held)},
    )


@_refusing
def leaves(request: HttpRequest) -> HttpResponse:
    """Give a peer that was restored from a backup the leaves of its own log back."""
    question = _read_text(request, MAX_QUESTION_BYTES)
    body = services.answer_for_leaves(question, peers=followed_offices())
    return HttpResponse(body, content_type=OCTETS)


@_refusing
def seen(request: HttpRequest) -> HttpResponse:
    """Compare which states of which logs a peer and this office have seen."""
    body = request.read(announced_bytes(request, MAX_SEEN_BYTES))
    return HttpResponse(answer_seen(body, followed_offices()), content_type=OCTETS)


@_refusing
def finding(request: HttpRequest) -> HttpResponse:
    """Take in a proof that a log has two histories; it proves itself, whoever brings it."""
    services.take_in_finding(_read_text(request, 4 * MAX_CHARACTERS))
    return HttpResponse("known", content_type=PLAIN)


def followed_offices() -> list[str]:
    """Return the offices whose logs this one follows: those it trusts."""
    return [peer.office for peer in peers()]


def _read_text(request: HttpRequest, limit: int) -> str:
    return request.read(announced_bytes(request, limit)).decode(errors="replace")
