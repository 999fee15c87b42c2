from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases.models import Case, CaseDocument
from hamkor.cases.permissions import check_can_read
from hamkor.files.store import read_file


@transaction.atomic
def note_case_read(case: Case, *, by: Officer) -> None:
    """Write in the audit log that an officer opened the file.

    Raises:
        NotAllowed: the officer may not read this case.
    """
    check_can_read(by, case)
    record(AuditAction.CASE_READ, by=by.username, about=case.reference)


@transaction.atomic
def read_document(document: CaseDocument, *, by: Officer) -> bytes:
    """Return the content of a document of a case and write who read it.

    Raises:
        NotAllowed: the officer may not read this case.
    """
    check_can_read(by, document.case)
    record(AuditAction.DOCUMENT_READ, by=by.username, about=document.reference)
    return read_file(document.reference)
