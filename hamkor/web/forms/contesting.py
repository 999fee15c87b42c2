"""What a person writes when nothing happens, or when the answer is not right."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor.intake import limits
from hamkor.web.forms.public import CodeForm, TokenForm


class ContestForm(TokenForm):
    """Why somebody else should hear it, or why it should be opened again; counts once."""

    text = forms.CharField(
        label=_("Tell us why, in your own words"),
        help_text=_("What should have happened? Mistakes do not matter."),
        max_length=limits.MESSAGE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={"required": _("Please fill this in")},
    )


class EraseForm(CodeForm):
    """The code once more: an open page on a shared telephone is not enough to erase anything."""
