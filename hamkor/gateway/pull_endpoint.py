"""Where an office that nobody can call fetches what waits for it, and leaves its receipts."""

from collections.abc import Sequence
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hamkor.clock import now
from hamkor.errors import HamkorError, Malformed, PeerFault, UnknownSender
from hamkor.errors import gettext_noop as _
from hamkor.evidence.keys import request_keys_of
from hamkor.exchange import frames, queries, services
from hamkor.exchange.services.receipts import read_receipt_of
from hamkor.gateway.endpoint import PLAIN, announced_bytes
from hamkor.transparency.note import NoteKey
from hamkor.transparency.request import read_request

VERB = "pull"
MAX_BODY_BYTES = 1024 * 1024
MAX_RECEIPTS = 50
MAX_SKIPPED = 200
OCTETS = "application/octet-stream"


class Pull(BaseModel):
    """What an office that fetches says.

    Attributes:
        question: signed and dated with its witness key; names the office that is asked.
        receipts: for what it fetched before.
        skip: ids of messages that it does not take in and cannot sign for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str = Field(max_length=4096)
    receipts: tuple[str, ...] = Field(max_length=MAX_RECEIPTS)
    skip: tuple[UUID, ...] = Field(max_length=MAX_SKIPPED)


@csrf_exempt
@require_POST
def pull(request: HttpRequest) -> HttpResponseBase:
    """Take in receipts and answer with the next frame for the office that asks, or with none."""
    try:
        asked = _read(request.read(announced_bytes(request, MAX_BODY_BYTES)))
        office = _office_of(asked)
    except UnknownSender as fault:
        return HttpResponse(fault.code, status=403, content_type=PLAIN)
    except PeerFault as fault:
        return HttpResponse(fault.code, status=400, content_type=PLAIN)
    services.note_contact(office)
    for text in asked.receipts:
        _record(office, text)
    message = queries.next_to_fetch(office, asked.skip)
    if message is None:
        return HttpResponse(status=204)
    return FileResponse(frames.open_frame(message), content_type=OCTETS)


def _read(raw: bytes) -> Pull:
    try:
        return Pull.model_validate_json(raw)
    except ValidationError as error:
        raise Malformed(_("This is not a question for what waits.")) from error


def _office_of(asked: Pull) -> str:
    question = read_request(asked.question, _keys, now=now())
    if (question.verb, question.about) != (VERB, queries.our_id()):
        raise Malformed(_("This is not a question for what waits."))
    return question.office


def _keys(office: str) -> Sequence[NoteKey]:
    is_trusted = queries.peers().filter(office=office).exists()
    return request_keys_of(office) if is_trusted else []


def _record(office: str, text: str) -> None:
    """A receipt that is none keeps nobody from fetching the next message."""
    try:
        receipt = read_receipt_of(office, text)
        message = queries.sent_message(office, receipt.message_id)
        if message:
            services.record_receipt(message, text)
    except HamkorError:
        return
