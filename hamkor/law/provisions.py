"""What a law says from a day on: values with their source, kept as data and never edited.

A change of law is a new version; the past keeps its answer. Bills and agreements that are not in
force are provisions too: they say so, and no rule takes a value from them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from hamkor.data_files import DATA, Fact, Names, Source, load_folder
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.law.counting import Term

Status = Literal["in_force", "ended", "bill", "not_in_force"]


def _yes_or_no(value: Any) -> Any:
    """Read true and false, which data files keep as words until a type asks for them."""
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


Scalar = Annotated[bool | int | str | tuple[str, ...], BeforeValidator(_yes_or_no)]


def words_of(value: Scalar | None) -> tuple[str, ...]:
    """Return a list of words that a provision holds; empty where it holds none."""
    return value if isinstance(value, tuple) else ()


class Version(Fact):
    """The wording of a provision between two days.

    Attributes:
        in_force_from: first day, inclusive; None for a bill or an agreement without a date.
        in_force_until: last day, inclusive; None when no end was seen.
        terms: lengths of time by name.
        values: numbers and lists by name.
        source: where it was read.
        unknown: what nobody has read yet, for whoever relies on it.
    """

    in_force_from: date | None
    in_force_until: date | None = None
    terms: dict[str, Term] = {}
    values: dict[str, Scalar] = {}
    source: Source
    unknown: Names | None = None

    def covers(self, day: date) -> bool:
        """Say whether this was the law on `day`."""
        if self.in_force_from is None or day < self.in_force_from:
            return False
        return self.in_force_until is None or day <= self.in_force_until


class Clock(Fact):
    """A time limit that is nothing but an event and a term: a rule without a line of code.

    Attributes:
        key: name of the result, ending in ``_by``.
        of: about which of several things it is, such as "contract"; see `engine.SCOPES`.
        event: field of that thing from which it runs.
        unless: fields of it that, once told, make it moot.
        term: name of the term of the provision.
        does: what has to be done, in words.
    """

    key: str = Field(pattern=r"^[a-z_]+$")
    of: str
    event: str
    unless: tuple[str, ...] = ()
    term: str = "term"
    does: Names


class Provision(Fact):
    """One rule of law with its history, in order of time.

    Attributes:
        id: such as ``RU-115FZ-5-1``: state, act, article.
        state: two-letter code of the state whose law it is, or "CIS" or "UN" for a convention.
        cite: as a reader of each language cites it.
        says: what it says, in our own words.
        otherwise: what happens to whoever misses it; None where nothing is said.
        answers: keys of the results that rest on it.
        clocks: results that this provision gives by itself.
        changes: of a bill, the provision whose place it would take.
        status: "bill" and "not_in_force" change nothing until a date is set.
        history: versions, the oldest first.
    """

    id: str = Field(pattern=r"^[A-Z]{2,3}(-[0-9A-Za-z.]+)+$")
    cite: Names
    says: Names
    otherwise: Names | None = None
    answers: tuple[str, ...] = ()
    status: Status = "in_force"
    clocks: tuple[Clock, ...] = ()
    changes: str = ""
    history: tuple[Version, ...] = Field(min_length=1)

    @property
    def state(self) -> str:
        """Return whose law it is."""
        return self.id.split("-", 1)[0]

    def on(self, day: date) -> Version | None:
        """Return the wording in force on `day`; None when there was none, or none was read."""
        if self.status in ("bill", "not_in_force"):
            return None
        found = [version for version in self.history if version.covers(day)]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Used:
    """A value that a conclusion rests on: which provision, which wording, which name."""

    provision: Provision
    version: Version
    name: str = ""

    @property
    def source(self) -> Source:
        """Return where it was read."""
        return self.version.source


def read_provisions(root: Path) -> dict[str, tuple[Provision, ...]]:
    """Read ``law/provisions/`` under `root`; keys are file names without ending."""
    return load_folder(root / "law" / "provisions", tuple[Provision, ...])


@cache
def provisions() -> dict[str, Provision]:
    """Return every provision by its id."""
    return {each.id: each for file in read_provisions(DATA).values() for each in file}


def provision(id: str) -> Provision:
    """Return one provision.

    Raises:
        NotFound: there is none of this id.
    """
    found = _AS_IF.get().get(id) or provisions().get(id)
    if found is None:
        raise NotFound(_("There is no provision called %(id)s."), id=id)
    return found


def wording(id: str, on: date) -> Version | None:
    """Return the wording of a provision on a day; None when there was none.

    Raises:
        NotFound: there is no provision of this id.
    """
    changed = _AS_IF.get()
    return changed[id].on(on) if id in changed else _wording(id, on)


@lru_cache(maxsize=100_000)
def _wording(id: str, on: date) -> Version | None:
    return provision(id).on(on)


_AS_IF: ContextVar[Mapping[str, Provision]] = ContextVar("as_if", default=MappingProxyType({}))


@contextmanager
def as_if(*changed: Provision) -> Iterator[None]:
    """Ask the law, in this thread and inside the block, as if these provisions stood in it."""
    token = _AS_IF.set({each.id: each for each in changed})
    try:
        yield
    finally:
        _AS_IF.reset(token)
