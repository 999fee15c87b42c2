"""The forms of the person whom a case is about: few, forgiving, and saying their limits."""

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamkor import envelope
from hamkor.intake import limits
from hamkor.intake.facts import ComplaintFacts, check_facts
from hamkor.languages import OWN_NAMES
from hamkor.parties import states
from hamkor.web.form_fields import HintedRadioSelect
from hamkor.web.forms.showing import refusals_shown_in
from hamkor.web.forms.tiles import Tiles, tile_choices

OFF = {"autocomplete": "off"}
FILLED_BY_MACHINES = "website"
_SIGNER = signing.Signer(salt="hamkor.blank-form")

LANGUAGES = list(OWN_NAMES.items())
MODES = [
    ("signal", _("Without my name")),
    ("confidential", _("With my name, kept secret")),
    ("open", _("With my name")),
]
MODE_HINTS = {
    "signal": _("Nobody learns who you are. The office may look into it, but owes you no answer."),
    "confidential": _("Only officers who work on it see your name. The office must answer you."),
    "open": _("The office may use your name when it asks others. It must answer you."),
}


def new_blank_token() -> str:
    """Draw the token of a blank form, signed: a double post is then known to be one."""
    return _SIGNER.sign(envelope.new_token())


def read_blank_token(signed: str) -> str:
    """Return the token we drew, or nothing when it is not ours."""
    try:
        return _SIGNER.unsign(signed)
    except signing.BadSignature:
        return ""


def _line(label: Any, field: str, *, hint: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        strip=False,
        max_length=limits.AT_MOST[field],
        widget=forms.TextInput(attrs={**OFF, **attrs}),
    )


def _story(label: Any, limit: int, *, rows: int, hint: Any = "", required: bool = True) -> Any:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        strip=False,
        max_length=limit,
        widget=forms.Textarea(attrs={"rows": rows, **OFF}),
        error_messages={"required": _("Please fill this in")},
    )


