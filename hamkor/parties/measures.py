"""Kinds of request: what can be asked of another office and what each must contain."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from hamkor.data_files import DATA, Confidence, Fact, Names, load
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _

Id = Field(pattern="^[a-z][a-z0-9_]*$")


class Requirement(Fact):
    """What one instrument says about one item of contents."""

    agreement: str = Field(description="a file in agreements/, or the name of a national code")
    provision: str
    required: bool = Field(description="false: asked for if it is known")
    confidence: Confidence
    not_for: tuple[str, ...] = Field((), description="kinds the provision leaves out")

    @property
    def is_verified(self) -> bool:
        """Say whether the provision was read in a source."""
        return self.confidence == "high"


class ContentItem(Fact):
    """One thing a draft says, with the provisions that ask for it."""

    id: str = Id
    names: Names
    hint: Names
    input: Literal["text", "long", "date", "list"]
    required: bool = Field(False, description="whatever the agreement says")
    provisions: tuple[Requirement, ...] = ()

    def required_by(self, agreement: str) -> Requirement | None:
        """Return what makes the item compulsory under `agreement`, if anything does."""
        return next((r for r in self.provisions if r.agreement == agreement and r.required), None)


class Safeguard(Fact):
    """A question at which the node stops and a person must answer."""

    id: str = Id
    question: Names
    provision: str
    confidence: Confidence


class Measure(Fact):
    """A kind of request."""

    id: str = Id
    names: Names
    explanation: Names
    level: Literal["convention", "inter_office"]
    areas: tuple[str, ...] | Literal["all"]
    contents: tuple[ContentItem, ...]
    safeguards: tuple[Safeguard, ...]
    clocks: tuple[str, ...]
    language_rule: Literal["agreement", "receiving_office"]
    attachments: Names

    def item(self, id: str) -> ContentItem:
        """Return one item of the contents.

        Raises:
            NotFound: this kind has no such item.
        """
        for item in self.contents:
            if item.id == id:
                return item
        raise NotFound(_("%(kind)s has no item %(id)s."), kind=self.id, id=id)


class MeasureRow(Fact):
    """A kind of request as ``measures.yaml`` writes it: items and safeguards by their ids."""

    id: str = Id
    names: Names
    explanation: Names
    level: Literal["convention", "inter_office"]
    areas: tuple[str, ...] | Literal["all"]
    required: tuple[str, ...] = Field(description="items needed whatever the agreement")
    asked: tuple[str, ...] = Field(description="items an agreement may require")
    safeguards: tuple[str, ...]
    clocks: tuple[str, ...]
    language_rule: Literal["agreement", "receiving_office"]
    attachments: Names


class MeasureFile(Fact):
    """The file ``measures.yaml``."""

    safeguards: tuple[Safeguard, ...]
    measures: tuple[MeasureRow, ...]


def read_measures(root: Path) -> MeasureFile:
    """Read ``measures.yaml`` under `root`."""
    return load(root / "measures.yaml", MeasureFile)


def read_items(root: Path) -> tuple[ContentItem, ...]:
    """Read ``contents.yaml`` under `root`."""
    return load(root / "contents.yaml", tuple[ContentItem, ...])


@cache
def all_measures() -> dict[str, Measure]:
    """Return every kind of request by its id."""
    file = read_measures(DATA)
    items = {item.id: item for item in read_items(DATA)}
    safeguards = {safeguard.id: safeguard for safeguard in file.safeguards}
    return {row.id: _assemble(row, items, safeguards) for row in file.measures}


def measure(id: str) -> Measure:
    """Return one kind of request.

    Raises:
        NotFound: no such kind.
    """
    try:
        return all_measures()[id]
    except KeyError:
        raise NotFound(_("There is no kind of request called %(id)s."), id=id) from None


def _assemble(
    row: MeasureRow, items: dict[str, ContentItem], safeguards: dict[str, Safeguard]
) -> Measure:
    contents = [_item_for(row, items[id], required=True) for id in row.required]
    contents += [_item_for(row, items[id], required=False) for id in row.asked]
    rest = row.model_dump(
        exclude={"required", "asked", "safeguards", "names", "explanation", "attachments"}
    )
    return Measure(
        **rest,
        names=row.names,
        explanation=row.explanation,
        attachments=row.attachments,
        contents=tuple(contents),
        safeguards=tuple(safeguards[id] for id in row.safeguards),
    )


def _item_for(row: MeasureRow, item: ContentItem, *, required: bool) -> ContentItem:
    provisions = tuple(r for r in item.provisions if row.id not in r.not_for)
    return item.model_copy(update={"required": required, "provisions": provisions})
