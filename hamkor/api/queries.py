"""Which tokens there are, and which one a program shows."""

from uuid import UUID

from django.db.models import QuerySet

from hamkor import clock
from hamkor.api.digests import digest_of
from hamkor.api.models import ApiToken
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _


def tokens() -> QuerySet[ApiToken]:
    """Return every token ever issued, the newest first."""
    return ApiToken.objects.select_related("officer")


def token_for(reference: UUID) -> ApiToken:
    """Return one token.

    Raises:
        NotFound: there is none.
    """
    token = tokens().filter(reference=reference).first()
    if token is None:
        raise NotFound(_("There is no such token"))
    return token


def good_token(secret: str) -> ApiToken | None:
    """Return the token that is shown, if it is good now and its account is at work."""
    good = tokens().filter(revoked_at=None, expires_at__gt=clock.now(), officer__is_active=True)
    return good.filter(digest=digest_of(secret)).first()
