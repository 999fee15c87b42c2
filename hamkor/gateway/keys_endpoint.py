"""Where other offices ask for our statement of keys, and leave their newer ones."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hamkor import envelope
from hamkor.envelope.directory import MAX_DIRECTORY_BYTES
from hamkor.errors import PeerFault
from hamkor.exchange.identity import our_statement
from hamkor.exchange.services import take_in_statement
from hamkor.exchange.services.listing import take_in_shown_directory
from hamkor.gateway.endpoint import announced_bytes
from hamkor.keyring.services.listing import current_directory_text

PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Answer with our statement, signed by our root; take in the one that was posted.

    Whoever asks for the first time compares our fingerprint by telephone.
    """
    try:
        if request.method == "POST":
            take_in_statement(_read_statement(request))
    except PeerFault as fault:
        return HttpResponse(fault.code, status=400, content_type=PLAIN)
    return HttpResponse(our_statement(), content_type=PLAIN)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def directory(request: HttpRequest) -> HttpResponse:
    """Answer with the directory of offices; take in the one that was posted, if it is newer."""
    try:
        if request.method == "POST":
            text = request.read(announced_bytes(request, MAX_DIRECTORY_BYTES)).decode(
                "ascii", errors="replace"
            )
            take_in_shown_directory(text, source="the line")
    except PeerFault as fault:
        return HttpResponse(fault.code, status=400, content_type=PLAIN)
    return HttpResponse(current_directory_text(), content_type=PLAIN)


def _read_statement(request: HttpRequest) -> str:
    length = announced_bytes(request, envelope.MAX_STATEMENT_BYTES)
    return request.read(length).decode("ascii", errors="replace")
