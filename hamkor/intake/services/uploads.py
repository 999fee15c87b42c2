"""Large files over a line that breaks: they come in parts, and go on where they stopped."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from hamkor.clock import now
from hamkor.errors import InputRefused, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.files.kinds import clean_name
from hamkor.files.store import delete_file, read_file, store_file
from hamkor.intake.models import Attachment, Complaint, Upload
from hamkor.intake.services.attachments import add_attachment, check_open_to_files

PART_BYTES = 256 * 1024
KEPT = timedelta(hours=72)
"""How long parts wait for the rest."""
AT_ONCE = 5
"""Files of one complaint that may be on their way together."""


def begin_upload(
    complaint: Complaint, *, name: str, size: int, changes_voice: bool = False
) -> Upload:
    """Announce a file, or find the one that was announced before the line broke.

    Raises:
        InputRefused: empty, too large, or too many files.
        WrongState: the complaint takes no files any more.
    """
    _forget_old(complaint)
    clean = clean_name(name)
    for known in complaint.uploads.filter(size=size, changes_voice=changes_voice):
        if known.name == clean:
            return known
    _check_size(clean, size)
    check_open_to_files(complaint, size)
    if complaint.uploads.count() >= AT_ONCE:
        raise InputRefused(_("Wait until the files before this one have arrived"), field="files")
    return Upload.objects.create(
        complaint=complaint, name=clean, size=size, changes_voice=changes_voice
    )


def upload_of(complaint: Complaint, reference: UUID) -> Upload | None:
    """Return a file of this complaint that is on its way; None when there is none."""
    return complaint.uploads.filter(reference=reference).first()


@transaction.atomic
def add_part(upload: Upload, *, number: int, content: bytes) -> Upload:
    """Keep one part, sealed. A part that came before is left as it was.

    Args:
        upload: what `begin_upload` gave.
        number: of the part, the first is 0.
        content: 256 KiB; of the last part what is left.

    Raises:
        InputRefused: a part of another length.
        WrongState: parts before this one are missing.
    """
    held = Upload.objects.select_for_update().get(pk=upload.pk)
    if number < held.parts_here:
        return held
    if number > held.parts_here:
        raise WrongState(_("A part of this file is missing: it goes on from there"))
    if len(content) != _length_of(held, number):
        raise InputRefused(_("A part of this file has not arrived whole"), field="files")
    owner = held.complaint.reference
    store_file(held.part_reference(number), content, owner=owner)
    held.parts_here += 1
    held.save(update_fields=["parts_here"])
    return held


def finish_upload(upload: Upload) -> Attachment:
    """Put the parts together once all are here, and add the file to the complaint.

    Whatever is wrong with the file, its parts are gone afterwards.

    Raises:
        WrongState: parts are missing.
        InputRefused: as in `add_attachment`.
    """
    if upload.parts_here != parts_of(upload):
        raise WrongState(_("A part of this file is missing: it goes on from there"))
    complaint = upload.complaint
    pieces = [
        read_file(upload.part_reference(number), owner=complaint.reference)
        for number in range(upload.parts_here)
    ]
    name, wish = upload.name, upload.changes_voice
    drop_upload(upload)
    return add_attachment(
        complaint, name=name, content=b"".join(pieces), changes_voice=wish or None
    )


def drop_upload(upload: Upload) -> None:
    """Forget a file on its way, with its parts."""
    parts = [upload.part_reference(number) for number in range(upload.parts_here)]
    upload.delete()
    for part in parts:
        delete_file(part)


def parts_of(upload: Upload) -> int:
    """Return in how many parts the file comes."""
    return -(-upload.size // PART_BYTES)


def _length_of(upload: Upload, number: int) -> int:
    return min(PART_BYTES, upload.size - number * PART_BYTES)


def _check_size(name: str, size: int) -> None:
    if size < 1:
        raise InputRefused(_("The file “%(name)s” is empty"), field="files", name=name)
    if size > settings.MAX_ATTACHMENT_BYTES:
        raise InputRefused(
            _("The file “%(name)s” is larger than %(megabytes)s MB"),
            field="files",
            name=name,
            megabytes=settings.MAX_ATTACHMENT_BYTES // 1024**2,
        )


def _forget_old(complaint: Complaint) -> None:
    for old in complaint.uploads.filter(began_at__lt=now() - KEPT):
        drop_upload(old)
