"""What the law asks about a draft: one field for each fact its kind makes use of."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamkor.drafting.asking import SEVERAL, AskedFact, asked_facts, choices_for, facts_for
from hamkor.parties.measures import Measure
from hamkor.parties.offices import states
from hamkor.web.form_fields import DayInput
from hamkor.web.law_words import said

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

MOST_MONTHS = 1_200
"""A hundred years: what is above it was meant as something else."""


class FactsForm(forms.Form):
    """Facts of a draft; every one may be left open.

    Args:
        measure: the kind of request, which says what to ask.
        known: path → value, as kept.
    """

    def __init__(self, *args: Any, measure: Measure, known: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = {f"fact-{n}": fact for n, fact in enumerate(facts_for(measure))}
        for name, fact in self.asked.items():
            self.fields[name] = _field(fact, measure)
            if fact.path in known:
                self.initial[name] = known[fact.path]

    def groups(self) -> "Iterator[tuple[str, list[BoundField]]]":
        """Give the fields under the heading of their group."""
        for id, names in asked_facts().groups.items():
            fields = [self[name] for name, fact in self.asked.items() if fact.group == id]
            if fields:
                yield said(names), fields

    def clean(self) -> dict[str, Any]:
        """Return what `note_facts` takes: path → value, as it would be written in a file."""
        told = {
            fact.path: _plain(self.cleaned_data.get(name)) for name, fact in self.asked.items()
        }
        return {"facts": {path: value for path, value in told.items() if value not in ("", [])}}

    @property
    def fields_of_verb(self) -> dict[str, str]:
        """Tell under which field the service's refusal of a fact belongs."""
        return {fact.path: name for name, fact in self.asked.items()}


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else value


def _field(fact: AskedFact, measure: Measure) -> forms.Field:
    label = said(fact.names)
    if fact.input == "day":
        return forms.DateField(label=label, required=False, widget=DayInput())
    if fact.input == "months":
        return forms.IntegerField(
            label=label,
            required=False,
            min_value=0,
            max_value=MOST_MONTHS,
            help_text=_("A year is 12. Zero where there is no imprisonment."),
        )
    choices = _choices(fact, measure)
    if fact.input in SEVERAL:
        return forms.MultipleChoiceField(
            label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(
        label=label, required=False, choices=[("", gettext("not known")), *choices]
    )


def _choices(fact: AskedFact, measure: Measure) -> list[tuple[str, str]]:
    if fact.input == "yes_no":
        return [("yes", gettext("Yes")), ("no", gettext("No"))]
    if fact.input in ("state", "states"):
        return sorted(
            ((code, said(state.names)) for code, state in states().items()),
            key=lambda choice: choice[1],
        )
    return [(id, said(names)) for id, names in choices_for(fact, measure).items()]
