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


Between = Literal["any_office", "prosecution_bodies", "prosecutors_general"]
"""Which offices may send a kind of request to each other."""


class DatedClock(Fact):
    """A clock of the treaty or code that runs from an event of the case, not from receipt.

    `under`: only where one of these agreements may govern; empty for any.
    """

    limit: str = Field(description="a time limit in data/law/deadlines")
    event: str = Field(alias="from", description="a day among the facts of a draft")
    under: tuple[str, ...] = ()


class ChannelRule(Fact):
    """What an agreement says about the way of a kind of request."""

    agreement: str
    provision: str
    confidence: Confidence


class Measure(Fact):
    """A kind of request."""

    id: str = Id
    order: int
    names: Names
    explanation: Names
    level: Literal["convention", "inter_office"]
    areas: tuple[str, ...] | Literal["all"]
    contents: tuple[ContentItem, ...]
    safeguards: tuple[Safeguard, ...]
    clocks: tuple[str, ...]
    dated_clocks: tuple[DatedClock, ...]
    risks: tuple[str, ...]
    between: Between
    needs_sanction: bool
    channel: tuple[ChannelRule, ...]
    language_rule: Literal["agreement", "receiving_office"]
    attachments: Names

    def is_made_in(self, area: str) -> bool:
        """Say whether the kind is used in an area of cooperation."""
        return self.areas == "all" or area in self.areas

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
    """A kind of request as its folder writes it: shared items and safeguards by their ids."""

    id: str = Id
    order: int = Field(gt=0, description="place in lists")
    names: Names
    explanation: Names
    level: Literal["convention", "inter_office"]
    areas: tuple[str, ...] | Literal["all"]
    items: tuple[ContentItem, ...] = Field((), description="items that no other kind has")
    required: tuple[str, ...] = Field(description="items needed whatever the agreement")
    asked: tuple[str, ...] = Field(description="items an agreement may require")
    safeguards: tuple[str, ...]
    clocks: tuple[str, ...] = Field(description="run from the day the request comes in")
    dated_clocks: tuple[DatedClock, ...] = ()
    risks: tuple[str, ...] = Field(description="foreseeable grounds of refusal, data/law/risks")
    between: Between
    needs_sanction: bool = False
    channel: tuple[ChannelRule, ...] = ()
    language_rule: Literal["agreement", "receiving_office"]
    attachments: Names


def read_measures(root: Path) -> dict[str, MeasureRow]:
    """Read ``kinds/*/kind.yaml`` under `root`; keys are the names of the folders, in order."""
    rows = {
        path.parent.name: load(path, MeasureRow) for path in (root / "kinds").glob("*/kind.yaml")
    }
    return dict(sorted(rows.items(), key=lambda found: (found[1].order, found[0])))


def read_safeguards(root: Path) -> tuple[Safeguard, ...]:
    """Read ``safeguards.yaml`` under `root`."""
    return load(root / "safeguards.yaml", tuple[Safeguard, ...])


def read_items(root: Path) -> tuple[ContentItem, ...]:
    """Read ``contents.yaml`` under `root`: the items that several kinds share."""
    return load(root / "contents.yaml", tuple[ContentItem, ...])


@cache
def all_measures() -> dict[str, Measure]:
    """Return every kind of request by its id."""
    items = {item.id: item for item in read_items(DATA)}
    safeguards = {safeguard.id: safeguard for safeguard in read_safeguards(DATA)}
    return {row.id: _assemble(row, items, safeguards) for row in read_measures(DATA).values()}


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
    known = items | {item.id: item for item in row.items}
    contents = [_item_for(row, known[id], required=True) for id in row.required]
    contents += [_item_for(row, known[id], required=False) for id in row.asked]
    taken_over = {name: getattr(row, name) for name in Measure.model_fields if hasattr(row, name)}
    return Measure(
        **taken_over
        | {
            "contents": tuple(contents),
            "safeguards": tuple(safeguards[id] for id in row.safeguards),
        }
    )


def _item_for(row: MeasureRow, item: ContentItem, *, required: bool) -> ContentItem:
    provisions = tuple(r for r in item.provisions if row.id not in r.not_for)
    return item.model_copy(update={"required": required, "provisions": provisions})
