"""In which language a page is said: chosen, the officer's, the browser's, the office's."""

from collections.abc import Callable, Collection, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from hamkor.accounts.models import Officer
from hamkor.languages import IN_COMMON, OF_OFFICERS, OWN_NAMES

FOR_OFFICERS = ("/office/", "/accounts/")


class OfficeLanguageMiddleware:
    """Stands behind sign-in; Django's own middleware has followed cookie and browser before it.

    A browser that speaks none of our languages gets the office's: English would help nobody. What
    is for officers is not said in the languages of the person alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        offered = offered_at(request)
        language = next((code for code in _wanted(request) if code in offered), "")
        if language:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


def offered_at(request: HttpRequest) -> Collection[str]:
    """Return the languages in which a page can be read."""
    return OF_OFFICERS if request.path.startswith(FOR_OFFICERS) else OWN_NAMES


def _wanted(request: HttpRequest) -> Iterator[str]:
    """Give the languages that this reader would like, the best first."""
    yield request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if isinstance(request.user, Officer):
        yield request.user.language
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        parts = code.split("-")
        yield from ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    yield str(settings.NODE.default_language)
    yield IN_COMMON
