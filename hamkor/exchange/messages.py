"""What every wire body has in common. Bodies belong to the app that sends and receives them."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """A message body: frozen, strict about unknown keys; a changed body is a new kind.

    `KIND` is ``<app>.<verb>/<version>`` and names the receiver in `gateway.dispatch`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    KIND: ClassVar[str]
