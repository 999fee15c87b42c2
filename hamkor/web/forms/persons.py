"""What officers write when they say whether two records are one person."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor.persons import limits
from hamkor.persons.models import Verdict
from hamkor.web.form_fields import HintedRadioSelect


class DecisionForm(forms.Form):
    """The officer's own answer, with grounds; nothing is chosen beforehand."""

    verdict = forms.ChoiceField(
        label=_("Are these two records one person?"),
        choices=[
            (Verdict.SAME, _("The same person")),
            (Verdict.NOT_SAME, _("Not the same person")),
            (Verdict.UNSURE, _("It cannot be said yet")),
        ],
        widget=HintedRadioSelect(
            hints={
                "same": _("Both records stay; each shows the other."),
                "not_same": _("The other record is shown last from now on, with your decision."),
                "unsure": _("Kept with your reasons, so that the next officer knows."),
            }
        ),
    )
    reasons = forms.CharField(
        label=_("Your reasons"),
        help_text=_("What you compared or whom you asked. The score is no reason."),
        max_length=limits.REASONS[1],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WithdrawalForm(forms.Form):
    """Why a decision no longer stands."""

    reasons = forms.CharField(
        label=_("Why is the decision withdrawn?"),
        max_length=limits.REASONS[1],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
