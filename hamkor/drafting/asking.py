"""Which facts a page asks a drafter for, so that the check of a draft can answer."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from hamkor.data_files import DATA, Fact, Names, load
from hamkor.parties.measures import Measure

Input = Literal[
    "yes_no", "day", "months", "state", "states", "character", "stage", "assurances", "doubts"
]
SEVERAL = frozenset({"states", "assurances", "doubts"})
"""Inputs that take a list of words."""
DOUBT_ABOUT = {
    "danger_at_home": "return_to_danger",
    "danger_from_searcher": "whereabouts_of_victim",
    "persons_among_goods": "people_as_goods",
}
"""Ground that a doubt speaks for, where the two are called differently."""
_STEP = re.compile(r"([a-z_]+)|\[(\d+)\]")


class AskedFact(Fact):
    """One fact that is asked for, where its grounds are looked for or its clock runs."""

    path: str
    group: str
    input: Input
    names: Names
    grounds: tuple[str, ...] = ()
    clock_from: str = ""

    def is_asked_in(self, kind: Measure) -> bool:
        """Say whether a kind of request makes use of it."""
        events = {clock.event for clock in kind.dated_clocks}
        return bool(set(self.grounds) & set(kind.risks)) or self.clock_from in events


class AskedFacts(Fact):
    """The file ``draft_facts.yaml``."""

    groups: dict[str, Names]
    choices: dict[str, dict[str, Names]]
    facts: tuple[AskedFact, ...] = Field(min_length=1)


@cache
def asked_facts(root: Path = DATA) -> AskedFacts:
    """Read ``draft_facts.yaml`` under `root`."""
    return load(root / "draft_facts.yaml", AskedFacts)


def facts_for(kind: Measure) -> tuple[AskedFact, ...]:
    """Return what is asked for in a kind of request, in the order of the file."""
    return tuple(each for each in asked_facts().facts if each.is_asked_in(kind))


def choices_for(fact: AskedFact, kind: Measure) -> dict[str, Names]:
    """Return the words of a fact with choices; of doubts and assurances those that can matter."""
    choices = asked_facts().choices[fact.input]
    if fact.input not in ("doubts", "assurances"):
        return choices
    return {id: names for id, names in choices.items() if DOUBT_ABOUT.get(id, id) in kind.risks}


def as_tree(answers: Mapping[str, Any], states: Iterable[str]) -> dict[str, Any]:
    """Turn answers by path into the tree that `read_draft` reads.

    Args:
        answers: path → value, as it would be written in a file.
        states: whose law the first, second… entry of an act's ``laws`` is.
    """
    tree: dict[str, Any] = {}
    for path, value in answers.items():
        _put(tree, [name or int(number) for name, number in _STEP.findall(path)], value)
    for offence in tree.get("offences", ()):
        for law, state in zip(offence.get("laws", ()), states, strict=False):
            law["state"] = state
    return tree


def _put(tree: Any, steps: list[str | int], value: Any) -> None:
    step, *rest = steps
    if isinstance(step, int):
        tree.extend({} for _ in range(step + 1 - len(tree)))
    if not rest:
        tree[step] = value
        return
    if not isinstance(step, int):
        tree.setdefault(step, [] if isinstance(rest[0], int) else {})
    _put(tree[step], rest, value)
