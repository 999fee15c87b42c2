"""The one verb: make a container of what was exchanged about a matter."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from hamkor import envelope
from hamkor.accounts.models import Officer
from hamkor.accounts.permissions import check_may
from hamkor.accounts.roles import Permission
from hamkor.assistance.queries import requests_of
from hamkor.assistance.queries import visible_to as requests_visible_to
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases.queries import visible_to as cases_visible_to
from hamkor.clock import now
from hamkor.court.collecting import messages_about, statements_of_all
from hamkor.court.container import ContainerWriter
from hamkor.court.papers import (
    ANY,
    EXPORTER,
    HEADER,
    JOSE,
    JSON,
    PROOF,
    SAID,
    SIGNATURES,
    TEXT,
    MessagePaper,
    document_name,
    message_folder,
    receipt_name,
)
from hamkor.court.words import LANGUAGES, Summary, statement_text
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.services import append
from hamkor.exchange.identity import our_keys, our_office
from hamkor.transparency.checkpoint import office_of
from hamkor.transparency.proof import read_proof


def export_matter(reference: UUID, path: Path, *, by: Officer) -> int:
    """Write all that was exchanged about a request or a case into a container for a court.

    The log holds the digest of the container, and the audit log who had it made.

    Args:
        reference: of a request, or of a case, whose requests are then all in it.
        path: where it goes; there must be nothing yet.
        by: an officer who may read it and have it written: a case officer or a deputy.

    Returns:
        How many messages are in it.

    Raises:
        NotAllowed: the officer may not have evidence written.
        NotFound: there is no such matter, or the officer may not read it, or nothing was sent.
    """
    check_may(by, Permission.EVIDENCE_EXPORT)
    references = _references(reference, by)
    moment = now()
    unfinished = path.with_name(path.name + ".part")
    try:
        count = _write(unfinished, references, moment)
        digest = _digest(unfinished)
        with transaction.atomic():
            append(LeafKind.EXPORT, digest, about=str(reference))
            record(AuditAction.EVIDENCE_EXPORTED, by=by.username, about=reference, digest=digest)
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _references(reference: UUID, by: Officer) -> list[UUID]:
    if requests_visible_to(by).filter(reference=reference).exists():
        return [reference]
    case = cases_visible_to(by).filter(reference=reference).first()
    if case is None or not by.may(Permission.REQUEST_READ):
        raise NotFound(_("There is no request and no case with this number that you may read"))
    return list(requests_of(case).values_list("reference", flat=True))


def _write(path: Path, references: Sequence[UUID], moment: datetime) -> int:
    office = our_office().id
    key = envelope.ContainerKey(office, at=moment)
    mentioned = {office}
    summaries: list[Summary] = []
    with path.open("xb") as file, ContainerWriter(file, at=moment) as container:
        for number, paper in enumerate(messages_about(references), 1):
            _add_message(container, message_folder(number), paper)
            summaries.append(Summary(paper))
            mentioned |= _offices_in(paper)
        if not summaries:
            raise NotFound(_("Nothing was exchanged about this"))
        _add_keys(container, mentioned)
        answers = envelope.sign_certificate(key.certificate, our_keys(), office, at=moment)
        container.add(EXPORTER, JOSE, answers.encode())
        for language in LANGUAGES:
            words = statement_text(
                language, summaries, exporter=office, at=moment,
                references=[str(reference) for reference in references],
            )  # fmt: skip
            container.add(f"statement-{language}.txt", TEXT, words.encode())
        container.finish(key)
    return len(summaries)


def _add_keys(container: ContainerWriter, offices: Iterable[str]) -> None:
    for office, texts in statements_of_all(offices).items():
        for number, text in enumerate(texts, 1):
            container.add(f"keys/{office}-{number:04d}.jws", JOSE, text.encode())


def _add_message(container: ContainerWriter, folder: str, paper: MessagePaper) -> None:
    parts = paper.dissected
    container.add(folder + HEADER, JSON, parts.header)
    container.add(folder + SIGNATURES, JSON, parts.signatures)
    if paper.proof:
        container.add(folder + PROOF, TEXT, paper.proof.encode())
    if parts.manifest:
        container.add(folder + SAID, JSON, parts.manifest)
    for number, entry in enumerate(parts.entries):
        with container.adding(folder + document_name(number + 1, entry.name), ANY) as target:
            parts.copy_document(number, target)
    for number, receipt in enumerate(paper.receipts, 1):
        container.add(folder + receipt_name(number, "jws"), JOSE, receipt.text.encode())
        if receipt.proof:
            container.add(folder + receipt_name(number, "proof"), TEXT, receipt.proof.encode())


def _offices_in(paper: MessagePaper) -> set[str]:
    """Name all whose keys are needed to check a message, witnesses of the log too."""
    proofs = [text for text in (paper.proof, *(one.proof for one in paper.receipts)) if text]
    names = {
        office_of(line.split()[1])
        for text in proofs
        for line in read_proof(text).checkpoint.splitlines()
        if line.startswith("— ")
    }
    recipients = {to.office for to in paper.header.recipients}
    signers = {receipt.says.by for receipt in paper.receipts}
    return (names | recipients | signers | {paper.header.sender}) - {""}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
