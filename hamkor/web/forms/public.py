"""The forms of the person whom a case is about: few, forgiving, and saying their limits."""

from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hamkor import envelope
from hamkor.files.voices import can_disguise
from hamkor.intake import limits

OFF = {"autocomplete": "off"}
_SIGNER = signing.Signer(salt="hamkor.blank-form")


def new_blank_token() -> str:
    """Draw the token of a blank form, signed: a double post is then known to be one."""
    return _SIGNER.sign(envelope.new_token())


def read_blank_token(signed: str) -> str:
    """Return the token we drew, or nothing when it is not ours."""
    try:
        return _SIGNER.unsign(signed)
    except signing.BadSignature:
        return ""


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
            # Of the whole form: a hidden field has no name that a person could read.
            self.add_error(None, _("This form was out of date. Please send it again"))
        return token


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


VOICE_CHANGED = _("For sound only. It does not hide your words, your accent or sounds around you.")
VOICE_KEPT = _(
    "This office cannot change voices: whoever knows you may know your voice in a recording."
)


class FilesForm(forms.Form):
    """Photographs, documents and voice notes."""

    file = FilesField(
        label=_("Add photographs or documents"),
        help_text=_("Pictures, PDF, Word, plain text, sound or video."),
        error_messages={"required": _("Choose a file first")},
    )
    changes_voice = forms.BooleanField(
        label=_("Make my voice hard to recognise"), help_text=VOICE_CHANGED, required=False
    )

    def __init__(self, *args: Any, mode: str = "signal", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("changes_voice", mode == "signal")
        if not can_disguise():
            del self.fields["changes_voice"]
            self.fields["file"].help_text = f"{self.fields['file'].help_text} {VOICE_KEPT}"
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
