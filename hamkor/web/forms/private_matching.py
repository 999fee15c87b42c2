"""What a deputy fills in to learn, or to let another office learn, which persons both know."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor import parties
from hamkor.exchange.queries import peers
from hamkor.persons import limits
from hamkor.web.form_fields import HintedRadioSelect
from hamkor.web.templatetags.hamkor_words import PURPOSES, area_name, office_name

COMPARED_FOR = ("protection", "investigation_of_harm")


def _offices() -> list[tuple[str, str]]:
    return [(peer.office, office_name(peer.office)) for peer in peers()]


def _areas() -> list[tuple[str, str]]:
    return [(area, area_name(area)) for area in parties.all_areas()]


class PrivateMatchForm(forms.Form):
    """With whom, for what, and by which right."""

    peer = forms.ChoiceField(label=_("The other office"), choices=_offices)
    area = forms.ChoiceField(
        label=_("Area"),
        choices=_areas,
        help_text=_("Compared are the persons of open cases of this area, on both sides."),
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=[(purpose, PURPOSES[purpose]) for purpose in COMPARED_FOR],
        help_text=_("What is learnt may be used for nothing else."),
    )
    legal_ground = forms.CharField(
        label=_("Legal ground"),
        help_text=_("The instrument and its provision. The other office reads it."),
        max_length=limits.LEGAL_GROUND[1],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PrivateAnswerForm(forms.Form):
    """Whether this office takes part."""

    answer = forms.ChoiceField(
        label=_("Does this office take part?"),
        choices=[("agrees", _("Yes, compare")), ("declines", _("No"))],
        widget=HintedRadioSelect(
            hints={
                "agrees": _("Persons of our open cases of this area are compared, by the worker."),
                "declines": _("The other office reads your reasons."),
            }
        ),
    )
    reasons = forms.CharField(
        label=_("Your reasons, if not"),
        max_length=limits.REASONS[1],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def agrees(self) -> bool:
        return self.data.get("answer") == "agrees"

    def clean(self) -> dict[str, Any]:
        """Give the words of whichever verb the answer calls for."""
        reasons = self.cleaned_data.get("reasons", "")
        return {} if self.agrees else {"reasons": reasons}
