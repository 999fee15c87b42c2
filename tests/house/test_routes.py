"""Every page asks who is there, unless it is on a short list with a reason."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

# Route → why a person who has not signed in may reach it. Keep it short.
OPEN_ROUTES = {
    "language/setlang/": "choosing a language",
    "accounts/login/": "signing in",
    "accounts/logout/": "nothing to leave",
    "accounts/inactive/": "says that an account is closed",
    "accounts/signup/": "says that accounts are given by the office",
    "accounts/confirm-email/": "no mail is ever sent",
    "accounts/^confirm-email/(?P<key>[-:\\w]+)/$": "no mail is ever sent",
    "accounts/password/reset/": "no mail is ever sent",
    "accounts/password/reset/done/": "no mail is ever sent",
    "accounts/password/reset/key/done/": "no mail is ever sent",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "no mail is ever sent",
    "accounts/login/code/confirm/": "second step of signing in",
    "accounts/2fa/authenticate/": "second step of signing in",
    "accounts/2fa/webauthn/login/": "signing in with a passkey",
}
# Whole areas that are open because of who they are for, each with its own proof of identity.
OPEN_AREAS = {
    "hamkor.web.urls.public": "the person whom a case is about, known by a code",
    "hamkor.gateway.urls": "another office, known by its signature",
    "hamkor.api.urls": "the program of a hotline, known by its token: see tests/web/test_api.py",
}
SAMPLES = {
    "int": "1",
    "str": "x",
    "slug": "x",
    "path": "x",
    "uuid": str(UUID(int=0)),
}


def _walk(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route)
        else:
            yield route, entry


ALL_ROUTES = dict(_walk(get_resolver()))


def _open_by_area() -> set[URLPattern]:
    modules = [__import__(name, fromlist=["urlpatterns"]) for name in OPEN_AREAS]
    found: set[URLPattern] = set()
    for module in modules:
        for entry in module.urlpatterns:
            nested = isinstance(entry, URLResolver)
            found |= {each for _route, each in _walk(entry)} if nested else {entry}
    return found


GUARDED = {
    route: pattern
    for route, pattern in ALL_ROUTES.items()
    if route not in OPEN_ROUTES and pattern not in _open_by_area()
}


def _address(route: str) -> str:
    """Fill the places of `route` with something of the right kind."""

    def sample(place: re.Match[str]) -> str:
        return SAMPLES.get(place[1] or "str", SAMPLES["str"])

    return "/" + re.sub(r"<(?:(\w+):)?\w+>", sample, route)


@pytest.mark.parametrize("route", sorted(GUARDED))
@pytest.mark.django_db
@pytest.mark.any_database
def test_whoever_has_not_signed_in_is_sent_to_sign_in(client, route):
    answers = [client.get(_address(route)), client.post(_address(route))]
    to_login = [a for a in answers if a.status_code == 302 and "/accounts/login/" in a["Location"]]
    wrong_method = [a for a in answers if a.status_code == 405]
    assert to_login, "a page for officers is behind officer_required"
    assert len(to_login) + len(wrong_method) == len(answers)


def test_pages_of_the_office_also_ask_for_the_second_factor():
    """`login_required` alone forgets it."""
    ours = {route for route, p in GUARDED.items() if p.callback.__module__.startswith("hamkor.")}
    forgotten = {r for r in ours if not getattr(ALL_ROUTES[r].callback, "is_for_officers", False)}
    assert not forgotten


def test_the_list_of_open_routes_names_only_routes_that_exist():
    assert OPEN_ROUTES.keys() <= ALL_ROUTES.keys()


def test_open_areas_hold_no_page_for_officers():
    officers_pages = {p for p in _open_by_area() if getattr(p.callback, "is_for_officers", False)}
    assert not officers_pages
