"""The forms of the steps of a request: what to fill in before it moves."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamkor import parties
from hamkor.accounts.models import Officer
from hamkor.accounts.roles import Permission
from hamkor.assistance import limits
from hamkor.assistance.foreseeing import foresee
from hamkor.assistance.models import AssistanceRequest, RequestDocument
from hamkor.assistance.queries import grounds_of, missing_contents
from hamkor.assistance.services import attach_case_document, attach_document
from hamkor.assistance.states import Status
from hamkor.cases.models import CaseDocument
from hamkor.cases.queries import documents_of, officers_who_can_work
from hamkor.law.refusal import RefusalGround
from hamkor.web.form_fields import DayInput, HintedRadioSelect
from hamkor.web.law_words import said
from hamkor.web.templatetags.hamkor_words import PURPOSES, area_name

if TYPE_CHECKING:
    pass


def text_field(label: Any, at_most: int, **options: Any) -> forms.CharField:
    """Return a field for a text of several lines."""
    rows = options.pop("rows", 6)
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=at_most, widget=widget, **options)


class StepForm(forms.Form):
    """A step without words of its own; the others add their fields."""

    def __init__(
        self, *args: Any, assistance_request: AssistanceRequest, officer: Officer, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.assistance_request, self.officer = assistance_request, officer


class ApprovalForm(StepForm):
    """Stops and asks: the safeguards are questions for a person."""

    is_considered = forms.BooleanField(
        label=_("I have asked myself each of these questions about this request"),
        error_messages={"required": _("Consider the questions above before you go on.")},
    )

    def clean(self) -> dict[str, Any]:
        if missing_contents(self.assistance_request):
            raise forms.ValidationError(_("The request still lacks what is listed below."))
        return {}


class SigningForm(ApprovalForm):
    """The approver says why a request goes out although something speaks against it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        report, _faults = foresee(self.assistance_request)
        if report.risks:
            self.fields["considered"] = text_field(
                _("Why is it sent although something speaks against it?"),
                limits.REASONS,
                help_text=_("Kept with your name and the grounds shown here; it is not sent."),
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        return {"considered": self.cleaned_data.get("considered", "")}


class RemarksForm(StepForm):
    remarks = text_field(_("What must be changed?"), limits.REASONS)


class ReasonsForm(StepForm):
    reasons = text_field(_("Why?"), limits.REASONS)


class InformationForm(StepForm):
    text = text_field(
        _("What do you tell them?"),
        limits.TEXT,
        rows=8,
        help_text=_("Documents attached for it go with it."),
    )


class RefusalForm(StepForm):
    field_order = ("ground", "reasons")
    reasons = text_field(
        _("Reasons"),
        limits.REASONS,
        help_text=_("Sent to the other office. Reasons are a duty, not a courtesy."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = grounds_of(self.assistance_request)
        self.fields["ground"] = forms.ChoiceField(
            label=_("On which ground?"),
            choices=[(ground.id, said(ground.names)) for ground in grounds],
            widget=HintedRadioSelect(hints={ground.id: _provision(ground) for ground in grounds}),
        )
        self.order_fields(self.field_order)


def _provision(ground: RefusalGround) -> str:
    """Cite a ground; an instrument's name is data and stays as it was quoted."""
    cited = f"{ground.provision}, {ground.source.instrument}"
    return cited if ground.source.is_verified else f"{cited} ({gettext('unverified')})"


class PostponementForm(StepForm):
    until = forms.DateField(
        label=_("Until which day?"),
        widget=DayInput(),
        help_text=_("The day on which this office means to go on."),
    )
    reasons = text_field(
        _("Reasons"), limits.REASONS, help_text=_("Sent to the other office and kept.")
    )


class QuestionForm(StepForm):
    question = text_field(
        _("What do you need from them?"),
        limits.TEXT,
        help_text=_("One document or fact, so that it can be answered at once."),
    )


class AnswerForm(StepForm):
    text = text_field(
        _("What was done and found"),
        limits.TEXT,
        rows=10,
        help_text=_("In a final answer also what could not be done, and why."),
    )
    is_partial = forms.ChoiceField(
        label=_("Is this everything?"),
        choices=[
            ("finally", _("Yes: this is the final answer")),
            ("partly", _("No: a partial answer, more will follow")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request = self.assistance_request
        if request.answer_prepared_by_id is not None:
            partly = "partly" if request.answer_is_partial else "finally"
            self.initial = {"text": request.answer, "is_partial": partly}
        if request.status == Status.PARTLY_EXECUTED:
            del self.fields["is_partial"]

    def clean(self) -> dict[str, Any]:
        is_partial = self.cleaned_data.get("is_partial") == "partly"
        return {**self.cleaned_data, "is_partial": is_partial}


class TakeOnForm(StepForm):
    """Whoever assigns work chooses an officer; a case officer takes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.officer.may(Permission.CASE_ASSIGN):
            self.fields["officer"] = forms.ModelChoiceField(
                label=_("Who will work on it?"), queryset=officers_who_can_work()
            )

    def clean(self) -> dict[str, Any]:
        return {"officer": self.cleaned_data.get("officer", self.officer)}


class CaseForm(StepForm):
    """A file of our own for a request that came in."""

    title = forms.CharField(label=_("Title of the case"), max_length=limits.TITLE)
    summary = text_field(_("Summary"), limits.TEXT, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        request = self.assistance_request
        self.initial = {"title": request.title, "area": request.area}
        self.fields["area"] = forms.ChoiceField(
            label=_("Area"), choices=[(id, area_name(id)) for id in parties.all_areas()]
        )
        self.fields["purpose"] = forms.ChoiceField(
            label=_("What is the case for?"),
            choices=[(id, PURPOSES[id]) for id in request.limits_on_use if id in PURPOSES],
            widget=forms.RadioSelect,
            help_text=_("Only what the other office allowed its material to be used for."),
        )


class DocumentForm(StepForm):
    """A document of the case, or a file from this computer."""

    field_order = ("document", "content")
    content = forms.FileField(
        label=_("A file"),
        required=False,
        help_text=_("PDF, Word (docx), plain text, a picture, sound or video."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["content"].max_bytes = settings.MAX_ATTACHMENT_BYTES  # type: ignore[attr-defined]
        case = self.assistance_request.case
        if case is None:
            return
        self.fields["document"] = _DocumentField(
            label=_("A document of the case"), queryset=documents_of(case), required=False
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        chosen = [self.cleaned_data.get(name) for name in ("document", "content")]
        if len([one for one in chosen if one]) != 1 and not self.errors:
            raise forms.ValidationError(_("Choose a document of the case or a file."))
        return self.cleaned_data

    def attach(
        self,
        assistance_request: AssistanceRequest,
        *,
        document: CaseDocument | None = None,
        content: UploadedFile | None = None,
        by: Officer,
    ) -> RequestDocument:
        """Attach what was chosen."""
        if document is not None:
            return attach_case_document(assistance_request, document, by=by)
        name, read = (str(content.name), content.read()) if content else ("", b"")
        return attach_document(assistance_request, name=name, content=read, by=by)

    fields_of_verb: ClassVar[dict[str, str]] = {"files": "content"}


class _DocumentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)
