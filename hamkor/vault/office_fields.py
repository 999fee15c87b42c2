"""Columns of the office's own registers, sealed with a key that is not in the database.

Equal texts give equal bytes, so that a register still finds the same name or number and keeps it
once; part of a text cannot be searched, nor can one be put in order.
"""

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

from hamkor import envelope

if TYPE_CHECKING:
    TextOnTheObject = models.Field[str, str]
    ThingOnTheObject = models.Field[Any, Any]
else:
    TextOnTheObject = ThingOnTheObject = models.Field  # Django's own cannot be subscripted

FOUND_BY = {"exact", "in"}


class _Sealed(models.Field):  # type: ignore[type-arg]
    """What both kinds share: bytes in the database, sealed for their column."""

    def get_internal_type(self) -> str:
        """Say that the database keeps bytes."""
        return "BinaryField"

    def from_db_value(self, value: Any, _expression: object, _connection: object) -> Any:
        """Open what the database gives."""
        return None if value is None else self._from_text(self._open(bytes(value)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Seal what the database is given, also to look for it."""
        if value is None:
            return None
        sealed = _sealer().seal(self._to_text(value).encode(), context=self._context)
        return connection.Database.Binary(sealed)

    def get_lookup(self, lookup_name: str) -> Any:
        """Let the database look for the whole value, and for nothing less."""
        if lookup_name not in FOUND_BY:
            raise FieldError(f"{self.name} is sealed: it cannot be compared by {lookup_name}")
        return super().get_lookup(lookup_name)

    def _open(self, sealed: bytes) -> str:
        return _sealer().open(sealed, context=self._context).decode()

    @property
    def _context(self) -> str:
        return f"{self.model._meta.db_table} {self.name}"

    def _to_text(self, value: Any) -> str:
        return str(value)

    def _from_text(self, text: str) -> Any:
        return text


class OfficeText(_Sealed, TextOnTheObject):
    """A text, such as a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"default": "", **kwargs})


class OfficeJSON(_Sealed, ThingOnTheObject):
    """A thing that JSON can write, such as the form of a name that is compared."""

    def _to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def _from_text(self, text: str) -> Any:
        return json.loads(text)


def _sealer() -> envelope.Steady:
    return _sealer_of(settings.NODE.keys_folder)


@lru_cache(maxsize=8)
def _sealer_of(_keys_folder: object) -> envelope.Steady:
    """Make it once for each node: a search opens thousands of columns."""
    return envelope.Steady(settings.NODE.read_secret("pepper"), "registers of the office")
