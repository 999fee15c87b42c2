"""A node that also understands notes, for the tests: run as a program beside `hamkor node run`.

`note_node.py queue FOLDER OFFICE MATTERS EACH PAUSE` queues notes, `note_node.py work FOLDER` is
the worker.
Each effect is an audit entry, written in the transaction of the message that has it.
"""

import sys
import time
from pathlib import Path
from typing import ClassVar
from uuid import UUID, uuid4

from hamkor.command.opening import open_node
from hamkor.exchange.messages import Message

HEARD, TOLD = "note heard", "note told"


class Note(Message):
    KIND: ClassVar[str] = "test.note/1"
    matter: UUID
    number: int


def receive_note(body: Note, *, message_id: UUID, **_facts: object) -> None:
    from hamkor.audit.actions import AuditAction
    from hamkor.audit.services import record

    record(AuditAction.SEARCHED, by=HEARD, about=message_id, m=str(body.matter), n=body.number)


def learn(*, message_id: UUID, **_facts: object) -> None:
    from hamkor.audit.actions import AuditAction
    from hamkor.audit.services import record

    record(AuditAction.SEARCHED, by=TOLD, about=message_id)


def queue(folder: str, office: str, matters: str, each: str, pause_seconds: str) -> None:
    open_node(Path(folder))
    from hamkor.exchange.services import queue_message

    references = [uuid4() for _ in range(int(matters))]
    for number in range(int(each)):
        for matter in references:
            queue_message(Note(matter=matter, number=number), to=office, about=matter)
            time.sleep(float(pause_seconds))


def work(folder: str) -> None:
    from hamkor.command.node import main

    open_node(Path(folder))
    from hamkor.gateway import delivery, dispatch

    dispatch.RECEIVERS[Note.KIND] = (Note, receive_note)
    delivery.SETTLERS[Note.KIND] = (learn, learn)
    main(["work", folder])


if __name__ == "__main__":
    {"queue": queue, "work": work}[sys.argv[1]](*sys.argv[2:])
