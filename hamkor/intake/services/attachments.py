"""Files that the person adds, at filing or later."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import PERSON, record
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.files import voices
from hamkor.files.kinds import Upload, check_upload
from hamkor.files.scanning import Finding, scan
from hamkor.files.store import check_room, store_file
from hamkor.files.working import WorkingCopy, make_working_copy
from hamkor.intake.keys import mark_of
from hamkor.intake.models import Attachment, Complaint, Mode
from hamkor.intake.permissions import check_can_read
from hamkor.intake.services.conversation import check_open_to_words
from hamkor.intake.services.moving import lock

VOICE = "audio/"


class OriginalReason(StrEnum):
    """Why an officer opens the original; the audit log keeps which."""

    GENUINE = "genuine"
    QUALITY = "quality"
    HAND_OVER = "hand_over"


@dataclass(frozen=True)
class _Prepared:
    """What is kept of a file: the original, the copy to work with, what the scanner said."""

    original: Upload
    digest_sent: str
    copy: WorkingCopy | None = field(repr=False)
    finding: Finding
    is_voice_changed: bool


def add_attachment(
    complaint: Complaint, *, name: str, content: bytes, changes_voice: bool | None = None
) -> Attachment:
    """Add a file as the person who filed. The same content added twice is kept once.

    Args:
        complaint: one that the person has not withdrawn.
        name: as the browser sent it; cleaned.
        content: the bytes, kept sealed in the node's files folder.
        changes_voice: make the voice in a sound hard to recognise; None does so for whoever gave
            no name, if this node can. Whoever gave no name leaves no voice here: the original is
            not kept then. Otherwise it is kept sealed, and the copy to work with is changed.

    Raises:
        InputRefused: empty, too large, of the wrong type, with a false extension, unreadable,
            one file too many, or a voice that cannot be changed.
        WrongState: the person has withdrawn the complaint.
    """
    known = _known(complaint, content)
    if known is not None:
        return known
    check_open_to_files(complaint, len(content))
    # Decoding and rewriting take long: nobody else's filing waits for them.
    prepared = _prepare(complaint, check_upload(name, content), changes_voice)
    return _keep(complaint, prepared)


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


@transaction.atomic
def note_original_read(attachment: Attachment, *, by: Officer, reason: str) -> None:
    """Write into the audit log that an officer opened the original of a file, and why.

    Raises:
        NotAllowed: `by` may not read complaints.
        InputRefused: no such reason.
    """
    check_can_read(by)
    if reason not in set(OriginalReason):
        raise InputRefused(_("Choose a reason"), field="reason")
    record(
        AuditAction.COMPLAINT_ORIGINAL_READ,
        by=by.username,
        about=attachment.reference,
        reason=str(reason),
    )


def bytes_of(complaint: Complaint) -> int:
    """Return how much the files of a complaint take, those that are still coming included."""
    kept = complaint.attachments.aggregate(all=Sum("size"))["all"] or 0
    coming = complaint.uploads.aggregate(all=Sum("size"))["all"] or 0
    return int(kept + coming)


def _known(complaint: Complaint, content: bytes) -> Attachment | None:
    mark = mark_of(hashlib.sha256(content).hexdigest(), complaint.reference)
    return complaint.attachments.filter(mark=mark).first()


def _prepare(complaint: Complaint, sent: Upload, changes_voice: bool | None) -> _Prepared:
    digest = hashlib.sha256(sent.content).hexdigest()
    finding = scan(sent.content)
    if not _changes(complaint, sent, changes_voice):
        copy = None if finding is Finding.INFECTED else _copy_of(sent)
        return _Prepared(sent, digest, copy, finding, is_voice_changed=False)
    changed = _with_another_voice(sent)
    original = changed if complaint.mode == Mode.SIGNAL else sent
    return _Prepared(original, digest, _copy_of(changed), finding, is_voice_changed=True)


def _changes(complaint: Complaint, sent: Upload, wish: bool | None) -> bool:
    if not sent.media_type.startswith(VOICE):
        return False
    return voices.can_disguise() and complaint.mode == Mode.SIGNAL if wish is None else wish


def _with_another_voice(sent: Upload) -> Upload:
    if not voices.can_disguise():
        raise InputRefused(
            _("This office cannot change voices. Send the recording as it is, or write instead"),
            field="files",
        )
    name = f"{PurePosixPath(sent.name).stem}.{voices.ENDING}"
    return Upload(name, voices.MEDIA_TYPE, voices.disguise(sent.content))


def _copy_of(upload: Upload) -> WorkingCopy | None:
    return make_working_copy(upload.media_type, upload.content)


@transaction.atomic
def _keep(complaint: Complaint, prepared: _Prepared) -> Attachment:
    held = lock(complaint)
    mark = mark_of(prepared.digest_sent, held.reference)
    known = held.attachments.filter(mark=mark).first()
    if known is not None:
        return known
    original = prepared.original
    check_open_to_files(held, len(original.content))
    attachment = Attachment(
        complaint=held,
        name=original.name,
        media_type=original.media_type,
        size=len(original.content),
        digest=hashlib.sha256(original.content).hexdigest(),
        mark=mark,
        working_type=prepared.copy.media_type if prepared.copy else "",
        finding=prepared.finding,
        is_voice_changed=prepared.is_voice_changed,
    )
    # Should the transaction fail after this, a sealed file that belongs to nobody stays behind.
    store_file(attachment.reference, original.content, owner=held.reference)
    if prepared.copy:
        store_file(attachment.working_reference, prepared.copy.content, owner=held.reference)
    attachment.save()
    record(
        AuditAction.COMPLAINT_FILE_ADDED,
        by=PERSON,
        about=held.reference,
        media_type=original.media_type,
        size=attachment.size,
    )
    return attachment


def check_open_to_files(complaint: Complaint, length: int) -> None:
    """Raise unless `complaint` takes one more file of `length` bytes.

    Raises:
        InputRefused: there are too many files, or they take too much together.
        NodeIsFull: there is no room on the disk.
        WrongState: the complaint takes nothing any more.
    """
    check_open_to_words(complaint)
    if complaint.attachments.count() >= settings.MAX_ATTACHMENTS:
        raise InputRefused(
            _("At most %(limit)s files fit into one complaint"),
            field="files",
            limit=settings.MAX_ATTACHMENTS,
        )
    if bytes_of(complaint) + length > settings.MAX_COMPLAINT_BYTES:
        raise InputRefused(
            _("All files of one complaint together can be at most %(megabytes)s MB"),
            field="files",
            megabytes=settings.MAX_COMPLAINT_BYTES // 1024**2,
        )
    check_room(length)
