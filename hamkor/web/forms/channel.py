"""What went by paper or another channel, besides the exchange or in its stead."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor.assistance import limits
from hamkor.web.evidence_words import PLACES
from hamkor.web.form_fields import DayInput
from hamkor.web.forms.steps import StepForm, text_field


class ChannelForm(StepForm):
    """By which way else a message went, and when."""

    channel = forms.ChoiceField(
        label=_("By which way did it go?"), choices=[*PLACES.items()], widget=forms.RadioSelect
    )
    on = forms.DateField(label=_("On which day?"), widget=DayInput())
    text = text_field(
        _("Note"),
        limits.REASONS,
        rows=3,
        required=False,
        help_text=_("Such as the number of the letter. It stays in this office."),
    )
