"""What a change of law does to the open cases that an officer may read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hamkor.cases import queries
from hamkor.clock import today
from hamkor.law.changing import Change, change_of, compare
from hamkor.law.conclusions import Conclusion
from hamkor.web import situation
from hamkor.web.access import officer_of, officer_required
from hamkor.web.forms.law_change import LawChangeForm
from hamkor.web.forms.situation import read_answers
from hamkor.web.views.case_situation import PLACE_OF_LAW

if TYPE_CHECKING:
    from hamkor.cases.models import CasePerson, Situation

MOST_PERSONS = 200
"""Persons whose situation is weighed at once; the page says when there are more."""


@dataclass(frozen=True)
class Changed:
    """A person of a case whose answers change, and the sentences before and after."""

    member: "CasePerson"
    sentences: list[tuple[str, str]]


@officer_required
@require_safe
def law_change(request: HttpRequest) -> HttpResponse:
    """Ask which change, and show the persons of open cases who are answered otherwise by it."""
    form = LawChangeForm(request.GET or None)
    page: dict[str, object] = {
        "form": form,
        "heading": _("What a change of law does to open cases"),
        "section": "cases",
    }
    if form.is_valid():
        change = change_of(*form.chosen(today(PLACE_OF_LAW)))
        known = queries.situations_in_open_cases(officer_of(request), MOST_PERSONS + 1)
        page |= {
            "change": change,
            "changed": list(_changed(known[:MOST_PERSONS], change)),
            "weighed": len(known[:MOST_PERSONS]),
            "is_cut": len(known) > MOST_PERSONS,
        }
    status = 422 if form.errors else 200
    return render(request, "hamkor/office/law_change.html", page, status=status)


def _changed(known: "list[Situation]", change: Change) -> Iterator[Changed]:
    people = [read_answers(each.facts)[0] for each in known]
    for each, found in zip(known, compare(people, change), strict=True):
        sentences = [(_said(before), _said(after)) for before, after in found.values()]
        if sentences:
            yield Changed(each.member, sentences)


def _said(drawn: Conclusion | None) -> str:
    return situation.say(drawn.says) if drawn else ""
