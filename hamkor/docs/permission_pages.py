"""Who may do what: the table of roles, and the checks behind each verb on a request."""

import inspect

from hamkor.accounts.roles import PERMISSIONS, Permission, Role
from hamkor.assistance.permissions import CHECKS
from hamkor.docs.markdown import code, page, table


def permissions_page() -> str:
    """Write role × permission, then the verbs on requests."""
    return page(
        "Roles and permissions",
        "One account has one role. What a role does not have here, it may not do. A permission "
        "opens a verb; whether this officer may use it on this complaint, case or request is "
        "asked besides, in the `permissions.py` of the app.",
        "## What each role holds",
        _matrix(),
        "## Verbs on a request",
        "Four eyes are kept by the server, not by the page: whoever drafted or revised a request, "
        "or drafted an answer, cannot approve it.",
        _verbs(),
    )


def _matrix() -> str:
    head = ("permission", "in words", *(str(role.label) for role in Role))
    rows = (
        (
            code(permission.value),
            permission.label,
            *("✓" if permission in PERMISSIONS[role] else "" for role in Role),
        )
        for permission in Permission
    )
    return table(head, rows)


def _verbs() -> str:
    rows = (
        (code(verb.value), verb.label, _first_line(check), code(check.__name__.lstrip("_")))
        for verb, check in CHECKS.items()
    )
    return table(("verb", "in words", "who", "check"), rows)


def _first_line(check: object) -> str:
    return (inspect.getdoc(check) or "").split("\n\n")[0]
