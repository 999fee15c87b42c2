"""Foreseeable grounds of refusal, as data: what each says, how to mend it, who says so."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from hamkor.data_files import DATA, Confidence, Fact, Names, load, load_folder
from hamkor.parties.instruments import NATIONAL_CODES, agreement, all_agreements

Weight = Literal["must", "may", "ask"]
"""How much a ground weighs: a bar, a choice of the other side, a question for a named officer."""


class GroundProvision(Fact):
    """One provision behind a ground.

    `of` is an agreement, a code such as "ru-upk", or an authority of `authorities.yaml`. A code
    binds one state: `binds` says whether as the office that is asked or as the one that asks.
    """

    of: str
    provision: str
    weight: Weight
    confidence: Confidence
    binds: Literal["recipient", "sender"] = "recipient"

    @property
    def is_verified(self) -> bool:
        """Say whether the provision was read in a source."""
        return self.confidence == "high"

    @property
    def code_of(self) -> str:
        """Return the state whose code it is, "" where it is no code."""
        return self.of.split("-", 1)[0].upper() if self.of.endswith("-upk") else ""


class Ground(Fact):
    """A reason for which a request may be refused, or for which nobody should have sent it."""

    id: str = Field(pattern="^[a-z][a-z0-9_]*$")
    names: Names
    says: Names
    remedy: Names
    provisions: tuple[GroundProvision, ...] = Field(min_length=1)


def read_grounds(root: Path) -> dict[str, tuple[Ground, ...]]:
    """Read ``law/risks/`` under `root`; keys are file names without ending."""
    return load_folder(root / "law" / "risks", tuple[Ground, ...])


@cache
def grounds() -> dict[str, Ground]:
    """Return every ground by its id."""
    return {each.id: each for file in read_grounds(DATA).values() for each in file}


@cache
def authorities(root: Path = DATA) -> dict[str, Names]:
    """Return what is cited beside agreements and codes, by its id."""
    return load(root / "law" / "authorities.yaml", dict[str, Names])


def cite_name(id: str) -> Names:
    """Return the name of an agreement, a code or an authority."""
    if id in all_agreements():
        return agreement(id).short
    return NATIONAL_CODES.get(id) or authorities()[id]
