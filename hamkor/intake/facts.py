"""What the form gives, and what of it is the text that the proof of filing proves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hamkor.errors import InputRefused, NotFound
from hamkor.errors import gettext_noop as _
from hamkor.intake import limits
from hamkor.intake.answers import check_answers
from hamkor.parties.areas import area
from hamkor.persons.checks import check_country
from hamkor.persons.texts import check_text

if TYPE_CHECKING:
    from hamkor.intake.models import Complaint

OTHER = "other"
"""The complaint category of every area for what no category names."""
MODES = ("signal", "confidential", "open")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?")
PROVEN = (
    "area",
    "category",
    "happened",
    "happened_when",
    "happened_where",
    "country",
    "who_did_it",
    "wanted",
    "person_name",
    "born",
    "citizenship",
    "document_number",
    "contact",
)
ANSWERED = ("answers", "screening")
GROUPS = {"age_group": ("", "minor", "adult"), "sex": ("", "woman", "man")}
GIVEN_LATER = ("person_name", "document_number")
"""What a complaint without a name does not hold when it is filed, and may hold later."""


@dataclass(frozen=True, kw_only=True)
class ComplaintFacts:
    """What a person says, in the person's own words. Field names are those of the form.

    `country` and `citizenship` are ISO 3166-1 alpha-2 or empty; `born` is as typed;
    `may_be_shared` is the consent that the office abroad reads it; `age_group` and `sex` are known
    ones or empty; `answers` and `screening` are
    what `intake.answers.write` makes of the answers to the questions of the category.
    """

    mode: str
    area: str
    happened: str
    category: str = OTHER
    is_in_danger: bool = False
    happened_when: str = ""
    happened_where: str = ""
    country: str = ""
    who_did_it: str = ""
    wanted: str = ""
    person_name: str = ""
    born: str = ""
    citizenship: str = ""
    document_number: str = ""
    contact: str = ""
    may_be_shared: bool = False
    age_group: str = ""
    sex: str = ""
    answers: str = ""
    screening: str = ""


def check_facts(facts: ComplaintFacts) -> None:
    """Raise `InputRefused`, naming the field, at the first thing that cannot be filed."""
    for field, at_most in limits.AT_MOST.items():
        check_text(
            getattr(facts, field),
            field=field,
            at_most=at_most,
            at_least=_shortest(facts) if field == "happened" else 0,
            is_one_line=field not in limits.MANY_LINES,
        )
    check_country(facts.country, field="country")
    check_country(facts.citizenship, field="citizenship")
    _check_category(facts)
    _check_mode(facts)
    for field, known in GROUPS.items():
        if getattr(facts, field) not in known:
            raise InputRefused(_("Choose one of these"), field=field)
    for field in ANSWERED:
        check_answers(getattr(facts, field), field=field)


def _shortest(facts: ComplaintFacts) -> int:
    """Say how many characters the story must have: none where a picture or an answer tells it."""
    is_told = facts.category != OTHER or facts.is_in_danger or facts.answers
    return 0 if is_told and not facts.happened else limits.HAPPENED_AT_LEAST


def check_language(language: str) -> None:
    """Let the language the person writes in through: ISO 639, with a script if need be."""
    if not LANGUAGE.fullmatch(language):
        raise InputRefused(_("Choose a language from the list"), field="language")


def proven_content(facts: "ComplaintFacts | Complaint", language: str) -> Mapping[str, str]:
    """Return what the digest in the proof of filing covers: every word, and nothing that changes.

    Consent to sharing is left out, because the person may change it; so is a name that was given
    after filing. A complaint without answers is proven as before there were questions.
    """
    words = {field: str(getattr(facts, field)) for field in PROVEN}
    words |= {
        field: getattr(facts, field) for field in (*GROUPS, *ANSWERED) if getattr(facts, field)
    }
    danger = "yes" if facts.is_in_danger else "no"
    mode = str(facts.mode)
    if getattr(facts, "named_at", None):
        mode, words = "signal", words | dict.fromkeys(GIVEN_LATER, "")
    return {"mode": mode, "language": language, "is_in_danger": danger, **words}


def _check_category(facts: ComplaintFacts) -> None:
    try:
        known = {category.id for category in area(facts.area).complaint_categories}
    except NotFound:
        raise InputRefused(_("Choose what it is about"), field="area") from None
    if facts.category not in known | {OTHER}:
        raise InputRefused(_("Choose what happened"), field="category")


def _check_mode(facts: ComplaintFacts) -> None:
    if facts.mode not in MODES:
        raise InputRefused(_("Choose whether to give your name"), field="mode")
    if facts.mode == "signal":
        for field in ("person_name", "document_number"):
            if getattr(facts, field):
                raise InputRefused(
                    _("You chose to stay without a name: clear this, or choose to give your name"),
                    field=field,
                )
    elif not facts.person_name.strip():
        raise InputRefused(_("Write your name, or choose to file without it"), field="person_name")
