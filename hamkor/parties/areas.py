"""The areas of the offices' agreement: what people complain about and what may be asked."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from hamkor.data_files import DATA, Fact, Names, load_folder
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _

LawfulPurpose = Literal["protection", "investigation_of_harm", "statistics"]
"""What an area may name as its purpose. Enforcement of migration rules cannot be written here."""


class ComplaintCategory(Fact):
    """What a person can choose when asked what happened."""

    id: str = Field(pattern="^[a-z][a-z0-9-]*$")
    names: Names


class Area(Fact):
    """An area of cooperation."""

    id: str = Field(pattern="^[a-z][a-z0-9-]*$")
    names: Names
    description: Names
    complaint_categories: tuple[ComplaintCategory, ...] = ()
    is_protective: bool = Field(description="what is told here stays behind the firewall")
    purposes: tuple[LawfulPurpose, ...] = Field(min_length=1)
    note: str = ""


def read_areas(root: Path) -> dict[str, Area]:
    """Read ``areas/`` under `root`; keys are file names without ending."""
    return load_folder(root / "areas", Area)


@cache
def all_areas() -> dict[str, Area]:
    """Return every area by its id."""
    return {area.id: area for area in read_areas(DATA).values()}


def area(id: str) -> Area:
    """Return one area.

    Raises:
        NotFound: no such area.
    """
    try:
        return all_areas()[id]
    except KeyError:
        raise NotFound(_("No area of cooperation is called %(id)s."), id=id) from None


@cache
def complaint_categories() -> dict[str, tuple[ComplaintCategory, Area]]:
    """Return every complaint category by its id, with the area it belongs to."""
    return {
        category.id: (category, area)
        for area in all_areas().values()
        for category in area.complaint_categories
    }
