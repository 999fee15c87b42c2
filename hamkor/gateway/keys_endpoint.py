"""Where other offices ask for our statement of keys, and leave their newer ones."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hamkor import envelope
from hamkor.errors import PeerFault, TooLarge
from hamkor.errors import gettext_noop as _
from hamkor.exchange.identity import our_statement
from hamkor.exchange.services import take_in_statement

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


def _read_statement(request: HttpRequest) -> str:
    announced = request.META.get("CONTENT_LENGTH") or "0"
    too_large = not announced.isascii() or not announced.isdigit()
    if too_large or int(announced) > envelope.MAX_STATEMENT_BYTES:
        raise TooLarge(_("A signed text is longer than the protocol allows."))
    return request.read().decode("ascii", errors="replace")
