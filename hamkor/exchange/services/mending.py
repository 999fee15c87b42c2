"""A message that the disk has damaged is asked back: the other office has the same bytes."""

from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO

from django.db import transaction
from django.db.models import QuerySet

from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.exchange import frames
from hamkor.exchange.checking import (
    Damage,
    Message,
    has_its_receipt,
    is_frame_of,
    is_whole,
    other_office,
    sealed_by,
)
from hamkor.exchange.models import InboxMessage, OutboxMessage
from hamkor.exchange.services.arriving import take_up_again
from hamkor.exchange.services.tallies import ask_for


def ask_for_damaged(damages: Iterable[Damage]) -> int:
    """Ask the other offices for the messages that are damaged here; tell how many were asked for.

    What was never delivered lies nowhere else: it comes back with a backup, or is said anew.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    days: dict[str, set[str]] = defaultdict(set)
    for damage in damages:
        row = damage.row
        office = other_office(row)
        made_at = row.sent_at if isinstance(row, InboxMessage) else row.queued_at
        if made_at and row.receipt:
            wanted[office].add(row.header_hash)
            days[office].add(made_at.date().isoformat())
    asked = [ask_for(office, wanted[office], days[office]) for office in wanted]
    return sum(asked)


@transaction.atomic
def mend(row: Message, frame: bytes, receipt: str) -> bool:
    """Put back what the disk has damaged of a message; tell whether anything was.

    Args:
        row: the message as it is known here.
        frame: its bytes as the other office has kept them; believed for its signature only.
        receipt: the receipt for it as kept there; believed for its signature only.
    """
    found = [_mend_frame(row, frame), _mend_receipt(row, receipt)]
    if not any(found):
        return False
    record(AuditAction.MESSAGE_MENDED, by=NODE, about=row.message_id, sender=sealed_by(row))
    if isinstance(row, InboxMessage) and row.set_aside_at:
        take_up_again(row)
    return True


def _mend_frame(row: Message, frame: bytes) -> bool:
    if is_whole(row) or not is_frame_of(BytesIO(frame), row.header_hash, sender=sealed_by(row)):
        return False
    if row.stored_in:
        frames.keep(row.stored_in, frame)
    else:
        _rows(row).update(frame=frame)
    return True


def _mend_receipt(row: Message, receipt: str) -> bool:
    if not row.receipt or has_its_receipt(row) or not has_its_receipt(row, receipt):
        return False
    _rows(row).update(receipt=receipt)
    return True


def _rows(row: Message) -> QuerySet[InboxMessage] | QuerySet[OutboxMessage]:
    if isinstance(row, InboxMessage):
        return InboxMessage.objects.filter(pk=row.pk)
    return OutboxMessage.objects.filter(pk=row.pk)
