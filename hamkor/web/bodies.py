"""A body that no form of ours sends gets an answer, not a broken connection or broken letters."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hamkor.web.errors import too_large, unreadable

PIECE = 64 * 1024
MOST_READ_AWAY = 512 * 1024 * 1024
"""What is read only to be thrown away, in bytes; beyond it the connection may break after all."""


class BodyMiddleware:
    """Refuses what is larger than any form may send, letters that are no UTF-8, and NUL.

    Django would take such letters for Latin ones and keep a story that nobody can read. Forms
    say themselves which text holds a NUL; in an address or a cookie a database would break on it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > settings.MAX_BODY_BYTES:
            _read_away(request)
            return too_large(request)
        if "\x00" in request.path or any("\x00" in cookie for cookie in request.COOKIES.values()):
            return unreadable(request)
        if request.content_type == "application/x-www-form-urlencoded" and not _is_text(request):
            return unreadable(request)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    """Return the announced length in bytes; without one Django reads nothing."""
    given = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(given) if given.isdecimal() else 0


def _read_away(request: HttpRequest) -> None:
    """Take in the body piece by piece: a browser looks at the answer only when it has sent all."""
    left = MOST_READ_AWAY
    while left > 0 and (piece := request.read(PIECE)):
        left -= len(piece)


def _is_text(request: HttpRequest) -> bool:
    try:
        request.body.decode()
    except UnicodeDecodeError:
        return False
    return True
