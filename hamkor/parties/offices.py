"""The states of the Council and their prosecution offices, each a node of its own."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from hamkor.data_files import DATA, Fact, Names, Source, load_folder
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _

Language = Literal["az", "be", "en", "hy", "kk", "ky", "ro", "ru", "tg", "tk", "uz"]


class State(Fact):
    """A state whose offices may be peers and whose citizens complain."""

    code: str = Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")
    names: Names
    own_name: str
    own_language: Language
    time_zone: str = Field(description="IANA name, of the capital")
    working_languages: tuple[Language, ...] = Field(min_length=1)
    source: Source
    note: str = ""


class Office(Fact):
    """A prosecution office that can run a node."""

    id: str = Field(pattern="^[a-z][a-z0-9-]*$")
    state: str
    kind: Literal["prosecutor_general", "military_prosecutor"]
    own_name: str
    names: Names
    city: Names
    time_zone: str
    languages: tuple[Language, ...] = Field(min_length=1, description="accepted in requests")
    source: Source
    note: str = ""


class PartyFile(Fact):
    """One file of ``data/parties``."""

    state: State
    offices: tuple[Office, ...] = Field(min_length=1)


def read_parties(root: Path) -> dict[str, PartyFile]:
    """Read ``parties/`` under `root`; keys are file names without ending."""
    return load_folder(root / "parties", PartyFile)


@cache
def states() -> dict[str, State]:
    """Return every state by its two-letter code."""
    return {file.state.code: file.state for file in read_parties(DATA).values()}


@cache
def all_offices() -> dict[str, Office]:
    """Return every office by its id."""
    files = read_parties(DATA).values()
    return {office.id: office for file in files for office in file.offices}


def state(code: str) -> State:
    """Return one state.

    Raises:
        NotFound: no such state among the parties.
    """
    try:
        return states()[code]
    except KeyError:
        raise NotFound(_("No state with the code %(code)s is a party."), code=code) from None


def office(id: str) -> Office:
    """Return one office.

    Raises:
        NotFound: no such office.
    """
    try:
        return all_offices()[id]
    except KeyError:
        raise NotFound(_("No office is known by the name %(id)s."), id=id) from None
