"""A comparison of two records in words: a machine suggests, an officer decides."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamkor.matching import Comparison, Reason
from hamkor.persons.models import IdentityDecision, Person, Verdict
from hamkor.persons.queries import Candidate
from hamkor.web.templatetags.hamkor_words import born, country_name

FIELDS: dict[str, Promise] = {
    "given": _("Given name"),
    "surname": _("Family name"),
    "patronymic": _("Father's name"),
    "born": _("Born"),
    "sex": _("Sex"),
    "citizenship": _("Citizenship"),
    "birthplace": _("Place of birth"),
    "document": _("Document"),
    "national_id": _("National identity number"),
    "family": _("Brother, sister or twin"),
}
VERDICTS: dict[str, Promise] = {
    "likely_same": _("Probably one person"),
    "possible": _("Possibly one person"),
    "unlikely": _("Probably two people"),
    "cannot_say": _("Too little is known to say"),
}
PARTIAL_DATE = re.compile(r"[\d?]{4}-[\d?]{2}-[\d?]{2}")
NEITHER = 0.05
"""Bits: a weight that is written as 0.0 speaks neither for nor against."""
STRENGTHS: tuple[tuple[float, Promise, Promise], ...] = (
    (7.0, _("speaks very strongly for one person"), _("speaks very strongly against")),
    (3.0, _("speaks strongly for one person"), _("speaks strongly against")),
    (1.0, _("speaks for one person"), _("speaks against")),
    (NEITHER, _("speaks slightly for one person"), _("speaks slightly against")),
)
"""Bits from which on a finding is called so: each bit is a factor of two."""
HARDLY_ANYBODY = 0.001


@dataclass(frozen=True)
class ReasonInWords:
    """One finding. `weight` is signed, in bits, for the eye; `tone` is "same", "differs" or ""."""

    field: str
    text: str
    weight: str
    tone: str


@dataclass(frozen=True)
class Suggestion:
    """What a comparison suggests, and what officers have decided.

    `person` is None where the one side is not on file itself; `cases` are those of the other.
    """

    person: Person | None
    other: Person
    verdict: str
    percent: str
    reasons: tuple[ReasonInWords, ...]
    against: ReasonInWords | None
    would_settle: str
    decision: IdentityDecision | None
    cases: Sequence[Any] = ()

    @property
    def best(self) -> tuple[ReasonInWords, ...]:
        """The two findings that speak most for one person."""
        return tuple(reason for reason in self.reasons if reason.tone == "same")[:2]


def suggestion(
    person: Person | None, candidate: Candidate, cases: Sequence[Any] = ()
) -> Suggestion:
    """Say why `candidate`, who stands in `cases`, may be `person`."""
    said = put_in_words(person, candidate.person, candidate.comparison, candidate.decision)
    return replace(said, cases=cases)


def put_in_words(
    person: Person | None,
    other: Person,
    comparison: Comparison,
    decision: IdentityDecision | None,
) -> Suggestion:
    """Say what a comparison found, its weightiest findings first."""
    by_weight = sorted(comparison.reasons, key=lambda reason: -abs(reason.bits))
    return Suggestion(
        person=person,
        other=other,
        verdict=str(VERDICTS[comparison.verdict]),
        percent=percent(comparison.probability),
        reasons=tuple(_in_words(reason) for reason in by_weight),
        against=_in_words(comparison.against) if comparison.against else None,
        would_settle=str(FIELDS.get(comparison.would_settle, "")),
        decision=decision,
    )


def grounds(comparison: Comparison) -> str:
    """Write the findings as an officer's reasons: what was compared, and how it spoke.

    Without what the records say: the reasons travel to other offices, the records do not.
    """
    by_weight = sorted(comparison.reasons, key=lambda reason: -abs(reason.bits))
    said = [
        f"{FIELDS.get(reason.field, reason.field)}: {strength(reason.bits)}"
        for reason in by_weight
    ]
    return gettext("Compared side by side. %(findings)s.") % {"findings": "; ".join(said)}


def speaks_for(verdict: str, comparison: Comparison) -> bool:
    """Say whether the findings alone are ground enough for an officer's verdict."""
    if verdict == Verdict.UNSURE:
        return bool(comparison.reasons)
    if verdict == Verdict.SAME:
        return comparison.against is None and comparison.verdict in ("likely_same", "possible")
    return comparison.against is not None


