"""The first pages: danger, the name, for whom, what it is about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor.web.form_fields import HintedRadioSelect
from hamkor.web.forms.filing.base import Page, choice, line
from hamkor.web.forms.tiles import Tiles, tile_choices

MODES = (
    ("signal", _("Without my name")),
    ("confidential", _("With my name, kept secret")),
    ("open", _("With my name")),
)
MODE_HINTS = {
    "signal": _("Nobody learns who you are. The office may look into it, but owes you no answer."),
    "confidential": _("Only officers who work on it see your name. The office must answer you."),
    "open": _("The office may use your name when it asks others. It must answer you."),
}
HELPERS = (
    ("family", _("Family")),
    ("friend", _("A friend or workmate")),
    ("union", _("A trade union")),
    ("ngo", _("An organisation that helps people")),
    ("hotline", _("A help line")),
    ("consulate", _("A consulate or embassy")),
    ("lawyer", _("A lawyer")),
    ("other", _("Somebody else")),
)
OPERATOR = "operator"


class DangerPage(Page):
    """Whom to call stands on the page; whoever says yes skips nearly everything."""

    heading = _("Are you in danger now?")
    is_in_danger = choice("", (("yes", _("Yes")), ("no", _("No"))))


class ModePage(Page):
    """Three ways, each with what follows from it in one line."""

    mode = forms.ChoiceField(
        label=_("Do you want to give your name?"),
        help_text=_("You can give it later, with your code."),
        choices=MODES,
        required=False,
        widget=HintedRadioSelect(hints=MODE_HINTS),
    )


class WhoPage(Page):
    """For oneself, or with somebody."""

    for_whom = choice(
        _("For whom do you write?"),
        (("self", _("For myself")), ("other", _("For somebody else"))),
    )


class HelperPage(Page):
    """Who helps, and how the helper is reached."""

    heading = _("Who are you?")
    intro = _("From here on, answer as the person for whom you write would answer.")
    helper = choice(_("You are"), HELPERS)
    helper_name = line(_("Your name or your organisation"))
    helper_contact = line(_("Your telephone or address"))


class AgreedPage(Page):
    """The person's own consent, recorded apart from the complaint."""

    agreed = choice(
        _("Does the person agree that you write?"),
        (("yes", _("Yes, the person said so")), ("no", _("The person could not be asked"))),
        _(
            "Give the person the code that you get at the end. With it the person says so"
            " alone, or stops it."
        ),
    )


class WhatPage(Page):
    """What happened, as pictures with words."""

    what = forms.ChoiceField(
        label=_("What happened?"), choices=tile_choices, widget=Tiles, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A picture has a name of its own: whatever none of them says is "Something else".
        self.fields["what"].help_text = _("Choose the nearest. You can tell the rest later.")
