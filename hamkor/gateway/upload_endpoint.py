"""Where large messages arrive, chunk by chunk."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from hamkor import envelope
from hamkor.errors import HamkorError, NotFound, WrongState
from hamkor.exchange.chunks import PER_POST
from hamkor.exchange.services import add_chunks, begin_upload
from hamkor.gateway.endpoint import PLAIN, announced_bytes, answer, refusal

MAX_OPENING_BYTES = 512 * 1024
"""Header, signatures, and the hashes of all chunks of 8 GiB, which are 256 KiB."""
MAX_CHUNKS_BYTES = PER_POST * envelope.SEALED_CHUNK_BYTES


@csrf_exempt
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Say how many chunks of a message are here, or answer with its receipt."""
    try:
        length = announced_bytes(request, MAX_OPENING_BYTES)
        return answer(begin_upload(request.read(length)))
    except HamkorError as error:
        return _refusal(error)


@csrf_exempt
@require_POST
def add(request: HttpRequest, header_hash: str, first: int) -> HttpResponse:
    """Take in the next chunks and say how many are here, or answer with the receipt."""
    try:
        announced_bytes(request, MAX_CHUNKS_BYTES)
        return answer(add_chunks(header_hash[:64], first, request))
    except HamkorError as error:
        return _refusal(error)


def _refusal(error: HamkorError) -> HttpResponse:
    """Whoever is told that it must begin again does so."""
    if isinstance(error, NotFound | WrongState):
        return HttpResponse(error.code, status=409, content_type=PLAIN)
    return refusal(error)
