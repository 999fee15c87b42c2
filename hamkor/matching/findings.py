"""What one comparison found: fields, levels, bits, and sentences an officer can read."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Literal

from hamkor.errors import gettext_noop as _
from hamkor.matching.levels import NAME_FIELDS

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
    ("name", "initial_differs"): _("the initial does not fit: “%(one)s” and “%(other)s”"),
    ("name", "differs_little"): _("“%(one)s” and “%(other)s” look alike, but are not one name"),
    ("given", "differs"): _("the given names “%(one)s” and “%(other)s” are different"),
    ("surname", "differs"): _("the family names “%(one)s” and “%(other)s” are different"),
    ("surname", "surname_of_woman"): _(
        "the family names “%(one)s” and “%(other)s” are different; a woman's may have changed"
    ),
    ("patronymic", "differs"): _("the fathers' names “%(one)s” and “%(other)s” are different"),
    ("born", "same"): _("the dates of birth are the same: %(one)s"),
    ("born", "same_first_of_january"): _(
        "both are said to be born on 1 January %(year)s, as is written when the day is not known"
    ),
    ("born", "day_and_month_exchanged"): _(
        "day and month of birth are exchanged: %(one)s and %(other)s"
    ),
    ("born", "one_digit_differs"): _("the dates of birth differ in one digit: %(one)s, %(other)s"),
    ("born", "one_part_differs"): _("the dates of birth differ in one part: %(one)s, %(other)s"),
    ("born", "year_misread"): _(
        "the dates of birth differ in one digit of the year: %(one)s, %(other)s"
    ),
    ("born", "year_only_differs"): _(
        "the days of birth agree, the years do not: %(one)s and %(other)s"
    ),
    ("born", "same_as_far_as_known"): _(
        "the dates of birth agree as far as they are known: %(one)s and %(other)s"
    ),
    ("born", "same_year"): _(
        "the birth years agree; more is not known of one: %(one)s, %(other)s"
    ),
    ("born", "only_year_known_for_sure"): _(
        "the birth years agree; one date is a 1 January that may stand for an unknown day"
    ),
    ("born", "years_close"): _("the dates of birth are different: %(one)s and %(other)s"),
    ("born", "years_differ"): _("birth years differ by %(years)s"),
    ("born", "years_far_apart"): _("birth years differ by %(years)s, as of a parent and a child"),
    ("born", "year_near"): _("birth years differ by %(years)s, and one date is not exact"),
    ("born", "differs"): _("the dates of birth are different: %(one)s and %(other)s"),
    ("document", "same"): _("both hold the document %(one)s"),
    ("document", "one_sign_differs"): _("the document numbers differ by one sign"),
    ("document", "differs"): _("the documents have different numbers, as after a renewal"),
    ("national_id", "same"): _("the national identity numbers are the same"),
    ("national_id", "one_sign_differs"): _("the national identity numbers differ by one sign"),
    ("national_id", "differs"): _("the national identity numbers are different"),
    ("birthplace", "same"): _("the places of birth are the same: %(one)s and %(other)s"),
    ("birthplace", "near"): _("the places of birth differ by a letter: %(one)s and %(other)s"),
    ("birthplace", "differs"): _("the places of birth are different: %(one)s and %(other)s"),
    ("sex", "same"): _("the sex is the same"),
    ("sex", "differs"): _("the sex is different"),
    ("citizenship", "same"): _("the citizenship is the same: %(one)s"),
    ("citizenship", "differs"): _("the citizenships are different: %(one)s and %(other)s"),
    ("family", "sibling"): _(
        "a brother or sister would agree in family name, father's name and place just as well"
    ),
    ("family", "twin"): _("a twin would agree in all but the given name just as well"),
    ("family", "parent"): _("a parent or a child would agree in family name and place as well"),
}


def sentence_for(field: str, level: str) -> str:
    """Return the English sentence for a level that a field has reached."""
    own = SENTENCES.get((field, level))
    return own or SENTENCES["name" if field in NAME_FIELDS else field, level]


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
        probability: 0 to 1, for one of the persons in the register that was searched.
        against: the strongest contradiction between the two, None when nothing contradicts.
        would_settle: the one field not known for both that could change the verdict most; ""
            when all are known.
        expected_others: how many other persons of the register would fit as well by chance.
    """

    score: float
    probability: float
    verdict: Verdict
    reasons: tuple[Reason, ...]
    against: Reason | None
    would_settle: str
    expected_others: float = 0.0
