"""The least a message can say, and a wire that answers as a test wants."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import httpx
import pytest

from hamkor import clock, envelope
from hamkor.exchange import services
from hamkor.exchange.messages import Message
from hamkor.exchange.models import OutboxMessage
from hamkor.gateway import delivery
from hamkor.keyring.schedule import Window
from hamkor.keyring.stating import stated_keys

MOSCOW = "ru-prosecutor-general"


class Note(Message):
    KIND: ClassVar[str] = "test.note/1"
    text: str = "invented"


def queue(about: UUID | None = None, **more: Any) -> OutboxMessage:
    """Queue a note for Moscow."""
    return services.queue_message(Note(), to=MOSCOW, about=about or uuid4(), **more)


def raising(error: Exception) -> Any:
    """Return a function that takes anything and raises `error`."""

    def fail(*_arguments: Any, **_more: Any) -> None:
        raise error

    return fail


class Wire:
    """Answers what is posted with `answer(request)`; remembers it in `posted`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.posted: list[tuple[str, bytes]] = []
        self.answer: Any = raising(httpx.ConnectError("nobody is there"))
        transport = httpx.MockTransport(self._handle)
        monkeypatch.setattr(delivery, "open_client", lambda: httpx.Client(transport=transport))

    def _handle(self, request: httpx.Request) -> Any:
        self.posted.append((str(request.url), request.read()))
        return self.answer(request)


def newer(peer, *, keys=None, revoked=(), **changes):
    """Return the next statement of a simulated office: with more keys, or some revoked."""
    older = envelope.read_office_statement(peer.statement)
    added = []
    if keys:
        window = Window("sign", clock.now(), clock.now() + timedelta(days=365))
        added = [*stated_keys(keys, window)]
        added += stated_keys(keys, Window("encrypt", window.begins, window.ends))
    statement = older.with_changes(
        version=older.version + 1,
        previous=envelope.statement_digest(peer.statement),
        keys=(*older.keys, *added),
        revoked=tuple(revoked),
        **changes,
    )
    return envelope.sign_office_statement(statement, peer.root)
