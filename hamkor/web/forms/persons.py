"""What officers write of persons: one more source, and whether two records are one person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamkor.matching import Comparison, DocumentNumber, PartialDate
from hamkor.persons import limits
from hamkor.persons.models import Person, Verdict
from hamkor.persons.services import NewName
from hamkor.web.form_fields import HintedRadioSelect, PartialDateField
from hamkor.web.forms.cases import NAME_SOURCES, countries, line
from hamkor.web.suggestions import grounds, speaks_for
from hamkor.web.templatetags.hamkor_words import SOURCES, born, person_name

DOCUMENT_KINDS = ("passport", "identity_document", "national_id", "patent")


class AddToPersonForm(forms.Form):
    """What one more source says; whatever it does not say stays empty."""

    source = forms.ChoiceField(
        label=_("Where is it written so?"),
        choices=[(source, SOURCES[source]) for source in NAME_SOURCES],
    )
    name = line(
        _("Name, as written there"),
        limit=limits.NAME,
        hint=_("Letter by letter, as it stands."),
        required=False,
    )
    born = PartialDateField(
        label=_("Born"), required=False, help_text=_("Leave empty what it does not say.")
    )
    kind = forms.ChoiceField(
        label=_("Identity document"),
        choices=[(kind, SOURCES[kind]) for kind in DOCUMENT_KINDS],
        required=False,
    )
    number = line(_("Its number"), limit=limits.DOCUMENT_NUMBER, required=False)
    issued_by = forms.ChoiceField(label=_("Issued by"), choices=countries, required=False)
    fields_of_verb = {"written": "name"}

    def clean(self) -> dict[str, Any]:
        """Give the verb's words."""
        said = self.cleaned_data
        source, name, number = said.get("source", ""), said.get("name"), said.get("number")
        date = said.get("born")
        kind = said.get("kind") or DOCUMENT_KINDS[0]
        return {
            "name": NewName(name, source=source) if name else None,
            "document": DocumentNumber(kind, number, said.get("issued_by", ""))
            if number
            else None,
            "born": PartialDate(*date) if date else None,
            "source": source,
        }


class KeyedRadioSelect(HintedRadioSelect):
    """Answers that a number key chooses too: 1 for the first, and so on."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        number = str(int(option["index"]) + 1)
        option["attrs"] |= {"accesskey": number, "data-hk-key": number}
        return option


class DecisionForm(forms.Form):
    """The officer's own answer, with grounds; nothing is chosen beforehand.

    Whoever decides as the findings suggest may let them stand as the grounds; whoever decides
    against them says why.
    """

    verdict = forms.ChoiceField(
        label=_("Are these two records one person?"),
        choices=[
            (Verdict.SAME, _("1. The same person")),
            (Verdict.NOT_SAME, _("2. Not the same person")),
            (Verdict.UNSURE, _("3. It cannot be said yet")),
        ],
        widget=KeyedRadioSelect(
            hints={
                "same": _("Both records stay; each shows the other."),
                "not_same": _("The other record is shown last from now on, with your decision."),
                "unsure": _("Kept with your reasons, so that the next officer knows."),
            }
        ),
    )
    reasons = forms.CharField(
        label=_("Your reasons"),
        help_text=_(
            "What you compared or whom you asked. Left empty, the findings on this page are kept "
            "as your reasons, if they point the way you decide."
        ),
        max_length=limits.REASONS[1],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comparison = comparison

    def clean(self) -> dict[str, Any]:
        """Let the findings be the reasons where they speak for the decision."""
        said = dict(self.cleaned_data)
        verdict = said.get("verdict")
        if verdict and not said.get("reasons", "").strip() and "reasons" not in self.errors:
            if speaks_for(verdict, self.comparison):
                said["reasons"] = grounds(self.comparison)
            else:
                self.add_error(
                    "reasons", _("The findings do not point that way: say why you decide so.")
                )
        return said


class WithdrawalForm(forms.Form):
    """Why a decision no longer stands."""

    reasons = forms.CharField(
        label=_("Why is the decision withdrawn?"),
        max_length=limits.REASONS[1],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProposeForm(forms.Form):
    """Within which request the other office is asked."""

    request = forms.UUIDField(widget=forms.HiddenInput)


class ProposalForm(forms.Form):
    """Which of our records another office means, and whether ours agrees with what it decided."""

    answer = forms.ChoiceField(
        label=_("Does this office agree?"),
        choices=[("agrees", _("Yes, we decide the same")), ("declines", _("No"))],
        widget=HintedRadioSelect(
            hints={
                "agrees": _("It binds both offices until one of them withdraws it."),
                "declines": _("The other office reads your reasons. Its own decision stays."),
            }
        ),
    )
    first: "forms.ModelChoiceField[Person]" = forms.ModelChoiceField(
        label=_("The first is our record"),
        queryset=None,
        to_field_name="reference",
        required=False,
        empty_label=_("none of ours"),
    )
    second: "forms.ModelChoiceField[Person]" = forms.ModelChoiceField(
        label=_("The second is our record"),
        queryset=None,
        to_field_name="reference",
        required=False,
        empty_label=_("none of ours"),
    )
    reasons = forms.CharField(
        label=_("Your reasons"),
        help_text=_("The other office reads them."),
        max_length=limits.REASONS[1],
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, sides: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, side in zip(("first", "second"), sides, strict=True):
            field: Any = self.fields[name]
            pks = [each["person"].pk for each in side["candidates"]]
            field.queryset = Person.objects.filter(pk__in=pks).prefetch_related("name_forms")
            field.label_from_instance = _called

    @property
    def agrees(self) -> bool:
        return self.data.get("answer") == "agrees"

    def clean(self) -> dict[str, Any]:
        """Give the words of whichever verb the answer calls for."""
        said = self.cleaned_data
        if not self.agrees:
            return {"reasons": said.get("reasons", "")}
        for name in ("first", "second"):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, _("Choose which of our records is meant."))
        return {name: said.get(name) for name in ("first", "second", "reasons")}


def _called(person: Person) -> str:
    return ", ".join(filter(None, (person_name(person), str(born(person)))))
