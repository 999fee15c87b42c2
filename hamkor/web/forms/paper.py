"""How many sheets, in which language."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor.intake.services.paper import AT_ONCE
from hamkor.languages import OWN_NAMES


class PaperForm(forms.Form):
    """Sheets are printed in the language of those who write on them."""

    count = forms.IntegerField(label=_("How many sheets?"), min_value=1, max_value=AT_ONCE)
    language = forms.ChoiceField(label=_("In which language?"), choices=list(OWN_NAMES.items()))
