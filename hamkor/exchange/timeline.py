"""The evidence about one matter as a timeline: who signed what, when, and who else saw it."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from hamkor.clock import now
from hamkor.evidence.models import Leaf
from hamkor.evidence.queries import is_corroborated, witnesses
from hamkor.exchange.identity import our_office
from hamkor.exchange.models import Evidence, InboxMessage, OutboxMessage, OutboxStatus, Traffic

LATE_AFTER = timedelta(hours=1)
"""A receipt that took longer shows as late: two nodes that are well need seconds."""
NO_RECEIPT = "waiting"
"""Stands where the receipt of the other office is still missing."""

_OUTCOMES = {
    OutboxStatus.DELIVERED: "stored",
    OutboxStatus.REFUSED: "refused",
    OutboxStatus.CONFLICT: "conflict",
    OutboxStatus.WAITING: NO_RECEIPT,
}


@dataclass(frozen=True)
class Event:
    """One thing that happened to a message, with what proves it.

    Attributes:
        at: by the clock of whoever signed; for a receipt of theirs, when it came.
        what: see `envelope.Outcome`; `NO_RECEIPT` when the other office has not answered yet.
        by: office that signed; empty for what is only missing.
        to_or_from: the other office of the two.
        is_ours: the message is ours.
        kind: of the message.
        message_id: of the message.
        receipt: what was signed, as text; empty for what is only missing.
        reason: code.
        role: of the officer who did it.
        place: code.
        took: from handing in to receipt, when that was late.
        is_logged: our log holds it, with a place that cannot change any more.
        corroborated_by: other offices that have cosigned our log with it.
        is_doubted: whoever signed has shown two histories of its log.
    """

    at: datetime
    what: str
    by: str
    to_or_from: str
    is_ours: bool
    kind: str
    message_id: UUID
    receipt: str = field(default="", repr=False)
    reason: str = ""
    role: str = ""
    place: str = ""
    took: timedelta | None = None
    is_logged: bool = False
    corroborated_by: tuple[str, ...] = ()
    is_doubted: bool = False


def evidence_about(about: UUID) -> list[Event]:
    """Return what can be proven of the messages about a matter, oldest first."""
    events = [*_about_ours(about), *_about_theirs(about), *_signed_later(about)]
    return _with_proof(sorted(events, key=lambda event: event.at))


def missing_before(about: UUID) -> int:
    """Return how many messages about a matter have not come although later ones have."""
    came = InboxMessage.objects.filter(about=about, traffic=Traffic.CASEWORK)
    held: dict[tuple[str, UUID], list[int]] = {}
    for sender, stream, sequence in came.values_list("sender", "stream", "sequence"):
        held.setdefault((sender, stream), []).append(sequence)
    return sum(max(sequences) - len(sequences) for sequences in held.values())


def _about_ours(about: UUID) -> Iterator[Event]:
    sent = OutboxMessage.objects.filter(about=about, traffic=Traffic.CASEWORK)
    ours, moment = our_office().id, now()
    for message in sent.defer("frame", "content_key"):
        queued = Event(
            at=message.queued_at,
            what="queued",
            by=ours,
            to_or_from=message.peer,
            is_ours=True,
            kind=message.kind,
            message_id=message.message_id,
            receipt=message.queued_receipt,
        )
        yield queued
        what = _OUTCOMES.get(OutboxStatus(message.status))
        if what:
            at = message.receipt_at or moment
            took = at - message.queued_at
            yield replace(
                queued,
                at=at,
                what=what,
                by=message.peer if message.receipt else "",
                receipt=message.receipt,
                reason=message.last_failure,
                took=took if took > LATE_AFTER else None,
            )


def _about_theirs(about: UUID) -> Iterator[Event]:
    came = InboxMessage.objects.filter(about=about, traffic=Traffic.CASEWORK)
    for message in came.defer("frame"):
        took = message.received_at - message.sent_at if message.sent_at else timedelta()
        yield Event(
            at=message.received_at,
            what="stored",
            by=our_office().id,
            to_or_from=message.sender,
            is_ours=False,
            kind=message.kind,
            message_id=message.message_id,
            receipt=message.receipt,
            took=took if took > LATE_AFTER else None,
        )


def _signed_later(about: UUID) -> Iterator[Event]:
    ours = set(OutboxMessage.objects.filter(about=about).values_list("message_id", flat=True))
    for row in Evidence.objects.filter(about=about).defer("exhibit"):
        yield Event(
            at=row.at,
            what=row.what,
            by=row.by,
            to_or_from=row.peer,
            is_ours=row.message_id in ours,
            kind=row.kind,
            message_id=row.message_id,
            receipt=row.receipt,
            reason=row.reason,
            role=row.role,
            place=row.place,
        )


def _with_proof(events: Sequence[Event]) -> list[Event]:
    """Look up where our log holds what was signed, and who has cosigned it there."""
    positions = _positions(event.receipt for event in events if event.receipt)
    followed = {office: seen.size for office, seen in witnesses().items()}
    doubted = {office for office in {event.by for event in events} if not _is_believed(office)}
    shown = []
    for event in events:
        position = positions.get(_digest(event.receipt))
        seen_by = sorted(
            o for o, size in followed.items() if position is not None and size > position
        )
        shown.append(
            replace(
                event,
                is_logged=position is not None,
                corroborated_by=tuple(seen_by),
                is_doubted=event.by in doubted,
            )
        )
    return shown


def _is_believed(office: str) -> bool:
    return not office or is_corroborated(office)


def _positions(receipts: Iterable[str]) -> dict[bytes, int | None]:
    leaves = Leaf.objects.filter(digest__in=[_digest(receipt) for receipt in receipts])
    return {bytes(leaf.digest or b""): leaf.position for leaf in leaves.only("digest", "position")}


def _digest(receipt: str) -> bytes:
    return hashlib.sha256(receipt.encode()).digest()
