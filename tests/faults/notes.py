"""The least two offices can say to each other: numbered notes about a matter.

The effect of a note is a line in the audit log, written in the transaction that gives the message
its effect; so is the learning of what became of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar
from unittest.mock import patch
from uuid import UUID

from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.exchange.messages import Message
from hamkor.gateway import delivery, dispatch

HEARD, TOLD = "note heard", "note told"


class Note(Message):
    """One note; `number` counts within its matter, from 1."""

    KIND: ClassVar[str] = "test.note/1"
    matter: UUID
    number: int


def _hear(body: Note, *, message_id: UUID, **_facts: object) -> None:
    record(AuditAction.SEARCHED, by=HEARD, about=message_id, m=str(body.matter), n=body.number)


def _learn(*, message_id: UUID, **_facts: object) -> None:
    record(AuditAction.SEARCHED, by=TOLD, about=message_id)


@contextmanager
def understood() -> Iterator[None]:
    """Let every node of this process take in notes."""
    with (
        patch.dict(dispatch.RECEIVERS, {Note.KIND: (Note, _hear)}),
        patch.dict(delivery.SETTLERS, {Note.KIND: (_learn, _learn)}),
    ):
        yield
