"""The sections of the office's pages, and whose role has any use for each: one table."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission

_P = Permission
# Key, which is also the name of the URL, words, and the permissions of which one opens it (none:
# everybody who works here), in the order of the navigation.
SECTIONS: tuple[tuple[str, Promise, tuple[Permission, ...]], ...] = (
    ("inbox", _("Inbox"), ()),
    ("worklist", _("Worklist"), (_P.COMPLAINT_READ, _P.REQUEST_READ, _P.OVERSIGHT_READ)),
    ("complaints", _("Complaints"), (_P.COMPLAINT_READ,)),
    ("silences", _("Silence"), (_P.COMPLAINT_OVERSEE,)),
    ("cases", _("Cases"), (_P.CASE_READ,)),
    ("requests", _("Requests"), (_P.REQUEST_READ,)),
    ("persons", _("Persons"), (_P.CASE_READ, _P.IDENTITY_DECIDE)),
    ("overview", _("Overview"), (_P.OVERSIGHT_READ,)),
    ("exchange", _("Exchange"), (_P.NODE_ADMIN, _P.REQUEST_APPROVE, _P.OVERSIGHT_READ)),
    ("audit", _("Audit log"), (_P.AUDIT_READ,)),
)


def open_to(officer: Officer) -> frozenset[str]:
    """Return the keys of the sections that the navigation offers this officer."""
    return frozenset(
        key
        for key, _words, permissions in SECTIONS
        if not permissions or any(officer.may(permission) for permission in permissions)
    )
