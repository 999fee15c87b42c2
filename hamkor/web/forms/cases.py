"""What officers write into a case: persons, acts, notes, files, who works on it, its end."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from hamkor import parties
from hamkor.cases import limits, queries
from hamkor.cases.models import Case, CasePerson, CaseStatus, PersonRole
from hamkor.matching import DocumentNumber, PartialDate
from hamkor.persons import limits as person_limits
from hamkor.persons.models import Person, Sex
from hamkor.persons.services import NewName
from hamkor.web.form_fields import PartialDateField
from hamkor.web.templatetags.hamkor_ui import in_language
from hamkor.web.templatetags.hamkor_words import PURPOSES, SOURCES, person_name

STATUSES = [("", _("every status")), *CaseStatus.choices]
NAME_SOURCES = ("passport", "complaint", "translation", "court", "patent", "officer", "request")


def _long(label: Any, *, limit: int, rows: int, hint: Any = "", required: bool = True) -> Any:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def line(label: Any, *, limit: int, hint: Any = "", required: bool = True) -> Any:
    """Return a field for one line of text that no browser fills in."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=limit,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def countries() -> list[tuple[Any, Any]]:
    """Return the states of the data by name, after the choice for what is not known."""
    named = [(code, in_language(state.names)) for code, state in parties.states().items()]
    return [("", _("not known, or another")), *sorted(named, key=lambda one: one[1])]


class NoteForm(forms.Form):
    """A note for the journal; it cannot be edited afterwards."""

    text = _long(
        _("Note"), limit=limits.NOTE, rows=4, hint=_("It stays as you write it, with your name.")
    )


class DocumentForm(forms.Form):
    """A file for the case."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Photograph, PDF, DOCX, plain text, sound or video."),
        max_length=200,
    )
    fields_of_verb = {"content": "file", "name": "file", "files": "file"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        setattr(self.fields["file"], "max_bytes", settings.MAX_ATTACHMENT_BYTES)  # noqa: B010

    def clean(self) -> dict[str, Any]:
        """Give the verb's words: name and content."""
        file: UploadedFile | None = self.cleaned_data.get("file")
        if file is None:
            return self.cleaned_data
        if (file.size or 0) > settings.MAX_ATTACHMENT_BYTES:
            self.add_error("file", _("This file is too large."))
            return self.cleaned_data
        return {"name": file.name or "", "content": file.read()}


class RoleForm(forms.Form):
    """Which part a person who is on file has in the case."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Part in the case"), choices=PersonRole.choices)
    note = line(_("Note"), limit=limits.LINE, required=False)


class NewPersonForm(forms.Form):
    """Somebody who is not on file yet. What is not known stays empty."""

    name = line(
        _("Name, as written"), limit=person_limits.NAME, hint=_("Letter by letter, as it stands.")
    )
    source = forms.ChoiceField(
        label=_("Where is it written so?"),
        choices=[(source, SOURCES[source]) for source in NAME_SOURCES],
    )
    born = PartialDateField(
        label=_("Born"), required=False, help_text=_("Leave empty what you do not know.")
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, required=False)
    citizenship = forms.ChoiceField(label=_("Citizenship"), choices=countries, required=False)
    document = line(_("Number of passport"), limit=person_limits.DOCUMENT_NUMBER, required=False)
    role = forms.ChoiceField(label=_("Part in the case"), choices=PersonRole.choices)
    note = line(_("Note"), limit=limits.LINE, required=False)
    fields_of_verb = {"written": "name", "number": "document"}

    def clean(self) -> dict[str, Any]:
        """Give the verb's words."""
        said = dict(self.cleaned_data)
        if "name" not in said or "source" not in said:
            return said
        number, source, born = said.pop("document", ""), said.pop("source"), said.get("born")
        return {
            **said,
            "name": NewName(said["name"], source=source),
            "born": PartialDate(*born) if born else None,
            "documents": (DocumentNumber("identity_document", number),) if number else (),
        }


class ActForm(forms.Form):
    """Who did what to whom, where and when; one act is one harm."""

    category = forms.ChoiceField(label=_("What was done"))
    actor: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Who did it"), queryset=None, required=False, empty_label=_("not known")
    )
    affected: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("To whom"), queryset=None, required=False, empty_label=_("not known")
    )
    description = _long(_("What happened"), limit=limits.TEXT, rows=5)
    when = PartialDateField(
        label=_("When"), required=False, help_text=_("Leave empty what you do not know.")
    )
    place = line(_("Place"), limit=limits.LINE, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=countries, required=False)
    fields_of_verb = {"year": "when", "month": "when", "day": "when"}

    def __init__(self, case: Case, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = _categories(case.area)  # type: ignore[attr-defined]
        for name in ("actor", "affected"):
            field: Any = self.fields[name]
            field.queryset = queries.persons_of(case)
            field.label_from_instance = _named_with_role

    def clean(self) -> dict[str, Any]:
        """Give the verb's words: year, month and day apart."""
        said = dict(self.cleaned_data)
        year, month, day = said.pop("when", None) or (None, None, None)
        return {**said, "year": year, "month": month, "day": day}


class AssignForm(forms.Form):
    """Who works on the case from now on."""

    officer: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Officer"), queryset=None, empty_label=_("choose")
    )
    is_lead = forms.BooleanField(
        label=_("Leads the case and answers for its dates"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["officer"]
        field.queryset = queries.officers_who_can_work()


class PurposeForm(forms.Form):
    """Another purpose; the firewall has the last word."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=list(PURPOSES.items()))


class CloseForm(forms.Form):
    """What came of the case."""

    outcome = _long(
        _("What came of it?"),
        limit=limits.TEXT,
        rows=6,
        hint=_("What was found, done and decided; nothing can be added afterwards."),
    )


def _named_with_role(member: CasePerson) -> str:
    person: Person = member.person
    return f"{person_name(person)} ({member.get_role_display()})"


def _categories(area: str) -> list[tuple[Any, Any]]:
    """Return every category by area, the case's own area first."""
    areas = sorted(parties.all_areas().values(), key=lambda one: one.id != area)
    return [
        (
            in_language(one.names),
            [(kind.id, in_language(kind.names)) for kind in one.complaint_categories],
        )
        for one in areas
        if one.complaint_categories
    ]
