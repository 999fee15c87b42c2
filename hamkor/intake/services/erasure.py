"""Erasing, as the person: nothing of what was told stays readable, only that it was erased."""

from django.db import transaction

from hamkor import envelope
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import PERSON, record
from hamkor.deadlines.services import cancel_deadlines
from hamkor.errors import InputRefused, RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.exchange import identity
from hamkor.files.store import delete_file
from hamkor.intake.models import Complaint, ComplaintStatus, Step
from hamkor.intake.services.moving import lock, move
from hamkor.intake.services.steps import add_step
from hamkor.intake.services.uploads import drop_upload
from hamkor.intake.states import Action
from hamkor.persons.services import erase_person, forget_mentions
from hamkor.vault.fields import SealedText
from hamkor.vault.keys import destroy_key

TOLD = (
    *("happened", "happened_when", "happened_where", "who_did_it", "wanted", "country"),
    *("person_name", "born", "citizenship", "document_number", "contact", "age_group", "sex"),
    *("answers", "screening", "salt", "proof"),
)
"""Everything that the person said, and the proof, which holds the words' salt."""


@transaction.atomic
def erase_complaint(complaint: Complaint, *, code: str) -> None:
    """Erase what was told, as the person, who enters the code once more. Done twice, done once.

    What stays: that a complaint with this number was filed, what was done with it by day, and
    that it was erased; the code still shows that. Statistics keep the category.

    Raises:
        InputRefused: the code is not that of this complaint.
        RuleViolation: a case is built on it: then its words are evidence and stay.
    """
    held = lock(complaint)
    if held.status == ComplaintStatus.ERASED:
        return
    # The slow hash stands under the lock of this row alone: a rare act of one person.
    if envelope.code_hash(code, identity.pepper()) != bytes(held.code_hash):
        raise InputRefused(_("This is not the code of this complaint"), field="code")
    if held.steps.filter(step=Step.CASE_OPENED).exists():
        raise RuleViolation(
            _("A case was opened on it, so its words are evidence: you can only take it back")
        )
    person, added, coming = held.person, list(held.attachments.all()), list(held.uploads.all())
    files = [file for each in added for file in (each.reference, each.working_reference)]
    move(held, Action.ERASE, person=None, may_be_shared=False, forwarded_to="")
    _blank(held)
    for rows in (held.messages, held.attachments, held.keys):
        rows.all().delete()
    forget_mentions(held.reference)
    if person is not None:
        erase_person(person)
    cancel_deadlines(held.reference)
    add_step(held, Step.ERASED, state=identity.our_state())
    record(AuditAction.COMPLAINT_ERASED, by=PERSON, about=held.reference, files=len(added))
    for reference in files:
        delete_file(reference)
    for upload in coming:
        drop_upload(upload)
    # Last: whatever fails before leaves the words as they were, in the database and in copies.
    destroy_key(held.reference)
    complaint.refresh_from_db()


def _blank(held: Complaint) -> None:
    for name in TOLD:
        is_sealed = isinstance(held._meta.get_field(name), SealedText)
        setattr(held, name, b"" if is_sealed else "")
    held.save(update_fields=TOLD)
