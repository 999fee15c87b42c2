"""Which grounds of refusal the facts of a draft speak for, and which facts are still open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hamkor.drafting import of_offences, of_paper, of_persons
from hamkor.drafting.context import Context, Detector, Found, Open
from hamkor.drafting.grounds import Ground, GroundProvision, Weight, cite_name, grounds
from hamkor.parties.agreements import NATIONAL_LAW
from hamkor.parties.instruments import all_agreements
from hamkor.parties.sayings import cited, joined

DETECTORS: dict[str, Detector] = {
    **of_persons.DETECTORS,
    **of_offences.DETECTORS,
    **of_paper.DETECTORS,
}
"""How each ground is recognised; every ground of the data has one (`validation`)."""

_STRONGEST: tuple[Weight, ...] = ("must", "may", "ask")


@dataclass(frozen=True)
class Risk:
    """A ground on which the other office may refuse, or on which a named officer must decide.

    Attributes:
        weight: of the strongest provision that applies between these two offices on that day.
        provisions: all that apply, the strongest first.
        facts: what speaks for it, as path and value.
    """

    ground: Ground
    weight: Weight
    provisions: tuple[GroundProvision, ...]
    facts: tuple[tuple[str, Any], ...]

    @property
    def is_verified(self) -> bool:
        """Say whether a provision of this weight was read in a source."""
        return any(p.is_verified for p in self.provisions if p.weight == self.weight)

    @property
    def cites(self) -> Any:
        """Name the provisions as a reader of each language would."""
        return joined(cited(cite_name(each.of), each.provision) for each in self.provisions)


@dataclass(frozen=True)
class Question:
    """A fact that was not told, and the grounds that it decides about."""

    path: str
    grounds: tuple[str, ...]


def risks(context: Context) -> tuple[tuple[Risk, ...], tuple[Question, ...]]:
    """Return the foreseeable grounds, bars first, and the facts that would settle others."""
    found: list[Risk] = []
    asked: dict[str, list[str]] = {}
    for id in context.measure.risks:
        ground = grounds()[id]
        provisions = applying(ground, context)
        if not provisions:
            continue
        for answer in DETECTORS[id](context):
            if isinstance(answer, Open):
                asked.setdefault(answer.path, []).append(id)
            else:
                found.append(_risk(ground, provisions, answer))
    found.sort(key=lambda risk: _STRONGEST.index(risk.weight))
    questions = (Question(path, tuple(dict.fromkeys(ids))) for path, ids in asked.items())
    return tuple(_merged(found)), tuple(questions)


def applying(ground: Ground, context: Context) -> tuple[GroundProvision, ...]:
    """Return the provisions of a ground that hold between the two offices, strongest first."""
    holding = (each for each in ground.provisions if _holds(each, context))
    return tuple(sorted(holding, key=lambda each: _STRONGEST.index(each.weight)))


def _holds(each: GroundProvision, context: Context) -> bool:
    if each.code_of:
        side = context.sender if each.binds == "sender" else context.recipient
        return side.state == each.code_of
    if each.of in all_agreements():
        return each.of in context.instruments
    return context.law.basis != NATIONAL_LAW or each.of == "house"


def _risk(ground: Ground, provisions: tuple[GroundProvision, ...], answer: Found) -> Risk:
    return Risk(ground, provisions[0].weight, provisions, answer.facts)


def _merged(found: list[Risk]) -> Iterator[Risk]:
    """One ground is told once, with every fact that speaks for it."""
    by_ground: dict[str, list[Risk]] = {}
    for risk in found:
        by_ground.setdefault(risk.ground.id, []).append(risk)
    for same in by_ground.values():
        facts = tuple(dict.fromkeys(fact for risk in same for fact in risk.facts))
        yield Risk(same[0].ground, same[0].weight, same[0].provisions, facts)
