"""Do the data files agree with one another? Asked at the start of a node."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from hamkor.data_files import DATA, Location, broken
from hamkor.parties.areas import Area, read_areas
from hamkor.parties.crosswalk import read_crosswalk
from hamkor.parties.instruments import NATIONAL_CODES, Agreement, read_agreements
from hamkor.parties.measures import (
    ContentItem,
    MeasureRow,
    read_items,
    read_measures,
    read_safeguards,
)
from hamkor.parties.offices import PartyFile, read_parties

Fault = tuple[Path, Location, str]


def validate_data(root: Path = DATA) -> None:
    """Read every file on parties, agreements, areas and kinds, and check their references.

    Raises:
        BrokenDataFile: the first fault, with file, line and field.
    """
    parties, areas = read_parties(root), read_areas(root)
    agreements, kinds, items = read_agreements(root), read_measures(root), read_items(root)
    kind_ids = set(kinds)
    for path, location, problem in (
        *_party_faults(root, parties),
        *_area_faults(root, areas),
        *_crosswalk_faults(root, areas),
        *_agreement_faults(root, agreements, parties, areas, kind_ids),
        *_item_faults(root, items, agreements, kind_ids),
        *_kind_faults(root, kinds, items, areas, agreements),
    ):
        raise broken(path, location, problem)


def unknown(
    names: Iterable[str], known: Iterable[str], *where: int | str
) -> Iterator[tuple[Location, str]]:
    """Yield location and problem of every name of a list that is not `known`."""
    known = set(known)
    for place, name in enumerate(names):
        if name not in known:
            yield (*where, place), f"{name} is not known"


def repeated(
    names: Iterable[str], *where: int | str, seen: Iterable[str] = ()
) -> Iterator[tuple[Location, str]]:
    """Yield location and problem of every id that stands in a list twice, or was `seen` before."""
    seen = set(seen)
    for place, name in enumerate(names):
        if name in seen:
            yield (*where, place, "id"), f"the id {name} is repeated"
        seen.add(name)


def _party_faults(root: Path, parties: dict[str, PartyFile]) -> Iterator[Fault]:
    seen: set[str] = set()
    for stem, file in parties.items():
        path = root / "parties" / f"{stem}.yaml"
        if file.state.code.lower() != stem:
            yield path, ("state", "code"), "the code is not the name of the file"
        for place, office in enumerate(file.offices):
            if office.state != file.state.code:
                yield path, ("offices", place, "state"), "not the state of this file"
            if office.id in seen:
                yield path, ("offices", place, "id"), f"the id {office.id} is repeated"
            seen.add(office.id)


def _area_faults(root: Path, areas: dict[str, Area]) -> Iterator[Fault]:
    seen: set[str] = set()
    for stem, area in areas.items():
        path = root / "areas" / f"{stem}.yaml"
        if area.id != stem:
            yield path, ("id",), "the id is not the name of the file"
        for place, category in enumerate(area.complaint_categories):
            if category.id in seen:
                where = ("complaint_categories", place, "id")
                yield path, where, f"the id {category.id} is repeated"
            seen.add(category.id)


def _crosswalk_faults(root: Path, areas: dict[str, Area]) -> Iterator[Fault]:
    if not (root / "categories.yaml").exists():
        return
    path, mapped = root / "categories.yaml", read_crosswalk(root).categories
    ids = [each.id for each in mapped]
    known = {each.id for area in areas.values() for each in area.complaint_categories}
    for location, problem in repeated(ids, "categories"):
        yield path, location, problem
    for place, id in enumerate(ids):
        if id not in known:
            yield path, ("categories", place, "id"), f"no area has a category {id}"


def _agreement_faults(
    root: Path,
    agreements: dict[str, Agreement],
    parties: dict[str, PartyFile],
    areas: dict[str, Area],
    kind_ids: set[str],
) -> Iterator[Fault]:
    party_ids = {file.state.code for file in parties.values()}
    party_ids |= {office.id for file in parties.values() for office in file.offices}
    ids = {agreement.id for agreement in agreements.values()}
    for stem, agreement in agreements.items():
        path = root / "agreements" / f"{stem}.yaml"
        if agreement.id != stem:
            yield path, ("id",), "the id is not the name of the file"
        amended = [agreement.amends] if agreement.amends else []
        for location, problem in (
            *((("amends",), problem) for _place, problem in unknown(amended, ids)),
            *unknown(agreement.replaces, ids, "replaces"),
            *unknown(agreement.kinds, kind_ids, "kinds"),
            *unknown(agreement.areas, areas, "areas"),
            *repeated((ground.id for ground in agreement.refusal_grounds), "refusal_grounds"),
            *_row_faults(agreement, party_ids),
        ):
            yield path, location, problem


def _row_faults(agreement: Agreement, party_ids: set[str]) -> Iterator[tuple[Location, str]]:
    seen: set[str] = set()
    for place, row in enumerate(agreement.status):
        where = ("status", place, "party")
        if row.party not in party_ids:
            yield where, f"{row.party} is neither a state nor an office"
        if row.party in seen:
            yield where, f"{row.party} stands here a second time"
        seen.add(row.party)


def _item_faults(
    root: Path,
    items: tuple[ContentItem, ...],
    agreements: dict[str, Agreement],
    kind_ids: set[str],
) -> Iterator[Fault]:
    path = root / "contents.yaml"
    yield from ((path, *fault) for fault in repeated(item.id for item in items))
    for place, item in enumerate(items):
        for where, problem in _requirement_faults(item, agreements, kind_ids):
            yield path, (place, *where), problem


def _requirement_faults(
    item: ContentItem, agreements: dict[str, Agreement], kind_ids: set[str]
) -> Iterator[tuple[Location, str]]:
    for number, requirement in enumerate(item.provisions):
        where = ("provisions", number)
        if requirement.agreement not in agreements.keys() | NATIONAL_CODES.keys():
            yield (*where, "agreement"), f"{requirement.agreement} is not known"
        yield from unknown(requirement.not_for, kind_ids, *where, "not_for")


def _kind_faults(
    root: Path,
    rows: dict[str, MeasureRow],
    items: tuple[ContentItem, ...],
    areas: dict[str, Area],
    agreements: dict[str, Agreement],
) -> Iterator[Fault]:
    safeguards = [safeguard.id for safeguard in read_safeguards(root)]
    yield from ((root / "safeguards.yaml", *fault) for fault in repeated(safeguards))
    shared = {item.id for item in items}
    for folder, row in rows.items():
        path = root / "kinds" / folder / "kind.yaml"
        if row.id != folder:
            yield path, ("id",), "the id is not the name of the folder"
        own = [item.id for item in row.items]
        found = [
            *repeated(own, "items", seen=shared),
            *unknown(row.required, shared | {*own}, "required"),
            *unknown(row.asked, (shared | {*own}) - set(row.required), "asked"),
            *unknown(row.safeguards, safeguards, "safeguards"),
            *unknown((rule.agreement for rule in row.channel), agreements, "channel"),
        ]
        if row.areas != "all":
            found += unknown(row.areas, areas, "areas")
        for place, item in enumerate(row.items):
            faults = _requirement_faults(item, agreements, set(rows))
            found += ((("items", place, *where), problem) for where, problem in faults)
        yield from ((path, *fault) for fault in found)