def strength(bits: float) -> str:
    """Say in words how much a finding of so many bits weighs."""
    for at_least, speaking_for, speaking_against in STRENGTHS:
        if abs(bits) >= at_least:
            return str(speaking_for if bits > 0 else speaking_against)
    return gettext("speaks neither for nor against")


def others_in_words(expected: float, comparison: Comparison) -> str:
    """Say how many other persons on file would fit as well; nothing where the two do not fit."""
    if comparison.verdict == "unlikely":
        return ""
    if expected < HARDLY_ANYBODY:
        return gettext("Hardly anybody else on file would fit as well.")
    if expected < 1:
        one_in = {"number": f"{1 / expected:.0f}"}
        return (
            gettext("The chance that somebody else on file fits as well: 1 in %(number)s.")
            % one_in
        )
    about = {"number": f"{expected:.0f}"}
    return gettext("So many other persons on file would fit as well: about %(number)s.") % about


def percent(probability: float) -> str:
    """Write a probability so that it never says certain: at most "over 99 %"."""
    if probability > 0.99:
        return gettext("over 99 %")
    if probability < 0.01:
        return gettext("under 1 %")
    return f"{probability * 100:.0f} %"


def compared_rows(left: Person, right: Person, comparison: Comparison) -> list[dict[str, Any]]:
    """Return the table of two records, field by field, those not compared included."""
    reasons = {reason.field: reason for reason in comparison.reasons}
    rows = [
        {
            "name": FIELDS[field],
            "left": _value(left, field, reasons.get(field), "one"),
            "right": _value(right, field, reasons.get(field), "other"),
            **_finding(reasons.get(field)),
        }
        for field in FIELDS
        if field != "family" or field in reasons
    ]
    names = {
        "name": _("Name, as written"),
        "left": _spellings(left),
        "right": _spellings(right),
        "finding": _("compared word by word below"),
        "tone": "",
    }
    return [names, *rows]


def _in_words(reason: Reason) -> ReasonInWords:
    return ReasonInWords(
        str(FIELDS.get(reason.field, reason.field)), _said(reason), _weight(reason), _tone(reason)
    )


def _said(reason: Reason) -> str:
    facts = {name: _fact(str(fact)) for name, fact in reason.facts.items()}
    sentence = gettext(reason.sentence)
    return sentence % facts if facts else sentence


def _fact(fact: str) -> str:
    """Write a date as the office does, as far as it is known, and a state by its name."""
    if not PARTIAL_DATE.fullmatch(fact):
        return country_name(fact)
    parts = [part for part in reversed(fact.split("-")) if part != "??"]
    return ".".join(parts)


def _weight(reason: Reason) -> str:
    sign = "" if abs(reason.bits) < NEITHER else "+" if reason.bits > 0 else "−"
    return sign + str(number_format(abs(reason.bits), decimal_pos=1))


def _tone(reason: Reason) -> str:
    if abs(reason.bits) < NEITHER:
        return ""
    return "same" if reason.bits > 0 else "differs"


def _finding(reason: Reason | None) -> dict[str, Any]:
    if reason is None:
        return {"finding": _("not known for both: counts neither way"), "tone": ""}
    return {
        "finding": _said(reason),
        "weight": f"{strength(reason.bits)} ({_weight(reason)})",
        "tone": _tone(reason),
    }


def _value(person: Person, field: str, reason: Reason | None, side: str) -> str:
    if field in ("given", "surname", "patronymic"):
        return str(reason.facts.get(side, "")) if reason else _part_of_name(person, field)
    known = {
        "born": born(person),
        "sex": person.get_sex_display() if person.sex else "",
        "citizenship": country_name(person.citizenship),
        "birthplace": person.birthplace,
        "document": _documents(person, is_national_id=False),
        "national_id": _documents(person, is_national_id=True),
    }
    return str(known.get(field, ""))


def _part_of_name(person: Person, field: str) -> str:
    """Return a part of the name where a source keeps it apart."""
    attribute = {"given": "given_name"}.get(field, field)
    forms = person.name_forms.all()
    return next((part for form in forms if (part := getattr(form, attribute))), "")


def _documents(person: Person, *, is_national_id: bool) -> str:
    return _joined(
        document.number
        for document in person.documents.all()
        if (document.kind == "national_id") == is_national_id
    )


def _spellings(person: Person) -> str:
    return _joined(dict.fromkeys(form.written for form in person.name_forms.all()))


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)
