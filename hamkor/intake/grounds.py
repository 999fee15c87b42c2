"""When a person may have somebody other than the handler hear what happened to the complaint."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from hamkor import clock
from hamkor.intake.models import Complaint, ComplaintMessage, StatusStep
from hamkor.intake.promises import standing_promises
from hamkor.intake.states import DECIDED, LIVE

LATE, UNANSWERED, ANSWER = "late", "unanswered", "answer"
UNANSWERED_FOR = timedelta(days=7)
"""After so long without a line from the office, a message counts as not answered."""


def reason_to_escalate(
    complaint: Complaint, steps: Sequence[StatusStep], messages: Iterable[ComplaintMessage]
) -> str:
    """Return "late", "unanswered", "answer" (the person contests it), or nothing: no reason yet.

    Args:
        complaint: as it is now.
        steps: all of it, in their order.
        messages: the conversation, oldest first, without the line that says so itself.
    """
    if complaint.status in DECIDED:
        return ANSWER
    if complaint.status not in LIVE:
        return ""
    if any(promise.is_late for promise in standing_promises(steps)):
        return LATE
    return UNANSWERED if _is_message_forgotten(messages) else ""


def _is_message_forgotten(messages: Iterable[ComplaintMessage]) -> bool:
    oldest = None
    for message in messages:
        oldest = None if message.is_from_office else oldest or message.sent_at
    return oldest is not None and clock.now() - oldest > UNANSWERED_FOR
