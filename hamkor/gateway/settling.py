"""The cases learn what became of their messages, each exactly once."""

import logging
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.db import DatabaseError, transaction

from hamkor.assistance import messages
from hamkor.assistance import services as assistance
from hamkor.errors import WrongState
from hamkor.exchange import queries, services
from hamkor.gateway.failures import failure_code, failure_place

if TYPE_CHECKING:
    from hamkor.exchange.models import OutboxMessage

log = logging.getLogger(__name__)

BATCH = 20


class LearnDelivered(Protocol):
    def __call__(self, *, about: UUID, message_id: UUID, kind: str, at: datetime) -> None: ...


class LearnNotDelivered(Protocol):
    def __call__(
        self, *, about: UUID, message_id: UUID, kind: str, at: datetime, reason: str
    ) -> None: ...


SETTLERS: dict[str, tuple[LearnDelivered, LearnNotDelivered]] = {
    body.KIND: (assistance.learn_delivered, assistance.learn_not_delivered)
    for body in messages.BODIES
}


def settle() -> int:
    """Tell the cases what became of their messages, each exactly once, and tell how many."""
    settled = 0
    while batch := queries.next_to_settle(BATCH):
        settled += sum(_settle(message) for message in batch)
    return settled


def _settle(message: "OutboxMessage") -> bool:
    """Tell one case, in one transaction with the note that it was told."""
    try:
        with transaction.atomic():
            services.mark_settled(message)
            _tell(message)
    except DatabaseError:
        raise  # nothing was told: the next round tries again
    except Exception as error:
        failure = failure_code(error)
        log.warning(
            "message %s not settled: %s at %s", message.message_id, failure, failure_place(error)
        )
        with suppress(WrongState):
            services.mark_settled(message, failure=failure)
        return False
    return True


def _tell(message: "OutboxMessage") -> None:
    if message.kind not in SETTLERS:
        return
    learn_delivered, learn_not_delivered = SETTLERS[message.kind]
    about, message_id, kind = message.about, message.message_id, message.kind
    at = message.receipt_at or message.expires_at
    if message.status == "delivered":
        learn_delivered(about=about, message_id=message_id, kind=kind, at=at)
        return
    reason = message.last_failure or message.status
    learn_not_delivered(about=about, message_id=message_id, kind=kind, at=at, reason=reason)
