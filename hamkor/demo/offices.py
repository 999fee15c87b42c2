"""The offices of the demonstration: their nodes, ports and accounts. All people are invented."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hamkor.accounts.roles import Role
from hamkor.data_files import load
from hamkor.parties.offices import office

WORLD = Path(__file__).parent / "world"
PASSWORD = "roh-ba-rohi-hamkor"  # noqa: S105 - printed by the demonstration, for everybody
DEFAULT_PORT = 18080
FULL, SMALL = "full", "small"
WORLDS = (FULL, SMALL)


class Account(BaseModel):
    """Somebody who works at an office of the demonstration."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    username: str
    full_name: str
    position: str
    role: Role
    language: str

    @property
    def password(self) -> str:
        """The one password of all these accounts."""
        return PASSWORD


class DemoOffice(BaseModel):
    """One office of the demonstration.

    Attributes:
        name: of its folder, and the first part of its user names.
        office: an office in data/parties/.
        is_running: whether its node is started; one that is not is a peer that is down.
        staff: who works there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    office: str
    is_running: bool
    staff: tuple[Account, ...]

    @property
    def title(self) -> str:
        """The office's name for an English reader."""
        return office(self.office).names.en

    def address(self, first_port: int) -> str:
        """Return where its node answers; the ports follow each other in the order of the file."""
        return f"http://localhost:{first_port + all_demo_offices().index(self)}"


@cache
def all_demo_offices() -> tuple[DemoOffice, ...]:
    """Return the offices in the order of their ports."""
    return load(WORLD / "offices.yaml", tuple[DemoOffice, ...])


def demo_office(name: str) -> DemoOffice:
    """Return the office of this name."""
    return next(each for each in all_demo_offices() if each.name == name)


def running_offices() -> Sequence[DemoOffice]:
    """Return the offices whose nodes are started."""
    return [each for each in all_demo_offices() if each.is_running]


def offices_of(world: str) -> Sequence[DemoOffice]:
    """Return the offices of a world: the small one has no peer that is down."""
    return running_offices() if world == SMALL else all_demo_offices()
