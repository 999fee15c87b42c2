"""What a category of complaint is called by others, and which questions it opens."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from hamkor.data_files import DATA, Fact, Source, load

Standard = Literal["ilo", "htcds", "huridocs", "iccs"]
Id = Field(pattern="^[a-z][a-z0-9_-]*$")


class Mapped(Fact):
    """A category of complaint in the words of other lists, with what is asked about it.

    Attributes:
        icon: its picture in the first choice; empty for what is chosen by words.
        asks: pages of questions, in order.
        screens: whether questions on trafficking follow, for the protection team alone.
        is_grave: whether it cannot wait: life, liberty, a child, a time limit of days.
    """

    id: str = Id
    icon: str = ""
    asks: tuple[str, ...] = ()
    screens: bool = False
    is_grave: bool = False
    ilo: tuple[str, ...] = ()
    htcds: tuple[str, ...] = ()
    huridocs: tuple[str, ...] = ()
    iccs: tuple[str, ...] = ()


class Crosswalk(Fact):
    """All categories that are mapped, and where the codes were read."""

    sources: dict[Standard, Source]
    categories: tuple[Mapped, ...]


def read_crosswalk(root: Path) -> Crosswalk:
    """Read ``categories.yaml`` under `root`."""
    return load(root / "categories.yaml", Crosswalk)


@cache
def mapped_categories() -> dict[str, Mapped]:
    """Return what is known of each category, in the order of the pictures."""
    return {each.id: each for each in read_crosswalk(DATA).categories}


def mapped(category: str) -> Mapped:
    """Return what is known of a category; a category that nobody mapped opens no questions."""
    return mapped_categories().get(category, _UNMAPPED)


_UNMAPPED = Mapped(id="unmapped")
