"""What the person decides about the complaint after filing it."""

from django.db import transaction

from hamkor.audit.actions import AuditAction
from hamkor.audit.services import PERSON, record
from hamkor.deadlines.services import cancel_deadlines
from hamkor.exchange import identity
from hamkor.intake.models import Complaint, ComplaintStatus, Step
from hamkor.intake.services.conversation import check_open_to_words
from hamkor.intake.services.moving import lock, move
from hamkor.intake.services.steps import add_step
from hamkor.intake.states import Action


@transaction.atomic
def withdraw_complaint(complaint: Complaint) -> None:
    """Take the complaint back, as the person who filed it. Done twice, it is done once.

    What was filed stays on file, and so does what a case has made of it.

    Raises:
        WrongState: it was answered, or passed to another body.
    """
    complaint.refresh_from_db(fields=["status"])
    if complaint.status == ComplaintStatus.WITHDRAWN:
        return
    move(complaint, Action.WITHDRAW)
    cancel_deadlines(complaint.reference)
    add_step(complaint, Step.WITHDRAWN, state=identity.our_state())
    record(AuditAction.COMPLAINT_WITHDRAWN, by=PERSON, about=complaint.reference)


@transaction.atomic
def change_consent(complaint: Complaint, *, may_be_shared: bool) -> None:
    """Agree that the office abroad reads this, or no longer agree. What was sent stays sent.

    Raises:
        WrongState: the person has withdrawn the complaint.
    """
    held = lock(complaint)
    complaint.may_be_shared = held.may_be_shared
    if held.may_be_shared == may_be_shared:
        return
    check_open_to_words(held)
    complaint.may_be_shared = may_be_shared
    complaint.save(update_fields=["may_be_shared"])
    if not may_be_shared:
        add_step(complaint, Step.CONSENT_WITHDRAWN, state=identity.our_state())
    record(
        AuditAction.CONSENT_CHANGED,
        by=PERSON,
        about=complaint.reference,
        may_be_shared=may_be_shared,
    )
