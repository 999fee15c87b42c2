"""Who works here."""

from collections.abc import Iterable

from hamkor.accounts.models import Officer
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """Return the full names of the officers among `usernames`, in one query."""
    officers = Officer.objects.filter(username__in=set(usernames))
    return {officer.username: str(officer) for officer in officers}


def officer_for(username: str) -> Officer:
    """Return one officer.

    Raises:
        NotFound: nobody works here under that name.
    """
    officer = Officer.objects.filter(username=username).first()
    if officer is None:
        raise NotFound(_("There is no such officer"))
    return officer
