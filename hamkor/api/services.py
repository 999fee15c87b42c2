"""Tokens: issued by the administrator for one account, shown once, revoked at once."""

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from hamkor import clock
from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission
from hamkor.api.digests import digest_of
from hamkor.api.models import ApiToken
from hamkor.api.scopes import Scope
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.persons.texts import check_text

PREFIX = "hk_"
DAYS = (1, 730)
LABEL = 200


@transaction.atomic
def issue_token(
    officer: Officer, *, label: str, scopes: Collection[str], days: int = 365, by: str = NODE
) -> tuple[ApiToken, str]:
    """Issue a token with which a program acts as `officer`; it is never shown again.

    Args:
        officer: an operator at work; the token may do no more than this account.
        label: whose program it is.
        scopes: of `Scope`, at least one.
        days: how long it is good.
        by: user name of the administrator.

    Raises:
        InputRefused: the account files for nobody, an unknown scope, too long a time, no label.
    """
    check_text(label, field="label", at_least=1, at_most=LABEL)
    if not officer.may(Permission.COMPLAINT_FILE_FOR):
        raise InputRefused(_("A token acts as an operator, who files for people"), field="officer")
    wanted = sorted(set(scopes))
    if not wanted or not set(Scope.values) >= set(wanted):
        raise InputRefused(_("Say what the token is for"), field="scopes")
    fewest, most = DAYS
    if not fewest <= days <= most:
        raise InputRefused(
            _("A token is good for %(fewest)s to %(most)s days"),
            field="days",
            fewest=fewest,
            most=most,
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        officer=officer,
        label=label,
        scopes=wanted,
        digest=digest_of(secret),
        issued_by=by,
        expires_at=clock.now() + timedelta(days=days),
    )
    record(AuditAction.API_TOKEN_ISSUED, by=by, about=token.reference, scopes=wanted, days=days)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: str = NODE) -> None:
    """Make a token useless from the next request on. Done twice, it is done once."""
    good = ApiToken.objects.filter(pk=token.pk, revoked_at=None)
    if good.update(revoked_at=clock.now(), revoked_by=by):
        record(AuditAction.API_TOKEN_REVOKED, by=by, about=token.reference)
    token.refresh_from_db()


def note_used(token: ApiToken) -> None:
    """Keep on which day a token was last used, so that forgotten ones are found."""
    today = clock.today(settings.NODE.time_zone)
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
