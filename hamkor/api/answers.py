"""Refusals as JSON, in one place: the same codes and sentences as on the pages."""

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from hamkor.api.access import TooManyRequests
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.errors import HamkorError, NotAllowed
from hamkor.web.errors import sentence_for, status_for

log = logging.getLogger(__name__)


class Refusal(Schema):
    """Why nothing was done.

    Attributes:
        code: stable, for the program.
        sentence: in the language asked for, for the person.
        field: which field it is about; empty for the whole request.
    """

    code: str
    sentence: str
    field: str = ""


REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Refusal)
"""What every operation may answer besides what it is for."""


def answer_refusals(api: NinjaAPI) -> None:
    """Teach `api` to answer refusals, and whatever is no request at all."""

    @api.exception_handler(HamkorError)
    def refused(request: HttpRequest, error: HamkorError) -> HttpResponse:
        if isinstance(error, NotAllowed):
            _put_on_record(request)
        status = 429 if isinstance(error, TooManyRequests) else status_for(error)
        log.log(logging.ERROR if status >= 500 else logging.INFO, "api refused %s", error.code)
        answer = _refusal(api, request, status, error.code, sentence_for(error), error)
        if isinstance(error, TooManyRequests):
            answer["Retry-After"] = str(error.seconds)
        return answer

    @api.exception_handler(ValidationError)
    def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0] if error.errors else {}
        field = ".".join(str(part) for part in first.get("loc", ())[2:])
        sentence = str(first.get("msg", "This cannot be read"))
        return _answer(
            api, request, 422, Refusal(code="input_refused", sentence=sentence, field=field)
        )

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        sentence = "Show a good token: Authorization: Bearer …"
        answer = _answer(api, request, 401, Refusal(code="unknown_token", sentence=sentence))
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
        return _answer(api, request, 413, Refusal(code="too_large", sentence="This is too large"))

    @api.exception_handler(HttpError)
    def malformed(request: HttpRequest, error: HttpError) -> HttpResponse:
        status = error.status_code
        return _answer(api, request, status, Refusal(code="malformed", sentence=str(error)))


def _put_on_record(request: HttpRequest) -> None:
    match = request.resolver_match
    record(AuditAction.ACCESS_REFUSED, by="api", where=match.view_name if match else "")


def _refusal(
    api: NinjaAPI, request: HttpRequest, status: int, code: str, sentence: str, error: Any
) -> HttpResponse:
    field = getattr(error, "field", "")
    return _answer(api, request, status, Refusal(code=code, sentence=sentence, field=field))


def _answer(api: NinjaAPI, request: HttpRequest, status: int, refusal: Refusal) -> HttpResponse:
    return api.create_response(request, refusal.model_dump(), status=status)
