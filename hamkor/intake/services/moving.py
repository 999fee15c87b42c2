from typing import Any

from hamkor.errors import WrongState
from hamkor.errors import gettext_noop as _
from hamkor.intake.models import Complaint
from hamkor.intake.states import Action, next_status


def move(complaint: Complaint, action: Action, **changes: Any) -> None:
    """Change status and `changes` in one statement; lose to whoever moved the complaint first.

    Raises:
        WrongState: `action` leads nowhere from here, or someone else was first.
    """
    before = complaint.status
    after = next_status(before, action)
    still_there = Complaint.objects.filter(pk=complaint.pk, status=before)
    if not still_there.update(status=after, **changes):
        raise WrongState(_("Someone else has just decided on this complaint"))
    complaint.refresh_from_db()


def lock(complaint: Complaint) -> Complaint:
    """Return the complaint as it is now, held until the transaction ends.

    SQLite has no row locks and needs none: its transactions begin with the right to write.
    """
    return Complaint.objects.select_for_update().get(pk=complaint.pk)
