"""Where other offices' nodes knock. What is not a signed receipt means nothing to them."""

import logging

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hamkor.errors import HamkorError, NodeIsFull, PeerFault, TooLarge
from hamkor.errors import gettext_noop as _
from hamkor.exchange.frames import check_room
from hamkor.exchange.services import accept

log = logging.getLogger(__name__)
PLAIN = "text/plain; charset=utf-8"
COME_BACK_AFTER_SECONDS = 600


@csrf_exempt
@require_POST
@transaction.non_atomic_requests
def receive(request: HttpRequest) -> HttpResponse:
    """Take in one sealed message and answer with the signed receipt.

    Whoever is not a trusted office, or changed something on the way, learns a code and no more.
    """
    try:
        length = announced_bytes(request, settings.ONE_POST_BYTES)
        check_room(length)
        return answer(accept(request.read(length)))
    except HamkorError as error:
        return refusal(error)


def answer(text: str) -> HttpResponse:
    """Answer with a receipt, or a number of chunks."""
    return HttpResponse(text, content_type=PLAIN)


def refusal(error: HamkorError) -> HttpResponse:
    """Say by which code something is not taken in; nothing else is revealed."""
    if isinstance(error, NodeIsFull):
        log.error("no room on the disk: other offices are asked to come back later")
        headers = {"Retry-After": str(COME_BACK_AFTER_SECONDS)}
        return HttpResponse(error.code, status=503, content_type=PLAIN, headers=headers)
    if isinstance(error, PeerFault):
        return HttpResponse(error.code, status=400, content_type=PLAIN)
    log.error("could not take in a message: %s", error.code)
    return HttpResponse(error.code, status=500, content_type=PLAIN)


def announced_bytes(request: HttpRequest, limit: int) -> int:
    """Return how long the body is said to be; no more than that is read.

    `request.body` would stop at the limit for forms.

    Raises:
        TooLarge: longer than `limit`, or not a number.
    """
    announced = request.META.get("CONTENT_LENGTH") or "0"
    is_number = announced.isascii() and announced.isdigit() and len(announced) < 20
    if not is_number or int(announced) > limit:
        raise TooLarge(_("The message is longer than this office takes in."))
    return int(announced)
