"""The last form before sending, and those of a draft."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor.intake.services import check_pin
from hamkor.web.forms.filing.base import OFF
from hamkor.web.forms.showing import refusals_shown_in

FILLED_BY_MACHINES = "website"


class CheckForm(forms.Form):
    """Nothing to fill in: a field that only machines see must stay empty."""

    website = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs=OFF)
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.data.get(FILLED_BY_MACHINES):
            self.add_error(
                None, _("A hidden field was filled in. Send the form again with nothing in it")
            )
        return cleaned


def _pin(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=40,
        widget=forms.PasswordInput(
            attrs={**OFF, "inputmode": "numeric", "class": "govuk-input--width-10"}
        ),
        error_messages={"required": _("Type from 4 to 8 digits")},
    )


class PinForm(forms.Form):
    """A PIN of a draft; what is none is told so and never tried."""

    pin = _pin(_("Choose a PIN"), _("From 4 to 8 digits that nobody here can guess"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if pin := cleaned.get("pin"):
            with refusals_shown_in(self):
                check_pin(pin)
        return cleaned


class TakeUpForm(PinForm):
    """The number of a draft and its PIN."""

    number = forms.CharField(
        label=_("Number of your draft"),
        help_text=_("12 digits. Spaces do not matter."),
        max_length=60,
        widget=forms.TextInput(
            attrs={**OFF, "inputmode": "numeric", "class": "govuk-input--width-20"}
        ),
        error_messages={"required": _("Enter the number")},
    )
    pin = _pin(_("Your PIN"), "")
