"""Answers in words: to the person before sending, and to the officer afterwards."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hamkor.intake.answers import read_answers
from hamkor.intake.claims import Claim, claim_in
from hamkor.web.asking.facts import told_on
from hamkor.web.asking.path import path_of, plain
from hamkor.web.asking.said import Said
from hamkor.web.form_fields import PartialDateField
from hamkor.web.forms.filing import PAGES, Page
from hamkor.web.forms.filing.work import CURRENCIES

DAY, MONTH, YEAR = slice(8, 10), slice(5, 7), slice(0, 4)


@dataclass(frozen=True)
class Row:
    """A line of the page on which everything is checked: question, answers, where to change."""

    page: str
    question: str
    answers: tuple[str, ...]


def rows_of(said: Said) -> list[Row]:
    """Return every page that is asked, with what was answered on it."""
    return [
        Row(page, question_of(PAGES[page]), tuple(_words(PAGES[page], told_on(page, said))))
        for page in path_of(said)
    ]


def question_of(page: type[Page]) -> str:
    """Return what a page asks: its heading, or the label of its only field."""
    return str(page.heading or next(iter(page.base_fields.values())).label)


def answers_shown(text: str, *, without: Set[str] = frozenset()) -> list[tuple[str, str]]:
    """Return (question, answer) in the reader's language from what `write_answers` made."""
    kept = {id: value for id, value in read_answers(text).items() if id not in without}
    shown = []
    for page in PAGES.values():
        for name in page.base_fields:
            if name in kept:
                field = _field(page, name)
                label = str(field.label or page.heading)
                shown.append((label, words_for(field, kept[name])))
    return shown


def claim_shown(claim: Claim) -> str:
    """Return a claim as it was counted: "60 000 × 4 − 20 000 = 220 000 (Russian roubles)"."""
    counted = f"{_number(claim.amount)} × {_number(claim.units)}"
    if claim.received:
        counted += f" − {_number(claim.received)}"
    money = str(dict(CURRENCIES).get(claim.currency, claim.currency))
    return f"{counted} = {_number(claim.total)} ({money})"


def claim_said(said: Said) -> str:
    """Return the claim of a form so far; empty when it cannot be counted."""
    claim = claim_in(plain(said))
    return claim_shown(claim) if claim else ""


def claim_of_answers(text: str) -> str:
    """Return the claim that the kept answers tell; empty when it cannot be counted."""
    claim = claim_in(read_answers(text))
    return claim_shown(claim) if claim else ""


def words_for(field: forms.Field, value: str) -> str:
    """Return one kept answer in words."""
    if isinstance(field, PartialDateField):
        return day_shown(value)
    if isinstance(field, forms.MultipleChoiceField):
        known = dict(_flat(field.choices))
        return ", ".join(known.get(each, each) for each in value.split(","))
    if isinstance(field, forms.ChoiceField):
        return dict(_flat(field.choices)).get(value, value)
    return value


def day_shown(iso: str) -> str:
    """Return a day that may be known in part: "27 March 1994", "March 1994", "1994"."""
    if iso.startswith("--"):
        iso = f"    {iso[1:]}"
    day, month, year = iso[DAY].lstrip("0"), iso[MONTH], iso[YEAR].strip()
    name = str(MONTHS[int(month)]) if month else ""
    return " ".join(filter(None, (day, name, year)))


def _words(page: type[Page], told: dict[str, str]) -> Iterator[str]:
    for name, value in told.items():
        words = words_for(_field(page, name), value)
        label = str(page.base_fields[name].label or "").rstrip("?: ")
        yield f"{label}: {words}" if label and len(page.base_fields) > 1 else words


def _field(page: type[Page], name: str) -> forms.Field:
    """Return a field with its choices in the reader's language, as a blank page has them."""
    return page().fields[name]


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        yield str(value), str(label)


def _number(amount: Any) -> str:
    text = number_format(amount.normalize() if amount == amount.to_integral() else amount)
    return text if "E" not in text else number_format(int(amount))


def screening_note() -> str:
    """Say who reads an answer on trafficking."""
    return _("Only those of the office who protect people from traffickers read this answer.")
