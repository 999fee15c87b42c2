"""Files that the person adds, at filing or later."""

import hashlib

from django.conf import settings
from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import PERSON, record
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.files.kinds import check_upload
from hamkor.files.store import store_file
from hamkor.intake.keys import mark_of
from hamkor.intake.models import Attachment, Complaint
from hamkor.intake.permissions import check_can_read
from hamkor.intake.services.conversation import check_open_to_words
from hamkor.intake.services.moving import lock


@transaction.atomic
def add_attachment(complaint: Complaint, *, name: str, content: bytes) -> Attachment:
    """Add a file as the person who filed. The same content added twice is kept once.

    Args:
        complaint: one that the person has not withdrawn.
        name: as the browser sent it; cleaned.
        content: the bytes, kept sealed in the node's files folder.

    Raises:
        InputRefused: empty, too large, of the wrong type, with a false extension, unreadable,
            or one file too many.
        WrongState: the person has withdrawn the complaint.
    """
    upload = check_upload(name, content)
    held = lock(complaint)
    digest = hashlib.sha256(upload.content).hexdigest()
    mark = mark_of(digest, held.reference)
    known = held.attachments.filter(mark=mark).first()
    if known is not None:
        return known
    _check_open_to_files(held)
    attachment = Attachment(
        complaint=held,
        name=upload.name,
        media_type=upload.media_type,
        size=len(upload.content),
        digest=digest,
        mark=mark,
    )
    # Should the transaction fail after this, a sealed file that belongs to nobody stays behind.
    store_file(attachment.reference, upload.content, owner=held.reference)
    attachment.save()
    record(
        AuditAction.COMPLAINT_FILE_ADDED,
        by=PERSON,
        about=held.reference,
        media_type=upload.media_type,
        size=attachment.size,
    )
    return attachment


@transaction.atomic
def note_attachment_read(attachment: Attachment, *, by: Officer | None) -> None:
    """Write into the audit log that a file was read: by an officer, or by the person (None).

    Raises:
        NotAllowed: `by` may not read complaints.
    """
    if by is not None:
        check_can_read(by)
    who = by.username if by else PERSON
    record(AuditAction.DOCUMENT_READ, by=who, about=attachment.reference)


def _check_open_to_files(complaint: Complaint) -> None:
    check_open_to_words(complaint)
    if complaint.attachments.count() >= settings.MAX_ATTACHMENTS:
        raise InputRefused(
            _("At most %(limit)s files fit into one complaint"),
            field="files",
            limit=settings.MAX_ATTACHMENTS,
        )
