"""What one comparison found: fields, levels, bits, and sentences an officer can read."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import model_validator

from hamkor.data_files import Fact, load
from hamkor.errors import gettext_noop as _

Verdict = Literal["likely_same", "possible", "unlikely", "cannot_say"]

SENTENCES: dict[tuple[str, str], str] = {
    ("name", "same"): _("“%(one)s” and “%(other)s” are one name"),
    ("name", "persian"): _("“%(one)s” and “%(other)s” can be one name in two scripts"),
    ("name", "stem"): _("“%(one)s” and “%(other)s” differ by an ending of respect"),
    ("name", "variant"): _("“%(one)s” and “%(other)s” are forms of one name in two languages"),
    ("name", "loose"): _("“%(one)s” and “%(other)s” differ as translators write the name"),
    ("name", "joined"): _("“%(one)s” and “%(other)s” are the same words joined or split"),
    ("name", "consonants"): _("“%(one)s” and “%(other)s” have the same consonants"),
    ("name", "truncated"): _("“%(one)s” and “%(other)s” begin alike; one may be cut short"),
    ("name", "near"): _("“%(one)s” and “%(other)s” differ by a letter or two"),
    ("name", "initial"): _("“%(one)s” and “%(other)s” agree as far as the initial goes"),
    ("given", "differs"): _("the given names “%(one)s” and “%(other)s” are different"),
    ("surname", "differs"): _("the family names “%(one)s” and “%(other)s” are different"),
    ("surname", "surname_of_woman"): _(
        "the family names “%(one)s” and “%(other)s” are different; a woman's may have changed"
    ),
    ("patronymic", "differs"): _("the fathers' names “%(one)s” and “%(other)s” are different"),
    ("name", "initial_differs"): _("the initial does not fit: “%(one)s” and “%(other)s”"),
    ("born", "same"): _("the dates of birth are the same: %(one)s"),
    ("born", "same_first_of_january"): _(
        "both are said to be born on 1 January %(year)s, as is written when the day is not known"
    ),
    ("born", "day_and_month_exchanged"): _(
        "day and month of birth are exchanged: %(one)s and %(other)s"
    ),
    ("born", "one_part_differs"): _("the dates of birth differ in one part: %(one)s, %(other)s"),
    ("born", "same_as_far_as_known"): _(
        "the dates of birth agree as far as they are known: %(one)s and %(other)s"
    ),
    ("born", "only_year_known_for_sure"): _(
        "the birth years agree; one date is a 1 January that may stand for an unknown day"
    ),
    ("born", "years_differ"): _("birth years differ by %(years)s"),
    ("born", "year_near"): _("birth years differ by %(years)s, and one date is not exact"),
    ("born", "differs"): _("the dates of birth are different: %(one)s and %(other)s"),
    ("document", "same"): _("both hold the document %(one)s"),
    ("document", "one_sign_differs"): _("the document numbers differ by one sign"),
    ("document", "differs"): _("the documents have different numbers, as after a renewal"),
    ("national_id", "same"): _("the national identity numbers are the same"),
    ("national_id", "one_sign_differs"): _("the national identity numbers differ by one sign"),
    ("national_id", "differs"): _("the national identity numbers are different"),
    ("birthplace", "same"): _("the places of birth are the same: %(one)s and %(other)s"),
    ("birthplace", "differs"): _("the places of birth are different: %(one)s and %(other)s"),
    ("sex", "same"): _("the sex is the same"),
    ("sex", "differs"): _("the sex is different"),
    ("citizenship", "same"): _("the citizenship is the same: %(one)s"),
    ("citizenship", "differs"): _("the citizenships are different: %(one)s and %(other)s"),
    ("family", "sibling"): _(
        "a brother or sister would agree in family name, father's name and place just as well"
    ),
    ("family", "twin"): _("a twin would agree in all but the given name just as well"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding. `bits` above zero support that it is one person, below zero contradict it.

    `sentence` is an English msgid; `facts` fill its places and hold personal data: for the page
    of the officer who decides, never for a log.
    """

    field: str
    level: str
    bits: float
    sentence: str
    facts: Mapping[str, object] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A suggestion for the officer who decides whether two records are one person.

    Attributes:
        score: bits, the sum of the bits of all reasons.
        probability: 0 to 1, for a pair brought together by a shared key.
        against: the strongest contradiction between the two, None when nothing contradicts.
        would_settle: the field which, if it were known for both, would help most; "" when all
            are known.
    """

    score: float
    probability: float
    verdict: Verdict
    reasons: tuple[Reason, ...]
    against: Reason | None
    would_settle: str


class Odds(Fact):
    """How often a finding occurs, by what the pair really is."""

    same_person: float
    stranger: float
    sibling: float
    twin: float

    @model_validator(mode="after")
    def _takes_one_side(self) -> "Odds":
        others = (self.stranger, self.sibling, self.twin)
        if not (self.same_person >= max(others) or self.same_person <= min(others)):
            raise ValueError("a finding must support against every alternative or against none")
        return self


class NameLevel(Fact):
    same_person: float
    times: float
    frequency: float | None = None


class Alternatives(Fact):
    sibling: float
    twin: float


class SetBy(Fact):
    on: date
    how: str


class Weights(Fact):
    set_by: SetBy
    alternatives: Alternatives
    prior_bits: float
    likely_from: float
    unlikely_below: float
    name_frequency: dict[str, float]
    name_agrees: dict[str, NameLevel]
    name_agrees_in_family: dict[str, float]
    name_differs: dict[str, Odds]
    fields: dict[str, dict[str, Odds]]


@cache
def weights() -> Weights:
    """Return the weights; the node does not start when the file is wrong."""
    return load(Path(__file__).parent / "weights.yaml", Weights)


@dataclass(frozen=True, slots=True)
class Finding:
    """A level reached by one field, before it is weighed."""

    field: str
    level: str
    odds: Odds
    facts: Mapping[str, object] = dataclass_field(default_factory=dict)
    kind: str = ""

    @property
    def sentence(self) -> str:
        return SENTENCES[self.kind or self.field, self.level]
