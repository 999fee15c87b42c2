"""A column whose text only the key of its complaint opens; on the object it is plain text."""

from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from hamkor import envelope
from hamkor.vault.keys import make_key, read_key

if TYPE_CHECKING:
    TextOnTheObject = models.Field[str, str]
else:
    TextOnTheObject = models.Field  # Django's own cannot be subscripted

_KEY = "_key_of_sealed_texts"


class _OpenedWhenRead(DeferredAttribute):
    """Opens the column when somebody reads it, so that lists of rows cost nothing."""

    field: "SealedText"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is None:
            return self
        held = instance.__dict__.get(self.field.attname)
        if held is None:
            held = super().__get__(instance, cls)
        if isinstance(held, bytes):
            held = instance.__dict__[self.field.attname] = self.field.open(instance, held)
        return held

    def __set__(self, instance: Any, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class SealedText(TextOnTheObject):
    """Text that is encrypted when it is saved and decrypted when it is read.

    The database can neither compare nor search it, and refuses to try; what must be found again
    has a blind key in a column of its own.

    Args:
        key: path from the row to the reference of whose key it is.
        part: which key of the complaint, "facts" or "identity".
        row: column that names the row, so that no text opens in the place of another.
    """

    descriptor_class = _OpenedWhenRead

    def __init__(
        self,
        *args: Any,
        key: str = "reference",
        part: str = "facts",
        row: str = "reference",
        **kwargs: Any,
    ) -> None:
        self.key, self.part, self.row = key, part, row
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Tell migrations everything, so that they can seal and open too."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "key": self.key, "part": self.part, "row": self.row}

    def get_internal_type(self) -> str:
        """Say that the database keeps bytes."""
        return "BinaryField"

    def from_db_value(self, value: Any, _expression: object, _connection: object) -> Any:
        """Take the bytes as they lie; they are opened when somebody reads the attribute."""
        return None if value is None else bytes(value)  # none: an outer join found no row

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        """Seal what the row says; what nobody opened goes back as it came."""
        held = model_instance.__dict__.get(self.attname, "")
        return held if isinstance(held, bytes) else self.seal(model_instance, held)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Let nothing into the column that was not sealed."""
        if not isinstance(value, bytes):
            raise FieldError(f"{self.name} is sealed: save the row, the database cannot do it")
        return connection.Database.Binary(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every comparison: there is nothing that the database could compare."""
        raise FieldError(f"{self.name} is sealed: it cannot be compared by {lookup_name}")

    def seal(self, row: models.Model, text: str) -> bytes:
        """Return `text` as it lies in the column of `row`."""
        key = self._key_of(row)
        context = self._context(row)
        return envelope.seal_content(key, text.encode(), part=self.part, context=context)

    def open(self, row: models.Model, sealed: bytes) -> str:
        """Return the text in the column of `row`; no text when the row was erased.

        Raises:
            NotFound: its key was destroyed.
            OurFault: it was changed, or belongs to another row.
        """
        if not sealed:
            return ""
        key = self._key_of(row)
        context = self._context(row)
        return envelope.open_content(key, sealed, part=self.part, context=context).decode()

    def _key_of(self, row: models.Model) -> bytes:
        """Return the key, read once for each object: an object lives as long as one answer."""
        held: bytes | None = row.__dict__.get(_KEY)
        if held is None:
            owner: UUID = attrgetter(self.key)(row)
            # Only what is being filed gets a key; what is added to it finds one.
            is_filed_now = row._state.adding and "." not in self.key
            held = row.__dict__[_KEY] = make_key(owner) if is_filed_now else read_key(owner)
        return held

    def _context(self, row: models.Model) -> str:
        return f"{row._meta.db_table} {self.name} {getattr(row, self.row)}"
