"""Which parts of the office's pages a role has any use for."""

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission

OPEN_TO: dict[str, frozenset[Permission]] = {
    "worklist": frozenset(
        {Permission.COMPLAINT_READ, Permission.REQUEST_READ, Permission.OVERSIGHT_READ}
    ),
    "complaints": frozenset({Permission.COMPLAINT_READ}),
    "cases": frozenset({Permission.CASE_READ}),
    "requests": frozenset({Permission.REQUEST_READ}),
    "persons": frozenset({Permission.CASE_READ, Permission.IDENTITY_DECIDE}),
    "overview": frozenset({Permission.OVERSIGHT_READ}),
    "audit": frozenset({Permission.AUDIT_READ}),
    "exchange": frozenset({Permission.NODE_ADMIN, Permission.REQUEST_APPROVE}),
}


def open_to(officer: Officer) -> frozenset[str]:
    """Return the keys of the sections that the navigation offers this officer."""
    open_here = {
        key
        for key, permissions in OPEN_TO.items()
        if any(officer.may(permission) for permission in permissions)
    }
    return frozenset({"inbox", *open_here})
