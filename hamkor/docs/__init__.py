"""The reference pages of `docs/reference/`, written from the code and the data themselves.

Needs Django to be set up, with or without a node; the same code and data give the same pages.
"""

from collections.abc import Callable

from hamkor.docs.agreement_pages import agreements_page
from hamkor.docs.draft_page import draft_page
from hamkor.docs.kind_pages import kinds_page
from hamkor.docs.law_pages import law_pages
from hamkor.docs.message_pages import messages_page
from hamkor.docs.node_pages import audit_page, errors_page, settings_page
from hamkor.docs.permission_pages import permissions_page
from hamkor.docs.rule_pages import rules_page
from hamkor.docs.state_pages import states_page

PAGES: dict[str, Callable[[], str]] = {
    "agreements.md": agreements_page,
    "audit-actions.md": audit_page,
    "draft.md": draft_page,
    "errors.md": errors_page,
    "kinds.md": kinds_page,
    "messages.md": messages_page,
    "permissions.md": permissions_page,
    "rules.md": rules_page,
    "settings.md": settings_page,
    "states.md": states_page,
    **law_pages(),
}
"""File name → what writes it."""
