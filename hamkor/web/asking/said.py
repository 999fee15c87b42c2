"""What a person has said so far: sealed in the page itself until it is sent.

Nothing is stored on the node before sending. A page carries all answers so far as one sealed word
that only this node opens, so that neither the browser's memory nor whoever finds the page later
reads them, and nobody changes them on the way.
"""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from django.conf import settings

from hamkor import envelope
from hamkor.errors import InputRefused, OurFault
from hamkor.errors import gettext_noop as _

LONGEST_PAUSE = timedelta(hours=12)
LONGEST_SEALED = 128 * 1024
"""Of the sealed word, in characters: a story of the greatest length fits twice."""
_CONTEXT = "unfinished form"

OUT_OF_DATE = _("This form was open for too long, so it was closed. Please begin again")


@dataclass(frozen=True)
class Said:
    """The answers so far.

    Attributes:
        token: from `envelope.new_token`, drawn with the first page: a form sent twice counts once.
        touched_at: when the last page was answered.
        typed: name of the input → what was sent under it.
        visited: pages that were answered or passed over.
        is_reviewing: all was seen together once; after a change one returns there.
        draft: number of the draft this was taken up from; erased when it is sent.
    """

    token: str
    touched_at: datetime
    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    visited: tuple[str, ...] = ()
    is_reviewing: bool = False
    draft: str = ""

    @classmethod
    def nothing(cls, now: datetime, **typed: str) -> Self:
        """Begin a form, of which some answers may be known already."""
        known = {name: (value,) for name, value in typed.items() if value}
        return cls(token=envelope.new_token(), touched_at=now, typed=known)

    def one(self, name: str) -> str:
        """Return the single answer under `name`; empty when there is none."""
        return next(iter(self.typed.get(name, ())), "")

    def with_page(
        self, page: str, names: Iterable[str], typed: Mapping[str, tuple[str, ...]], now: datetime
    ) -> "Said":
        """Return this with one page answered anew: what it said before under `names` is gone."""
        kept = {name: value for name, value in self.typed.items() if name not in set(names)}
        visited = tuple(dict.fromkeys((*self.visited, page)))
        return replace(self, typed={**kept, **typed}, visited=visited, touched_at=now)

    def packed(self) -> bytes:
        """Return this as bytes that `unpack` reads; they are readable and must be sealed."""
        told = {
            "token": self.token,
            "at": self.touched_at.timestamp(),
            "typed": self.typed,
            "visited": self.visited,
            "reviewing": self.is_reviewing,
            "draft": self.draft,
        }
        return zlib.compress(json.dumps(told, ensure_ascii=False).encode(), 9)

    def sealed(self) -> str:
        """Return this as the word that a page carries."""
        sealed = envelope.seal_at_rest(_secret(), self.packed(), context=_CONTEXT)
        return urlsafe_b64encode(sealed).decode()


def read_said(word: str, now: datetime) -> Said:
    """Return what `Said.sealed` made.

    Raises:
        InputRefused: it was changed, is none of ours, or nobody touched it for twelve hours.
    """
    if len(word) > LONGEST_SEALED:
        raise InputRefused(OUT_OF_DATE)
    try:
        sealed = urlsafe_b64decode(word.encode())
        packed = envelope.open_at_rest(_secret(), sealed, context=_CONTEXT)
    except (OurFault, NotBase64, UnicodeEncodeError):
        raise InputRefused(OUT_OF_DATE) from None
    said = unpack(packed)
    if now - said.touched_at > LONGEST_PAUSE:
        raise InputRefused(OUT_OF_DATE)
    return said


def unpack(packed: bytes) -> Said:
    """Return what `Said.packed` made."""
    told = json.loads(zlib.decompress(packed))
    return Said(
        token=told["token"],
        touched_at=datetime.fromtimestamp(told["at"], tz=UTC),
        typed={name: tuple(values) for name, values in told["typed"].items()},
        visited=tuple(told["visited"]),
        is_reviewing=told["reviewing"],
        draft=told["draft"],
    )


def _secret() -> bytes:
    return str(settings.SECRET_KEY).encode()
