"""Answers on trafficking: for the protection team alone, and each reading on record."""

from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.errors import NotAllowed
from hamkor.errors import gettext_noop as _
from hamkor.intake.models import Complaint
from hamkor.intake.permissions import may_read_screening


def read_screening(complaint: Complaint, *, by: Officer) -> str:
    """Return the answers on trafficking as kept, and write down who read them.

    Raises:
        NotAllowed: `by` is not of the protection team.
    """
    if not may_read_screening(by):
        raise NotAllowed(_("Only a protection officer reads answers on trafficking"))
    if complaint.screening:
        record(AuditAction.SCREENING_READ, by=by.username, about=complaint.reference)
    return complaint.screening
