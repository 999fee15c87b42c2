"""Why an instrument governs a request, kept with it as it was computed, in any language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hamkor.data_files import Names
from hamkor.parties.agreements import Applicable, Branch
from hamkor.parties.sayings import Saying


@dataclass(frozen=True)
class BasisReason:
    """One step of the explanation; `agreement` may be empty."""

    agreement: str
    saying: Saying
    is_verified: bool


@dataclass(frozen=True)
class BasisBranch:
    """What governs on a condition; `agreement` is "reciprocity" when no instrument does."""

    agreement: str
    condition: Saying


@dataclass(frozen=True)
class Basis:
    """What the node said about the law when the request was drafted or came in."""

    basis: str
    is_certain: bool
    because: tuple[BasisReason, ...]
    alternatives: tuple[BasisBranch, ...]
    also: tuple[BasisBranch, ...]
    language_rule: Saying


def to_json(found: Applicable) -> dict[str, Any]:
    """Turn the answer of `applicable` into what `AssistanceRequest.basis` keeps."""
    return {
        "basis": found.basis,
        "agreements": list(found.agreement_ids),
        "is_certain": found.is_certain,
        "because": [
            {
                "agreement": reason.agreement,
                "saying": _saying_to_json(reason.saying),
                "is_verified": reason.is_verified,
            }
            for reason in found.because
        ],
        "alternatives": [_branch_to_json(branch) for branch in found.alternatives],
        "also": [_branch_to_json(branch) for branch in found.also],
        "language_rule": _saying_to_json(found.language_rule),
    }


def from_json(kept: Mapping[str, Any]) -> Basis | None:
    """Return the kept explanation, None when there is none."""
    if not kept:
        return None
    return Basis(
        basis=kept["basis"],
        is_certain=kept["is_certain"],
        because=tuple(
            BasisReason(row["agreement"], _saying(row["saying"]), row["is_verified"])
            for row in kept["because"]
        ),
        alternatives=tuple(_branch(row) for row in kept["alternatives"]),
        also=tuple(_branch(row) for row in kept["also"]),
        language_rule=_saying(kept["language_rule"]),
    )


def _branch_to_json(branch: Branch) -> dict[str, Any]:
    return {"agreement": branch.basis, "condition": _saying_to_json(branch.condition)}


def _branch(row: Mapping[str, Any]) -> BasisBranch:
    return BasisBranch(row["agreement"], _saying(row["condition"]))


def _saying_to_json(saying: Saying) -> dict[str, Any]:
    facts = {name: _fact_to_json(fact) for name, fact in saying.facts.items()}
    return {"sentence": saying.sentence, "facts": facts}


def _saying(kept: Mapping[str, Any]) -> Saying:
    facts = {name: _fact(fact) for name, fact in kept["facts"].items()}
    return Saying(kept["sentence"], facts)


def _fact_to_json(fact: Any) -> Any:
    if isinstance(fact, Names):
        return {"names": fact.model_dump()}
    if isinstance(fact, date):
        return {"day": fact.isoformat()}
    return None if fact is None else str(fact)


def _fact(kept: Any) -> Any:
    if isinstance(kept, dict) and "names" in kept:
        return Names(**kept["names"])
    if isinstance(kept, dict):
        return date.fromisoformat(kept["day"])
    return kept
