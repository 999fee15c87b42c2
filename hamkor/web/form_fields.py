"""Controls that Django has not: choices with an explanation each, dates only partly known."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class DayInput(forms.DateInput):
    """A day of the calendar; browsers take and give it in ISO form, whatever the page speaks."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class HintedRadioSelect(forms.RadioSelect):
    """Radio buttons, each with one line that says what choosing it means.

    Args:
        hints: value of the choice → its line; a choice without one has none.
    """

    def __init__(self, *, hints: Mapping[str, Sentence], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hints = hints

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["hint"] = self.hints.get(str(option["value"]), "")
        if option["hint"] and "id" in option["attrs"]:
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}-hint"
        return option


class PartialDateWidget(forms.MultiWidget):
    """Day, month by name, year; each may stay empty, since people do not always know."""

    template_name = "hamkor/forms/widgets/partial_date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = "govuk-input govuk-date-input__input govuk-input--width-"
        number = {"inputmode": "numeric", "autocomplete": "off"}
        months = [("", "–"), *((str(number), name) for number, name in MONTHS.items())]
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "day": forms.TextInput(attrs={**number, "class": f"{box}2"}),
            "month": forms.Select(choices=months, attrs={"class": "govuk-select"}),
            "year": forms.TextInput(attrs={**number, "class": f"{box}4"}),
        }
        super().__init__(parts, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Take (year, month, day), each a number or None, apart for the three boxes."""
        year, month, day = value or (None, None, None)
        return [day, month, year]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = (_("Day"), _("Month"), _("Year"))
        for part, label in zip(context["widget"]["subwidgets"], labels, strict=True):
            part["label"] = label
        return context


class PartialDateField(forms.MultiValueField):
    """A date of which year, month and day may each be unknown.

    Gives (year, month, day), each a number or None; None when all three are empty. A day needs
    its month, and the three together must exist in the calendar.
    """

    widget = PartialDateWidget

    def __init__(self, *, first_year: int = 1900, last_year: int = 2100, **kwargs: Any) -> None:
        fields = (
            forms.IntegerField(min_value=1, max_value=31, required=False),
            forms.IntegerField(min_value=1, max_value=12, required=False),
            forms.IntegerField(min_value=first_year, max_value=last_year, required=False),
        )
        super().__init__(fields, require_all_fields=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Order a stored (year, month, day) as the boxes stand; typed values come so already."""
        return [*reversed(value)] if isinstance(value, tuple) else value

    def compress(self, data_list: list[int | None]) -> tuple[int | None, ...] | None:
        day, month, year = data_list or (None, None, None)
        if day is month is year is None:
            return None
        if day and not month:
            raise forms.ValidationError(_("Give the month too, or leave the day empty."))
        if day and month and day > _longest(month, year):
            raise forms.ValidationError(_("There is no such day in that month."))
        return (year, month, day)


def _longest(month: int, year: int | None) -> int:
    """Return the number of days of `month`; February of an unknown year may have 29."""
    if month == 2:
        return 29 if year is None or (year % 4 == 0 and year % 100 != 0) or year % 400 == 0 else 28
    return 30 if month in {4, 6, 9, 11} else 31
