"""Do grounds, kinds and examples agree with one another? Asked at the start of a node."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from hamkor.data_files import DATA, broken
from hamkor.drafting.asking import asked_facts
from hamkor.drafting.draft import Days
from hamkor.drafting.grounds import Ground, authorities, read_grounds
from hamkor.drafting.risks import DETECTORS
from hamkor.law.validation import validate_data as validate_law
from hamkor.parties.instruments import NATIONAL_CODES, read_agreements
from hamkor.parties.measures import read_measures
from hamkor.parties.validation import Fault, repeated, unknown


def validate_data(root: Path = DATA) -> None:
    """Read every data file and check its references.

    Raises:
        BrokenDataFile: the first fault, with file, line and field.
    """
    validate_law(root)
    files = read_grounds(root)
    known = {each.id for file in files.values() for each in file}
    for path, location, problem in (
        *_ground_faults(root, files),
        *_kind_faults(root, known),
        *_asked_faults(root, known),
    ):
        raise broken(path, location, problem)


def _ground_faults(root: Path, files: dict[str, tuple[Ground, ...]]) -> Iterator[Fault]:
    citable = {*read_agreements(root), *NATIONAL_CODES, *authorities(root)}
    for stem, listed in files.items():
        path = root / "law" / "risks" / f"{stem}.yaml"
        yield from ((path, *fault) for fault in repeated(each.id for each in listed))
        for place, ground in enumerate(listed):
            if ground.id not in DETECTORS:
                yield path, (place, "id"), f"nothing recognises the ground {ground.id}"
            for number, each in enumerate(ground.provisions):
                if each.of not in citable:
                    yield path, (place, "provisions", number, "of"), f"{each.of} is not known"


def _kind_faults(root: Path, known: set[str]) -> Iterator[Fault]:
    for folder, row in read_measures(root).items():
        path = root / "kinds" / folder / "kind.yaml"
        yield from ((path, *fault) for fault in unknown(row.risks, known, "risks"))


def _asked_faults(root: Path, known: set[str]) -> Iterator[Fault]:
    """A fact that is asked for serves grounds that there are, under a heading that there is."""
    asked, days = asked_facts(root), {each.name for each in fields(Days)}
    path = root / "draft_facts.yaml"
    for place, fact in enumerate(asked.facts):
        where = ("facts", place)
        for location, problem in unknown(fact.grounds, known, *where, "grounds"):
            yield path, location, problem
        if fact.group not in asked.groups:
            yield path, (*where, "group"), f"{fact.group} is not known"
        if fact.clock_from and fact.clock_from not in days:
            yield path, (*where, "clock_from"), f"{fact.clock_from} is not known"
