"""What officers fill in about requests: the draft, its documents, and the words of each step."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamkor import parties
from hamkor.assistance import limits
from hamkor.assistance.states import OurRole, Status
from hamkor.exchange.identity import our_office
from hamkor.exchange.queries import peers
from hamkor.parties.measures import Measure, all_measures
from hamkor.web.form_fields import DayInput, HintedRadioSelect
from hamkor.web.law_words import ShownItem, language_names, said
from hamkor.web.templatetags.hamkor_words import PURPOSES, area_name, office_name

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField


class FilterForm(forms.Form):
    """Which requests to list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = sorted(parties.all_offices().keys() - {our_office().id}, key=office_name)
        offered: dict[str, tuple[Any, list[tuple[str, Any]]]] = {
            "our_role": (_("Who asks"), [*OurRole.choices]),
            "status": (_("State"), [*Status.choices]),
            "peer": (_("Other office"), [(id, office_name(id)) for id in others]),
            "area": (_("Area"), [(id, area_name(id)) for id in parties.all_areas()]),
        }
        for name, (label, choices) in offered.items():
            self.fields[name] = forms.ChoiceField(
                label=label, choices=[("", _("all")), *choices], required=False
            )


class BeginForm(forms.Form):
    """First step of a draft: whom to ask, and for what."""

    def __init__(self, *args: Any, area: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_in(area)
        self.fields["peer"] = forms.ChoiceField(
            label=_("Which office do you ask?"),
            choices=_offices(),
            help_text=_("A draft to an office that is not connected cannot be sent yet."),
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("What do you ask for?"),
            choices=[(kind.id, said(kind.names)) for kind in kinds],
            widget=HintedRadioSelect(hints={kind.id: _explained(kind) for kind in kinds}),
        )


def kinds_in(area: str) -> list[Measure]:
    """Return the kinds that can be asked for in an area, those between offices first."""
    fitting = [kind for kind in all_measures().values() if kind.is_made_in(area)]
    return sorted(fitting, key=lambda kind: kind.level == "convention")


def _explained(kind: Measure) -> str:
    level = (
        gettext("A formal request under a convention.")
        if kind.level == "convention"
        else gettext("Cooperation between the offices.")
    )
    return f"{said(kind.explanation)} {level}"


def _offices() -> list[tuple[Any, Any]]:
    connected = set(peers().values_list("office", flat=True))
    ours = our_office().id
    named = sorted((office_name(id), id) for id in parties.all_offices() if id != ours)
    groups = (
        (gettext("Connected"), [(id, name) for name, id in named if id in connected]),
        (gettext("Not connected"), [(id, name) for name, id in named if id not in connected]),
    )
    return [("", gettext("choose")), *((label, ids) for label, ids in groups if ids)]


class DraftForm(forms.Form):
    """The contents of a draft; nothing but the title is needed to save it.

    Args:
        measure: the kind of request, which says what to ask.
        shown: its items with the provisions that ask for each.
        limits: purposes that the case's material may serve.
    """

    title = forms.CharField(
        label=_("Short title"),
        max_length=limits.TITLE,
        help_text=_("What it is about, in a few words and without names of persons."),
    )
    asked_by_on = forms.DateField(
        label=_("Answer asked for by"), required=False, widget=DayInput()
    )
    is_confidential = forms.BooleanField(
        label=_("Ask the other office to keep the request confidential"), required=False
    )

    def __init__(
        self,
        *args: Any,
        measure: Measure,
        shown: Collection[ShownItem],
        limits_of_case: Collection[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shown = {item.id: item for item in shown}
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the request"), choices=[*language_names().items()]
        )
        self.fields["limits_on_use"] = forms.MultipleChoiceField(
            label=_("They may use it only"),
            choices=[(id, PURPOSES[id]) for id in limits_of_case if id in PURPOSES],
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Never for migration enforcement: that cannot be chosen."),
        )
        for item in measure.contents:
            self.fields[_field(item.id)] = _content_field(item.input, said(item.hint))

    def items(self) -> "list[tuple[BoundField, ShownItem]]":
        """Return the fields of the contents, each with the provisions that ask for it."""
        return [(self[_field(id)], item) for id, item in self.shown.items()]

    def required_items(self) -> "list[tuple[BoundField, ShownItem]]":
        """Return what must be there before approval can be asked for."""
        return [(field, item) for field, item in self.items() if item.is_required]

    def other_items(self) -> "list[tuple[BoundField, ShownItem]]":
        """Return what is asked for if it is known."""
        return [(field, item) for field, item in self.items() if not item.is_required]

    def has_other_text(self) -> bool:
        """Say whether something of it was filled in, so that it must be seen."""
        return any(field.value() or field.errors for field, _item in self.other_items())

    def clean(self) -> dict[str, Any]:
        """Return what `draft_request` and `revise_request` take."""
        said = dict(self.cleaned_data)
        contents = {id: said.pop(_field(id), "") for id in self.shown}
        return {**said, "contents": contents}

    @property
    def fields_of_verb(self) -> dict[str, str]:
        """Tell under which field the service's refusal of an item belongs."""
        return {id: _field(id) for id in self.shown}


def initial_contents(contents: Mapping[str, str]) -> dict[str, str]:
    """Return the contents of a request as the initial values of a `DraftForm`."""
    return {_field(id): text for id, text in contents.items()}


def _field(id: str) -> str:
    return f"item-{id}"


def _content_field(input: str, hint: str) -> forms.Field:
    if input in ("text", "date"):
        widget: forms.Widget = forms.TextInput(attrs={"autocomplete": "off"})
    else:
        widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        required=False, max_length=limits.TEXT, widget=widget, help_text=hint, strip=True
    )