class TokenForm(forms.Form):
    """A form that may arrive twice and counts once."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", new_blank_token())

    def clean_token(self) -> str:
        token = read_blank_token(self.cleaned_data["token"])
        if not token:
            # A form of ours before the keys were changed, or none of ours: it gets a new token,
            # and what was typed stays.
            renewed = QueryDict(mutable=True)
            renewed.update(self.data)
            renewed["token"] = new_blank_token()
            self.data = renewed
            raise forms.ValidationError(_("This form was out of date. Please send it again"))
        return token


class ComplaintForm(TokenForm):
    """Everything a complaint can say on one page; only what happened must be said."""

    is_in_danger = forms.BooleanField(label=_("I am in danger now"), required=False)
    what = forms.ChoiceField(
        label=_("What happened?"),
        choices=tile_choices,
        widget=Tiles,
        error_messages={"required": _("Choose what happened, or “Something else”")},
    )
    language = forms.ChoiceField(label=_("In which language do you write?"), choices=LANGUAGES)
    happened = _story(
        _("Tell us what happened"),
        limits.AT_MOST["happened"],
        rows=7,
        hint=_("In your own words, as you would tell a friend. Mistakes do not matter."),
    )
    happened_when = _line(
        _("When?"), "happened_when", hint=_("For example: in spring, or from March to June")
    )
    happened_where = _line(
        _("Where?"), "happened_where", hint=_("Town, street, building site, police station")
    )
    country = forms.ChoiceField(label=_("In which country?"), required=False)
    who_did_it = _line(
        _("Who did it?"),
        "who_did_it",
        hint=_("Name, firm, telephone or car number: whatever you know"),
    )
    wanted = _story(
        _("What do you want to happen?"),
        limits.AT_MOST["wanted"],
        rows=3,
        required=False,
        hint=_("For example: that they pay me, or give my passport back"),
    )
    mode = forms.ChoiceField(
        label=_("Do you want to give your name?"),
        choices=MODES,
        widget=HintedRadioSelect(hints=MODE_HINTS),
        error_messages={"required": _("Choose one of the three")},
    )
    person_name = _line(_("Your name"), "person_name", hint=_("As in your passport"))
    born = _line(_("Date of birth"), "born", hint=_("For example 27 3 1994, or only the year"))
    citizenship = forms.ChoiceField(label=_("Citizenship"), required=False)
    document_number = _line(_("Passport number"), "document_number")
    contact = _line(
        _("How can we reach you without danger?"),
        "contact",
        hint=_("A telephone, or a person you trust. Without it, you read our answer here"),
    )
    may_be_shared = forms.BooleanField(
        label=_("The prosecutor's office of the other country may read this too"),
        help_text=_(
            "Without your yes we do not send your words there. You can change this later."
        ),
        required=False,
    )
    website = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs=OFF)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        countries = [(code, of.names.in_language(language)) for code, of in states().items()]
        unknown = ("", _("I do not know, or another"))
        for name in ("country", "citizenship"):
            field = self.fields[name]
            setattr(field, "choices", [unknown, *sorted(countries, key=lambda one: one[1])])  # noqa: B010
        self.initial.setdefault("language", language)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.data.get(FILLED_BY_MACHINES):
            self.add_error(
                None, _("A hidden field was filled in. Send the form again with nothing in it")
            )
        if not self.errors:
            with refusals_shown_in(self, {"area": "what", "category": "what"}):
                check_facts(self.facts())
        return cleaned

    def facts(self) -> ComplaintFacts:
        """Return what was said, as intake takes it in."""
        said = dict(self.cleaned_data)
        area, _slash, category = said.pop("what").partition("/")
        for not_a_fact in ("token", "language", FILLED_BY_MACHINES):
            said.pop(not_a_fact, None)
        return ComplaintFacts(area=area, category=category, **said)


class CodeForm(forms.Form):
    """The receipt code, however it was written down. It is never shown again."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("22 digits. Spaces do not matter, and you can paste it."),
        max_length=200,
        widget=forms.TextInput(
            attrs={**OFF, "inputmode": "numeric", "class": "govuk-input--width-30 hk-code-input"}
        ),
        error_messages={"required": _("Enter your code")},
    )


class MessageForm(TokenForm):
    """A line to the office."""

    text = _story(_("Write to the office"), limits.MESSAGE, rows=4)


class ConsentForm(forms.Form):
    """Whether the office abroad may read the complaint."""

    may_be_shared = forms.TypedChoiceField(
        label=_("May the prosecutor's office of the other country read this?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no")},
    )


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; what they are is looked at by `files.kinds`."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data]
        if not any(given):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return list(given)


class FilesForm(forms.Form):
    """Photographs and documents."""

    file = FilesField(
        label=_("Add photographs or documents"),
        help_text=_("Pictures, PDF, Word, plain text, sound or video."),
        error_messages={"required": _("Choose a file first")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _("At most %(count)s files, each at most %(megabytes)s MB.")
        megabytes = settings.MAX_ATTACHMENT_BYTES // 1024**2
        limit = words % {"count": settings.MAX_ATTACHMENTS, "megabytes": megabytes}
        setattr(self.fields["file"], "limit_text", limit)  # noqa: B010


class ProofForm(forms.Form):
    """A proof of filing, pasted or as the file that was kept."""

    proof = forms.CharField(
        label=_("Or paste the text of the proof"),
        required=False,
        strip=False,
        max_length=limits.PROOF_FILE,
        widget=forms.Textarea(attrs={"rows": 6, **OFF, "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("The file"), required=False, allow_empty_file=True)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if not cleaned.get("proof", "").strip() and not cleaned.get("file"):
            self.add_error("proof", _("Paste the proof, or choose its file"))
        return cleaned

    def shown(self) -> str:
        """Return the text to be checked; bytes that are no text come out as such and fail."""
        file = self.cleaned_data["file"]
        if not file:
            return str(self.cleaned_data["proof"])
        content: bytes = file.read(4 * limits.PROOF_FILE + 1)
        return content.decode("utf-8", errors="replace")
