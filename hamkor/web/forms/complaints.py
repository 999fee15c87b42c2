"""What officers write on a complaint."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamkor import envelope, parties
from hamkor.cases import limits as case_limits
from hamkor.intake import limits
from hamkor.intake.models import Complaint, ComplaintStatus, Outcome
from hamkor.intake.triage import LACKS
from hamkor.web.form_fields import HintedRadioSelect
from hamkor.web.templatetags.hamkor_ui import in_language
from hamkor.web.templatetags.hamkor_words import PURPOSES, area_name, office_name

STATUSES = [("", _("every status")), *ComplaintStatus.choices]


class ForwardForm(forms.Form):
    """To whom a complaint goes, and why."""

    to = forms.CharField(
        label=_("To which body?"),
        help_text=_("Choose an office from the list or write the name of the body."),
        max_length=limits.FORWARDED_TO,
        widget=forms.TextInput(attrs={"list": "offices", "autocomplete": "off"}),
    )
    reasons = forms.CharField(
        label=_("Why there?"),
        help_text=_("The person reads this, word for word."),
        max_length=limits.REASONS[1],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    """The answer that ends a complaint, and what it comes to."""

    outcome = forms.ChoiceField(
        label=_("What does the answer come to?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the answer comes to")},
    )
    text = forms.CharField(
        label=_("Answer to the person"),
        help_text=_(
            "In the person's language if you can: plain words, what was done, what next. How to"
            " contest it is added by itself."
        ),
        max_length=limits.ANSWER,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class ReturnForm(forms.Form):
    """What is missing, and what the person is asked for."""

    lacks = forms.MultipleChoiceField(
        label=_("What is missing?"),
        choices=list(LACKS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say what is missing")},
    )
    text = forms.CharField(
        label=_("What do you ask the person for?"),
        help_text=_("The person reads this, word for word, and can send it in again."),
        max_length=limits.ANSWER,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, gettext(words)) for key, words in LACKS.items()]
        setattr(self.fields["lacks"], "choices", choices)  # noqa: B010


class ExtendForm(forms.Form):
    """Why the answer needs more time."""

    reasons = forms.CharField(
        label=_("Why do you need more time?"),
        help_text=_("The person reads this, word for word. It can be done once."),
        max_length=limits.REASONS[1],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettleForm(forms.Form):
    """What somebody other than the handler answers, and who has the complaint from now on."""

    text = forms.CharField(
        label=_("Answer to the person"),
        help_text=_("Plain words: what you found, what happens now. The person reads it."),
        max_length=limits.MESSAGE,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    to = forms.ChoiceField(label=_("Who answers for the complaint from now on?"), required=False)

    def __init__(
        self, *args: Any, officers: Iterable[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        nobody = ("", _("the same officer as before"))
        setattr(self.fields["to"], "choices", [nobody, *officers])  # noqa: B010


class MessageForm(forms.Form):
    """A message to the person; the token makes a repeated post the same message."""

    text = forms.CharField(
        label=_("Message to the person"),
        help_text=_("The person reads it with the code. Never ask for the code itself."),
        max_length=limits.MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    token = forms.CharField(widget=forms.HiddenInput, initial=envelope.new_token, max_length=64)


class OpenCaseForm(forms.Form):
    """What a case is about; filled in from the complaint as far as it goes."""

    title = forms.CharField(
        label=_("Title, as on the cover"),
        help_text=_("Say what happened, without the person's name."),
        max_length=case_limits.TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    area = forms.ChoiceField(label=_("Area of the agreement"))
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        help_text=_("What was told for protection is never used to enforce migration rules."),
        choices=list(PURPOSES.items()),
        widget=HintedRadioSelect(
            hints={
                "protection": _("Get the person safe, paid, home or heard."),
                "investigation_of_harm": _("Find and prosecute those who did it."),
                "statistics": _("Only count it; nobody is approached."),
            }
        ),
    )
    summary = forms.CharField(
        label=_("Summary"),
        required=False,
        max_length=case_limits.TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = [(area.id, in_language(area.names)) for area in parties.all_areas().values()]
        self.fields["area"].choices = areas  # type: ignore[attr-defined]


def first_words(complaint: Complaint, title: str) -> dict[str, str]:
    """Return with what the form of a new case begins."""
    return {"title": title, "area": complaint.area, "purpose": "protection"}


def offices_to_choose() -> list[tuple[str, str]]:
    """Return every office of the data with its name, for the list beside a field."""
    return [(office, office_name(office)) for office in parties.all_offices()]


def area_choices() -> list[tuple[str, str]]:
    """Return the areas for a filter, "all" first."""
    return [("", _("every area")), *((id, area_name(id)) for id in parties.all_areas())]  # type: ignore[list-item]
