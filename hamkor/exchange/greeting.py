"""A message that says nothing: whoever connects two offices sees that they hear each other."""

from typing import Any, ClassVar

from hamkor.exchange.messages import Message


class Greeting(Message):
    """That the sender can be heard. It has no effect; its receipt is what matters."""

    KIND: ClassVar[str] = "exchange.greeting/1"


def receive_greeting(_body: Greeting, **_circumstances: Any) -> None:
    """Take in a greeting: the receipt was given when it was stored."""
