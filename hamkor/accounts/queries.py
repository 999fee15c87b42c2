"""Who works here."""

from collections.abc import Iterable

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import PERMISSIONS, Permission
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """Return the full names of the officers among `usernames`, in one query."""
    officers = Officer.objects.filter(username__in=set(usernames))
    return {officer.username: str(officer) for officer in officers}


def who_may(permission: Permission) -> list[Officer]:
    """Return the officers at work whose role holds `permission`, by name."""
    roles = [role for role, held in PERMISSIONS.items() if permission in held]
    return list(Officer.objects.filter(role__in=roles, is_active=True).order_by("full_name"))


def officer_for(username: str) -> Officer:
    """Return one officer.

    Raises:
        NotFound: nobody works here under that name.
    """
    officer = Officer.objects.filter(username=username).first()
    if officer is None:
        raise NotFound(_("There is no such officer"))
    return officer
