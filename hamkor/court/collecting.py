"""From the rows of the exchange to what a court is shown of a matter."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import BinaryIO
from uuid import UUID

from hamkor import envelope
from hamkor.court.papers import MessagePaper, SignedPaper
from hamkor.evidence.kinds import LeafKind
from hamkor.evidence.queries import proof_for
from hamkor.exchange.frames import open_frame
from hamkor.exchange.identity import our_decryption_keys, our_office, pepper
from hamkor.exchange.models import Evidence, InboxMessage, OutboxMessage, Traffic
from hamkor.exchange.services.leaving import own_content
from hamkor.keyring.own import our_ring
from hamkor.keyring.queries import statement_texts

Row = InboxMessage | OutboxMessage


def messages_about(references: Sequence[UUID]) -> Iterator[MessagePaper]:
    """Give what was exchanged about some matters, oldest first, one at a time.

    The documents of each can be copied until the next one is asked for.
    """
    for rows in _rows(references):
        first = rows[0]
        with open_frame(first) as frame:
            dissected = _dissect(first, frame)
            header, header_hash = envelope.read_header(frame)
            kind = (
                LeafKind.HEADER_SENT
                if isinstance(first, OutboxMessage)
                else LeafKind.HEADER_RECEIVED
            )
            proof = proof_for(kind, header_hash) or ""
            yield MessagePaper(header, dissected, proof, tuple(_receipts(rows, header_hash)))


def statements_of_all(offices: Iterable[str]) -> dict[str, list[str]]:
    """Return every statement of keys of these offices that was ever believed here."""
    found: dict[str, list[str]] = {office: [] for office in sorted(set(offices))}
    for text in dict.fromkeys([*statement_texts(), our_ring().text]):
        office = envelope.read_office_statement(text).office
        if office in found:
            found[office].append(text)
    return found


def _rows(references: Sequence[UUID]) -> Iterator[list[Row]]:
    """Give the rows of each message together: one to several offices has a row for each."""
    wanted = {"about__in": references, "traffic": Traffic.CASEWORK}
    sent = OutboxMessage.objects.filter(**wanted).order_by("queued_at", "header_hash", "id")
    came = InboxMessage.objects.filter(**wanted).order_by("id")
    times = [
        *((row.queued_at, row.header_hash, True) for row in sent.defer("frame")),
        *((row.sent_at or row.received_at, row.header_hash, False) for row in came),
    ]
    order = sorted(times, key=lambda each: each[:2])
    for (_at, header_hash, is_sent), _same in groupby(order):
        model: type[Row] = OutboxMessage if is_sent else InboxMessage
        yield list(model._default_manager.filter(header_hash=header_hash, **wanted))


def _dissect(row: Row, frame: BinaryIO) -> envelope.Dissected:
    """Open a message: with our own key of it, or with those for which it was sealed."""
    if isinstance(row, InboxMessage):
        keys = our_decryption_keys()
        return envelope.dissect(frame, our_office=our_office().id, our_keys=keys)
    if not row.content_key:
        return envelope.dissect(frame)
    context = own_content(row.message_id)
    key = envelope.open_at_rest(pepper(), bytes(row.content_key), context=context)
    return envelope.dissect(frame, content_key=key)


def _receipts(rows: Sequence[Row], header_hash: str) -> Iterator[SignedPaper]:
    texts = [text for row in rows for text in _texts_of(row)]
    more = Evidence.objects.filter(header_hash=header_hash).order_by("id")
    texts += more.values_list("receipt", flat=True)
    papers = [
        SignedPaper(text, envelope.claims_of_receipt(text), _proof_of_receipt(text))
        for text in dict.fromkeys(texts)
    ]
    yield from sorted(papers, key=lambda paper: paper.says.at)


def _texts_of(row: Row) -> list[str]:
    signed = [row.receipt] if isinstance(row, InboxMessage) else [row.queued_receipt, row.receipt]
    return [text for text in signed if text]


def _proof_of_receipt(text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()
    kinds = (LeafKind.RECEIPT_GIVEN, LeafKind.RECEIPT_GOT)
    return next((proof for kind in kinds if (proof := proof_for(kind, digest))), "")
