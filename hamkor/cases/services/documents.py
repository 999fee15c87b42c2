from hashlib import sha256

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import PERSON, record
from hamkor.cases.models import Case, CaseDocument, EntryKind
from hamkor.cases.permissions import check_can_write
from hamkor.cases.services.journal import add_entry, check_is_open
from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _
from hamkor.files.kinds import Upload, check_upload
from hamkor.files.store import read_file, store_file
from hamkor.intake.models import Complaint

FROM_COMPLAINT = "complaint"
FROM_OFFICER = "officer"


@transaction.atomic
def add_document(
    case: Case, *, name: str, content: bytes, by: Officer | str, origin: str = FROM_OFFICER
) -> CaseDocument:
    """Add a file to the case, sealed at rest.

    Args:
        case: an open one.
        name: as the file was called.
        content: of an allowed kind.
        by: the officer; for a file that came from another office, that office's id.
        origin: "officer", or the office it came from.

    Raises:
        NotAllowed: the officer may not write in this case.
        InputRefused: the file is of a wrong kind, or is in the case already.
        WrongState: the case is closed.
    """
    author = _author(by, case)
    upload = check_upload(name, content)
    check_is_open(case)
    if _known(case, upload.content):
        raise InputRefused(_("This file is in the case already"), field="content")
    document = _keep(case, upload, by=author, origin=origin)
    add_entry(
        case,
        kind=EntryKind.DOCUMENT,
        by=author,
        sentence=_("Document added: %(name)s"),
        facts={"name": document.name},
        about=document.reference,
    )
    record(AuditAction.DOCUMENT_ADDED, by=author, about=case.reference, origin=origin)
    return document


def copy_attachments(complaint: Complaint, case: Case) -> None:
    """Put what the person attached among the documents of a new case."""
    for attachment in complaint.attachments.all():
        content = read_file(attachment.reference, owner=complaint.reference)
        upload = Upload(attachment.name, attachment.media_type, content)
        _keep(case, upload, by=PERSON, origin=FROM_COMPLAINT)


def _author(by: Officer | str, case: Case) -> str:
    """A user name given as text gets no more rights than the officer behind it."""
    officer = by if isinstance(by, Officer) else Officer.objects.filter(username=by).first()
    if officer is None:
        return str(by)
    check_can_write(officer, case)
    return officer.username


def _known(case: Case, content: bytes) -> bool:
    return CaseDocument.objects.filter(case=case, digest=sha256(content).hexdigest()).exists()


def _keep(case: Case, upload: Upload, *, by: str, origin: str) -> CaseDocument:
    document = CaseDocument(
        case=case,
        name=upload.name,
        media_type=upload.media_type,
        size=len(upload.content),
        origin=origin,
        added_by=by,
    )
    document.digest = store_file(document.reference, upload.content)
    document.save()
    return document
