"""What each verb of a request says on its page: what follows from it, and what to fill in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamkor.accounts.roles import Permission
from hamkor.assistance import services
from hamkor.assistance.verbs import Verb
from hamkor.web.forms import steps as forms
from hamkor.web.forms.channel import ChannelForm


@dataclass(frozen=True)
class StepPage:
    """A verb as its page shows it.

    Attributes:
        service: does it.
        done: said afterwards.
        form: asks for what the service takes.
        consequences: said before.
        who: the permission it needs, for those who wonder why they are not offered it.
        is_main: the step forward, as against a way out or a side step.
        is_grave: cannot be taken back.
        is_direct: a button on the request's page is enough.
    """

    service: Callable[..., object]
    done: Promise
    form: type[forms.StepForm] = forms.StepForm
    consequences: tuple[Promise, ...] = ()
    who: Permission | None = None
    is_main: bool = False
    is_grave: bool = False
    is_direct: bool = False


_SENT_ONCE = _("It goes to the other office sealed and signed, and cannot be called back.")
_PROMISED = _("The other office is told; who filed a complaint there reads it with the code.")

STEPS: dict[Verb, StepPage] = {
    Verb.ATTACH_DOCUMENT: StepPage(
        services.attach_document,
        _("The document was attached."),
        forms.DocumentForm,
        (_("A draft that waits for approval must be put before the approver again."),),
    ),
    Verb.ASK_APPROVAL: StepPage(
        services.ask_approval,
        _("Approval was asked for. Another officer now decides."),
        forms.ApprovalForm,
        (_("Another officer reads it and signs, or returns it with remarks."),),
        who=Permission.REQUEST_DRAFT,
        is_main=True,
    ),
    Verb.APPROVE_REQUEST: StepPage(
        services.approve_request,
        _("The request was approved and signed. It can be sent now."),
        forms.SigningForm,
        (
            _("You sign with your name and position."),
            _("Once signed it can be sent as it is, or returned to the drafter."),
        ),
        who=Permission.REQUEST_APPROVE,
        is_main=True,
        is_grave=True,
    ),
    Verb.RETURN_REQUEST: StepPage(
        services.return_request, _("The request was returned."), forms.RemarksForm
    ),
    Verb.SEND_REQUEST: StepPage(
        services.send_request,
        _("The request is on its way. It counts as delivered when a signed receipt is in."),
        consequences=(_SENT_ONCE, _("It can be withdrawn later, with reasons.")),
        who=Permission.REQUEST_APPROVE,
        is_main=True,
        is_grave=True,
    ),
    Verb.GIVE_INFORMATION: StepPage(
        services.give_information,
        _("The information is on its way."),
        forms.InformationForm,
        (_SENT_ONCE,),
        who=Permission.REQUEST_DRAFT,
        is_main=True,
    ),
    Verb.WITHDRAW_REQUEST: StepPage(
        services.withdraw_request,
        _("The request was withdrawn."),
        forms.ReasonsForm,
        (
            _("The request ends; a new one must be drafted to ask again."),
            _("An answer or a refusal that is on its way already stands."),
        ),
        is_grave=True,
    ),
    Verb.CLOSE_REQUEST: StepPage(
        services.close_request,
        _("The request was closed."),
        consequences=(_("You say that you have what you need. The other office is told."),),
        who=Permission.REQUEST_DRAFT,
        is_main=True,
        is_grave=True,
    ),
    Verb.NOTE_OTHER_CHANNEL: StepPage(
        services.note_other_channel,
        _("It is noted and signed. The other office is told by which way it went."),
        ChannelForm,
        (
            _("It is about the last message that this office sent on the request."),
            _("The day and the note stay in this office."),
        ),
    ),
    Verb.TAKE_ON: StepPage(
        services.take_on,
        _("The request has an officer now."),
        forms.TakeOnForm,
        who=Permission.CASE_ASSIGN,
        is_main=True,
    ),
    Verb.OPEN_CASE: StepPage(
        services.open_case_for_request, _("A case was opened for the request."), forms.CaseForm
    ),
    Verb.ACCEPT_REQUEST: StepPage(
        services.accept_request,
        _("The request was accepted. The other office learns by when it will be answered."),
        consequences=(
            _("This office binds itself to execute the request."),
            _("The date that follows from the law or our own target is promised to them."),
            _PROMISED,
        ),
        who=Permission.REQUEST_DECIDE,
        is_main=True,
        is_grave=True,
    ),
    Verb.REFUSE_REQUEST: StepPage(
        services.refuse_request,
        _("The request was refused. The ground and the reasons are on their way."),
        forms.RefusalForm,
        (_SENT_ONCE, _PROMISED),
        is_grave=True,
    ),
    Verb.POSTPONE_REQUEST: StepPage(
        services.postpone_request,
        _("The request was postponed."),
        forms.PostponementForm,
        (_PROMISED,),
    ),
    Verb.ASK_FOR_INFORMATION: StepPage(
        services.ask_for_information,
        _("The question is on its way."),
        forms.QuestionForm,
        (_PROMISED,),
    ),
    Verb.START_EXECUTION: StepPage(
        services.start_execution,
        _("Execution has begun. The other office is told."),
        who=Permission.REQUEST_EXECUTE,
        is_main=True,
        is_direct=True,
    ),
    Verb.DRAFT_ANSWER: StepPage(
        services.draft_answer,
        _("The answer is drafted. Another officer signs and sends it."),
        forms.AnswerForm,
        (
            _("Documents attached for the answer go with it; they can be added before or after."),
            _("Another officer signs it and sends it."),
        ),
        who=Permission.REQUEST_EXECUTE,
        is_main=True,
    ),
    Verb.APPROVE_ANSWER: StepPage(
        services.approve_answer,
        _("The answer is on its way."),
        consequences=(_("You sign with your name and position."), _SENT_ONCE, _PROMISED),
        who=Permission.REQUEST_DECIDE,
        is_main=True,
        is_grave=True,
    ),
}
