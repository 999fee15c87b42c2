"""The conversation between the office and the person."""

import hashlib
import re

from django.db import transaction

from hamkor import clock, envelope
from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import PERSON, record
from hamkor.errors import InputRefused, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.intake import limits
from hamkor.intake.models import Complaint, ComplaintMessage, ComplaintStatus
from hamkor.intake.permissions import (
    check_can_read,
    check_can_write_to_person,
)
from hamkor.intake.services.moving import lock
from hamkor.persons.texts import check_text

LOOKS_LIKE_A_CODE = re.compile(r"(?:\d[\s\-–]*){22}")


@transaction.atomic
def write_to_person(
    complaint: Complaint, *, text: str, token: str, by: Officer
) -> ComplaintMessage:
    """Write to the person, who reads it with the code. The same form sent twice is kept once.

    Raises:
        NotAllowed: `by` may not write to complainants.
        InputRefused: no text, one that cannot be sent, or a form sent before with other words.
        WrongState: the person has withdrawn the complaint.
    """
    check_can_write_to_person(by)
    return _write(complaint, text=text, token=token, author=by)


@transaction.atomic
def write_to_office(complaint: Complaint, *, text: str, token: str) -> ComplaintMessage:
    """Write to the office as the person who filed. The same form sent twice is kept once.

    Raises:
        InputRefused: no text, one that cannot be sent, one that holds the receipt code, or a
            form sent before with other words.
        WrongState: the person has withdrawn the complaint.
    """
    return _write(complaint, text=text, token=token, author=None)


@transaction.atomic
def note_complaint_read(complaint: Complaint, *, by: Officer) -> None:
    """Write into the audit log that an officer read the complaint.

    The person's messages count as read when the officer who answers for the complaint has opened
    it, or any officer while nobody does: a deputy's look must not hide them from that officer.

    Raises:
        NotAllowed: `by` may not read complaints.
    """
    check_can_read(by)
    if complaint.responsible_id in (None, by.pk):
        complaint.messages.filter(is_from_office=False, read_at=None).update(read_at=clock.now())
    record(AuditAction.COMPLAINT_READ, by=by.username, about=complaint.reference)


@transaction.atomic
def note_status_read(complaint: Complaint) -> None:
    """Note that somebody read the status with the code; mark the office's messages as read."""
    complaint.messages.filter(is_from_office=True, read_at=None).update(read_at=clock.now())
    record(AuditAction.COMPLAINT_STATUS_READ, by=PERSON, about=complaint.reference)


def put_message(
    held: Complaint, *, text: str, token: str, author: Officer | None
) -> tuple[ComplaintMessage, bool]:
    """Put a line into the conversation of a locked complaint; whether it is new.

    Raises:
        InputRefused: no text, one that cannot be sent, one that holds a receipt code, or a form
            sent before with other words.
        WrongState: the person has withdrawn the complaint or had it erased.
    """
    check_text(text, field="text", at_least=1, at_most=limits.MESSAGE, is_one_line=False)
    check_text(token, field="", at_least=1, at_most=limits.TOKEN)
    check_holds_no_code(text)
    side = "office" if author else "person"
    submission = hashlib.sha256(f"{held.reference}:{side}:{token}".encode()).hexdigest()
    before = held.messages.filter(submission=submission).first()
    if before is not None:
        return _same_message(before, text), False
    _check_open_to_messages(held)
    message = ComplaintMessage.objects.create(
        complaint=held,
        submission=submission,
        is_from_office=author is not None,
        author=author,
        text=text,
    )
    return message, True


def _write(
    complaint: Complaint, *, text: str, token: str, author: Officer | None
) -> ComplaintMessage:
    message, is_new = put_message(lock(complaint), text=text, token=token, author=author)
    if is_new:
        by = author.username if author else PERSON
        record(AuditAction.COMPLAINT_MESSAGE, by=by, about=complaint.reference)
    return message


def _same_message(before: ComplaintMessage, text: str) -> ComplaintMessage:
    if before.text != text:
        raise InputRefused(_("This form was sent already, with other words; those were kept"))
    return before


def _check_open_to_messages(complaint: Complaint) -> None:
    check_open_to_words(complaint)
    if complaint.messages.count() >= limits.MESSAGES_A_COMPLAINT:
        raise InputRefused(
            _("At most %(limit)s messages fit into one complaint"),
            limit=limits.MESSAGES_A_COMPLAINT,
        )


def check_open_to_words(complaint: Complaint) -> None:
    """Raise `WrongState` when the person has taken the complaint back or had it erased."""
    if complaint.status == ComplaintStatus.ERASED:
        raise WrongState(_("This complaint was erased: please file a new one"))
    if complaint.status == ComplaintStatus.WITHDRAWN:
        raise WrongState(_("This complaint was withdrawn: please file a new one"))


def check_holds_no_code(text: str) -> None:
    """Nobody needs the code to be sent: it would lie readable in a message for ever."""
    found = LOOKS_LIKE_A_CODE.findall(text)
    if any(envelope.parse_code(digits) for digits in found):
        raise InputRefused(
            _("This contains a receipt code. Keep it to yourself, and send the text without it"),
            field="text",
        )
