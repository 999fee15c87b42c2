"""In which language a page is said: chosen, the officer's, the browser's, the office's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from hamkor.accounts.models import Officer

OFFERED = {code for code, _name in settings.LANGUAGES}


class OfficeLanguageMiddleware:
    """Stands behind sign-in; Django's own middleware has followed cookie and browser before it.

    A browser that speaks none of our languages gets the office's: English would help nobody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _own_language(request)
        if language in OFFERED:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


def _own_language(request: HttpRequest) -> str:
    """Return the language to go over to; empty when the one in use was asked for."""
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in OFFERED:
        return ""
    if isinstance(request.user, Officer):
        return request.user.language
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    if any(code.split("-")[0] in OFFERED for code, _weight in wanted):
        return ""
    return str(settings.NODE.default_language)
