from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor.intake.services.attachments import OriginalReason

REASONS = [
    (OriginalReason.GENUINE, _("To check that it is genuine: the copy has lost what shows it")),
    (OriginalReason.QUALITY, _("The copy shows too little, or there is none")),
    (OriginalReason.HAND_OVER, _("It goes to a court, an expert or another office as evidence")),
]


class OriginalForm(forms.Form):
    """Why an officer needs the original and not the copy."""

    reason = forms.ChoiceField(
        label=_("Why do you need the original?"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason")},
    )
