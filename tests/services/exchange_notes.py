"""The least a message can say, and a wire that answers as a test wants."""

from typing import Any, ClassVar
from uuid import UUID, uuid4

import httpx
import pytest

from hamkor.exchange import services
from hamkor.exchange.messages import Message
from hamkor.exchange.models import OutboxMessage
from hamkor.gateway import delivery

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
