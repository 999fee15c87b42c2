"""Files that go or came with a request: checked on both sides, sealed at rest on both."""

from collections.abc import Sequence
from hashlib import sha256

from django.db import transaction

from hamkor import envelope
from hamkor.accounts.models import Officer
from hamkor.assistance import limits
from hamkor.assistance.conditions import check_ready, stage_now
from hamkor.assistance.models import AssistanceRequest, RequestDocument, RequestEvent, Stage
from hamkor.assistance.permissions import check_can_attach, check_can_read
from hamkor.assistance.services.consent import check_consent
from hamkor.assistance.services.moving import change, note
from hamkor.assistance.verbs import Step, Verb
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases.models import CaseDocument, CaseStatus
from hamkor.cases.services.documents import FROM_OFFICER, add_document
from hamkor.clock import now
from hamkor.errors import InputRefused, NotFound, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.files.kinds import Upload, check_upload
from hamkor.files.store import read_file, store_file


@transaction.atomic
def attach_document(
    request: AssistanceRequest, *, name: str, content: bytes, stage: str = "", by: Officer
) -> RequestDocument:
    """Add a file to what goes out next: the request, the information or the answer.

    A draft that waits for approval goes back to its drafter: what is approved is what is sent.

    Args:
        request: one that takes documents now.
        name: as the file was called.
        content: of an allowed kind.
        stage: the one that is open now; empty takes that one.
        by: works on our side of the request.

    Raises:
        NotAllowed: the officer does not work on this request.
        InputRefused: a wrong kind, too many files, or this file is there already.
        WrongState: nothing of this stage can be added now.
    """
    check_can_attach(by, request)
    return _attach(request, check_upload(name, content), stage, FROM_OFFICER, by)


@transaction.atomic
def attach_case_document(
    request: AssistanceRequest, document: CaseDocument, *, stage: str = "", by: Officer
) -> RequestDocument:
    """Add a document of the request's case; the person's own only with the person's consent.

    Raises:
        NotAllowed: the officer does not work on this request.
        NotFound: the document belongs to another case.
        RuleViolation: it is the person's, who has not agreed that the office abroad reads it.
        InputRefused: see `attach_document`; the same for WrongState.
    """
    check_can_attach(by, request)
    if document.case_id != request.case_id:
        raise NotFound(_("The case has no such document"))
    check_consent(request, origins=(document.origin,))
    upload = Upload(document.name, document.media_type, read_file(document.reference))
    return _attach(request, upload, stage, document.origin, by)


@transaction.atomic
def read_document(document: RequestDocument, *, by: Officer) -> bytes:
    """Return the content of a document of a request and write who read it.

    Raises:
        NotAllowed: the officer may not read this request.
    """
    check_can_read(by, document.request)
    record(AuditAction.DOCUMENT_READ, by=by.username, about=document.reference)
    return read_file(document.reference)


def keep_documents(
    request: AssistanceRequest, documents: Sequence[envelope.Document], *, stage: str, sender: str
) -> None:
    """Keep the files that came with a message; one that may not be kept is named and left out."""
    for document in documents[: limits.DOCUMENTS]:
        try:
            upload = check_upload(document.name, document.content)
        except InputRefused as refused:
            _note_refused(request, refused, sender)
            continue
        if not _known(request, upload.content, stage, is_ours=False):
            _keep(request, upload, stage=stage, is_ours=False, origin=sender, by=sender)


def take_unsent(request: AssistanceRequest, stage: str) -> list[envelope.Document]:
    """Return the documents of a stage that the other office does not have, and mark them sent."""
    ours = RequestDocument.objects.filter(request=request, stage=stage, is_ours=True)
    # A request that was not delivered goes again as a whole.
    rows = list(ours if stage == Stage.REQUEST else ours.filter(is_sent=False))
    RequestDocument.objects.filter(pk__in=[row.pk for row in rows]).update(is_sent=True)
    return [envelope.Document(row.name, row.media_type, read_file(row.reference)) for row in rows]


def _attach(
    request: AssistanceRequest, upload: Upload, stage: str, origin: str, by: Officer
) -> RequestDocument:
    check_ready(request, Verb.ATTACH_DOCUMENT)
    stage = _open_stage(request, stage)
    _check_fits(request, upload, stage)
    change(request, **({"approval_asked_at": None} if stage == Stage.REQUEST else {}))
    row = _keep(request, upload, stage=stage, is_ours=True, origin=origin, by=by.username)
    note(request, Step.DOCUMENT_ATTACHED, by=by, facts={"name": row.name, "stage": stage})
    record(
        AuditAction.DOCUMENT_ADDED,
        by=by.username,
        about=request.reference,
        stage=stage,
        origin=origin,
    )
    return row


def _open_stage(request: AssistanceRequest, stage: str) -> str:
    now_open = stage_now(request)
    if stage not in ("", now_open):
        raise WrongState(_("No document can be added now"))
    return now_open


def _check_fits(request: AssistanceRequest, upload: Upload, stage: str) -> None:
    if _known(request, upload.content, stage, is_ours=True):
        raise InputRefused(_("This file is there already"), field="content")
    there = RequestDocument.objects.filter(request=request, stage=stage, is_ours=True)
    if there.count() >= limits.DOCUMENTS:
        raise InputRefused(
            _("At most %(limit)s files can go together"), field="content", limit=limits.DOCUMENTS
        )


def _known(request: AssistanceRequest, content: bytes, stage: str, *, is_ours: bool) -> bool:
    return RequestDocument.objects.filter(
        request=request, stage=stage, is_ours=is_ours, digest=sha256(content).hexdigest()
    ).exists()


def _keep(
    request: AssistanceRequest,
    upload: Upload,
    *,
    stage: str,
    is_ours: bool,
    origin: str,
    by: str,
) -> RequestDocument:
    row = RequestDocument(
        request=request,
        is_ours=is_ours,
        stage=stage,
        origin=origin,
        name=upload.name,
        media_type=upload.media_type,
        size=len(upload.content),
        added_by=by,
    )
    row.digest = store_file(row.reference, upload.content)
    row.save()
    return row


def _note_refused(request: AssistanceRequest, refused: InputRefused, sender: str) -> None:
    RequestEvent.objects.create(
        request=request,
        at=now(),
        is_ours=False,
        by=sender,
        action=Step.FILE_REFUSED,
        status=request.status,
        facts={"sentence": refused.sentence, "facts": refused.facts},
    )


def copy_to_case(request: AssistanceRequest, *, stage: str) -> None:
    """Put what came from the other office among the documents of the case, once each.

    A case that has been closed takes nothing any more; the request keeps the files.
    """
    case = request.case
    if case is None or case.status != CaseStatus.OPEN:
        return
    known = set(case.documents.values_list("digest", flat=True))
    for row in RequestDocument.objects.filter(request=request, stage=stage, is_ours=False):
        if row.digest not in known:
            content = read_file(row.reference)
            add_document(case, name=row.name, content=content, by=row.origin, origin=row.origin)
            known.add(row.digest)
