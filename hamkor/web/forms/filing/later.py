"""Forms of the person who comes back with the code: a name, a word on the helper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor.intake import limits
from hamkor.web.forms.filing.base import OFF


def _line(label: Any, field: str, hint: Any = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        strip=False,
        max_length=limits.AT_MOST[field],
        widget=forms.TextInput(attrs=OFF),
        error_messages={"required": _("Please fill this in")},
    )


class NameForm(forms.Form):
    """The name of a complaint that was filed without one."""

    person_name = _line(
        _("Name"), "person_name", _("As in your passport, or as people call you"), required=True
    )
    document_number = _line(_("Passport number"), "document_number")


class HelpForm(forms.Form):
    """Whether the person agrees to what somebody else wrote."""

    agrees = forms.TypedChoiceField(
        label=_("Do you agree to what was written for you?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )
