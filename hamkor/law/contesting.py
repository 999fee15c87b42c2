"""How a person contests an answer of an office: said with every answer, with its source."""

from functools import cache
from pathlib import Path

from pydantic import Field

from hamkor.data_files import DATA, Fact, Names, Source, load


class WayToContest(Fact):
    """One way; `state` is whose office answered, empty for the offices of every state."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    state: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    words: Names
    source: Source

    @property
    def cited(self) -> str:
        """Return the provision as a sentence that the catalogues know."""
        return f"{self.source.instrument}, {self.source.provision}".removesuffix(", ")


def read_ways_to_contest(root: Path) -> tuple[WayToContest, ...]:
    """Read ``law/contesting.yaml`` under `root`."""
    return load(root / "law" / "contesting.yaml", tuple[WayToContest, ...])


@cache
def ways_to_contest(state: str) -> tuple[WayToContest, ...]:
    """Return the ways against an answer of an office of `state` (ISO 3166-1 alpha-2)."""
    return tuple(way for way in read_ways_to_contest(DATA) if way.state in ("", state))
