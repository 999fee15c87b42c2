"""Which parts of the office's pages a role has any use for."""

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission as P

OPEN_TO: dict[str, frozenset[P]] = {
    "worklist": frozenset({P.COMPLAINT_READ, P.REQUEST_READ, P.OVERSIGHT_READ}),
    "complaints": frozenset({P.COMPLAINT_READ}),
    "cases": frozenset({P.CASE_READ}),
    "requests": frozenset({P.REQUEST_READ}),
    "persons": frozenset({P.CASE_READ, P.IDENTITY_DECIDE}),
    "overview": frozenset({P.OVERSIGHT_READ}),
    "audit": frozenset({P.AUDIT_READ}),
    "exchange": frozenset({P.NODE_ADMIN, P.REQUEST_APPROVE}),
}


def open_to(officer: Officer) -> frozenset[str]:
    """Return the keys of the sections that the navigation offers this officer."""
    open_here = {
        key
        for key, permissions in OPEN_TO.items()
        if any(officer.may(permission) for permission in permissions)
    }
    return frozenset({"inbox", *open_here})
