"""Where other offices' nodes knock. What is not a signed receipt means nothing to them."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hamkor.errors import HamkorError, PeerFault, TooLarge
from hamkor.errors import gettext_noop as _
from hamkor.exchange.services import accept

log = logging.getLogger(__name__)
PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take in one sealed message and answer with the signed receipt.

    Whoever is not a trusted office, or changed something on the way, learns a code and no more.
    """
    try:
        return HttpResponse(accept(_read_frame(request)), content_type=PLAIN)
    except PeerFault as fault:
        return HttpResponse(fault.code, status=400, content_type=PLAIN)
    except HamkorError as error:
        log.error("could not take in a message: %s", error.code)  # noqa: TRY400 - no traceback
        return HttpResponse(error.code, status=500, content_type=PLAIN)


def _read_frame(request: HttpRequest) -> bytes:
    """Read the body; `request.body` would stop at the limit for forms."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    too_large = not announced.isascii() or not announced.isdigit()
    if too_large or int(announced) > settings.MAX_FRAME_BYTES:
        raise TooLarge(_("The message is longer than this office takes in."))
    return request.read()
