"""Who calls: a token in the header, never in an address; its scope; its rate."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from hamkor.api.models import ApiToken
from hamkor.api.queries import good_token
from hamkor.api.rates import seconds_after_wrong_codes, seconds_to_wait
from hamkor.api.scopes import Scope
from hamkor.api.services import note_used
from hamkor.errors import HamkorError, NotAllowed
from hamkor.errors import gettext_noop as _


class TooManyRequests(HamkorError):
    """One token asks for more than it may; it comes back after `seconds`."""

    code = "too_many_requests"

    def __init__(self, seconds: int) -> None:
        super().__init__(_("Too many requests: come back in %(seconds)s seconds"), seconds=seconds)
        self.seconds = seconds


class Needs(HttpBearer):
    """Lets a request in whose token is good and has the scope."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the token, or nothing when it is not good; then the answer is 401."""
        known = good_token(token)
        if known is None:
            return None
        if self.scope not in known.scopes:
            raise NotAllowed(_("This token is not for this"))
        if seconds := seconds_to_wait(known.reference, self.scope):
            raise TooManyRequests(seconds)
        note_used(known)
        return known


def token_of(request: HttpRequest) -> ApiToken:
    """Return the token of a request that was let in."""
    token = getattr(request, "auth", None)
    if not isinstance(token, ApiToken):
        raise TypeError("token_of is for routes behind Needs")
    return token


def check_may_try_codes(token: ApiToken) -> None:
    """Raise `TooManyRequests` after too many codes that nobody has."""
    if seconds := seconds_after_wrong_codes(token.reference):
        raise TooManyRequests(seconds)
