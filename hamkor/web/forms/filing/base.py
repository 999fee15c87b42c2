"""What all pages of questions share: nothing must be answered, nothing typed is repaired."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkor.intake import limits
from hamkor.intake.claims import read_amount
from hamkor.persons.texts import check_text
from hamkor.web.asking.said import Said
from hamkor.web.form_fields import PartialDateField
from hamkor.web.forms.showing import refusals_shown_in

Choices = Sequence[tuple[str, Any]]

OFF = {"autocomplete": "off"}
LONGEST_LINE = 300
DO_NOT_KNOW = ("unknown", _("I do not know"))
YES_NO = (("yes", _("Yes")), ("no", _("No")), DO_NOT_KNOW)


class Page(forms.Form):
    """One page of questions. Nothing on it must be answered; the form says so once, not each time.

    Attributes:
        heading: the question as the h1; a page with a single field takes its label.
        intro: a line or two below the heading.
        is_screening: the answers are read by the protection team alone.
    """

    heading: ClassVar[str | Promise] = ""
    intro: ClassVar[str | Promise] = ""
    is_screening: ClassVar[bool] = False
    is_silent_on_optional = True

    def __init__(
        self, data: QueryDict | None = None, *, said: Said | None = None, **kwargs: Any
    ) -> None:
        self.said = said
        super().__init__(data, **kwargs)

    @property
    def only_field(self) -> Any:
        """Return the field that is the question of the page; None when there are several."""
        return self[next(iter(self.fields))] if len(self.fields) == 1 else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(cleaned.get(name), str) and type(field) is forms.CharField:
                with refusals_shown_in(self):
                    self.check_line(name, cleaned[name])
        return cleaned

    def check_line(self, name: str, text: str) -> None:
        """Refuse what cannot be kept to the letter."""
        check_text(
            text,
            field=name,
            at_most=limits.AT_MOST.get(name, LONGEST_LINE),
            is_one_line=name not in limits.MANY_LINES,
        )

    @classmethod
    def input_names(cls) -> list[str]:
        """Return the names under which the page is sent; a day is three boxes."""
        names = []
        for name, field in cls.base_fields.items():
            parts = ("_day", "_month", "_year") if isinstance(field, PartialDateField) else ("",)
            names += [name + part for part in parts]
        return names

    @classmethod
    def typed_in(cls, data: QueryDict) -> dict[str, tuple[str, ...]]:
        """Return what was sent for this page and is not empty."""
        sent = {name: tuple(data.getlist(name)) for name in cls.input_names()}
        return {name: values for name, values in sent.items() if any(values)}

    @classmethod
    def filled(cls, said: Said) -> "Page":
        """Return the page with what was said on it before, if anything was."""
        known = {name: said.typed[name] for name in cls.input_names() if name in said.typed}
        return cls(as_post(known), said=said) if known else cls(said=said)


def as_post(typed: Mapping[str, Sequence[str]]) -> QueryDict:
    """Return kept answers as they were sent."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, list(values))
    return data


class AmountField(forms.CharField):
    """A sum or a count as people write it; kept as typed."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={**OFF, "inputmode": "decimal", "class": "govuk-input--width-10"}
        )
        super().__init__(required=False, max_length=20, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and read_amount(text) is None:
            raise forms.ValidationError(_("Write a number, for example 60 000"))
        return text


def line(label: Any, hint: Any = "", **attrs: str) -> forms.CharField:
    """Ask for a line of text."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={**OFF, **attrs}),
    )


def story(label: Any, hint: Any = "", *, rows: int) -> forms.CharField:
    """Ask for as many lines as one likes."""
    widget = forms.Textarea(attrs={"rows": rows, **OFF})
    return forms.CharField(label=label, help_text=hint, required=False, strip=False, widget=widget)


def choice(label: Any, choices: Choices, hint: Any = "") -> forms.ChoiceField:
    """Ask for one of a few."""
    return forms.ChoiceField(
        label=label, help_text=hint, choices=choices, required=False, widget=forms.RadioSelect
    )


def select(label: Any, choices: Choices, hint: Any = "") -> forms.ChoiceField:
    """Ask for one of many."""
    return forms.ChoiceField(label=label, help_text=hint, choices=choices, required=False)


def yes_no(label: Any, hint: Any = "") -> forms.ChoiceField:
    """Ask yes or no; not knowing is an answer."""
    return choice(label, YES_NO, hint)


def several(label: Any, choices: Choices, hint: Any = "") -> forms.MultipleChoiceField:
    """Ask for all that apply."""
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint or _("Choose all that are true"),
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def day(label: Any, hint: Any = "") -> PartialDateField:
    """Ask for a day of which only a part may be known."""
    hint = hint or _("If you do not know the day, give only the month or the year")
    return PartialDateField(label=label, help_text=hint, required=False, first_year=1920)
