"""Following a complaint with its code: what was done and is owed; writing, adding, ending it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hamkor.exchange.identity import our_state
from hamkor.intake import attempts, services
from hamkor.intake.queries import by_code, proof_file, status_for_complainant
from hamkor.law.contesting import ways_to_contest
from hamkor.parties import states
from hamkor.web.conversation import conversation_shown
from hamkor.web.forms.public import CodeForm, ConsentForm, FilesForm, MessageForm
from hamkor.web.forms.showing import refusals_shown_in
from hamkor.web.person_session import begin_visit, person_required
from hamkor.web.progress import owed_by, stages, who_has_it

if TYPE_CHECKING:
    from hamkor.intake.models import Complaint
    from hamkor.intake.promises import StandingPromise

ENDED = frozenset({"withdrawn", "answered", "forwarded", "erased"})
CLOSED = frozenset({"withdrawn", "erased"})


@never_cache
def enter_code(request: HttpRequest) -> HttpResponse:
    """Begin a visit with the code.

    A wrong, a malformed and a forgotten code get one answer, after the same work. Whoever tries
    many waits longer each time, up to a minute, and is never shut out.
    """
    if request.method != "POST":
        return _code_page(request, CodeForm(), status=200)
    wait = max(attempts.seconds_to_wait(key) for key in who_tries(request))
    if wait:
        return _code_page(request, CodeForm(), status=422, wait=wait)
    form = CodeForm(request.POST)
    complaint = by_code(request.POST.get("code", ""))
    if form.is_valid() and complaint is not None:
        begin_visit(request, complaint)
        return redirect("status")
    for key in who_tries(request):
        attempts.note_failure(key)
    return _code_page(request, CodeForm(), status=422, is_wrong=True)


def who_tries(request: HttpRequest) -> Iterator[str]:
    yield f"address {request.META.get('REMOTE_ADDR', '')}"
    if request.session.session_key:
        yield f"session {request.session.session_key}"


def _code_page(
    request: HttpRequest, form: CodeForm, *, status: int, wait: int = 0, is_wrong: bool = False
) -> HttpResponse:
    page = {"form": form, "wait": wait, "is_wrong": is_wrong}
    return render(request, "hamkor/public/code.html", page, status=status)


@require_safe
@never_cache
@person_required
def show_status(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Show what was done, what is promised and who is late."""
    answer = _status_page(request, complaint)
    services.note_status_read(complaint)
    return answer


@require_POST
@never_cache
@person_required
def add_files(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Add photographs or documents. Those that are sound are kept even if one is not."""
    form = FilesForm(request.POST, request.FILES, mode=complaint.mode)
    if form.is_valid():
        for file in form.cleaned_data["file"]:
            with refusals_shown_in(form, {"files": "file"}):
                services.add_attachment(
                    complaint,
                    name=file.name,
                    content=file.read(),
                    changes_voice=form.cleaned_data.get("changes_voice"),
                )
    if form.errors:
        return _status_page(request, complaint, files_form=form, status=422)
    messages.success(request, _("Your files were added."))
    return redirect("status")


@require_POST
@never_cache
@person_required
def write(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Send a message to the office."""
    form = MessageForm(request.POST)
    if form.is_valid():
        with refusals_shown_in(form):
            said = form.cleaned_data
            services.write_to_office(complaint, text=said["text"], token=said["token"])
    if form.errors:
        return _status_page(request, complaint, message_form=form, status=422)
    messages.success(request, _("Your message was sent to the office."))
    return redirect("status")


@require_POST
@never_cache
@person_required
def consent(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Agree, or no longer agree, that the office abroad reads the complaint."""
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _status_page(request, complaint, consent_form=form, status=422)
    services.change_consent(complaint, **form.cleaned_data)
    messages.success(request, _("Your decision was recorded."))
    return redirect("status")


@never_cache
@person_required
def withdraw(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Ask "are you sure?", then take the complaint back."""
    if request.method != "POST":
        return render(request, "hamkor/public/withdraw.html")
    services.withdraw_complaint(complaint)
    messages.success(request, _("Your complaint was taken back."))
    return redirect("status")


@require_safe
@never_cache
@person_required
def download_proof(request: HttpRequest, complaint: "Complaint") -> HttpResponse:
    """Give the proof of filing as a plain text file with a name that says little."""
    answer = HttpResponse(proof_file(complaint), content_type="text/plain; charset=utf-8")
    name = f"proof-{str(complaint.reference)[:8]}.txt"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _status_page(
    request: HttpRequest,
    complaint: "Complaint",
    *,
    files_form: FilesForm | None = None,
    message_form: MessageForm | None = None,
    consent_form: ConsentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    known = status_for_complainant(complaint)
    answer = "yes" if complaint.may_be_shared else "no"
    page = {
        "known": known,
        "stages": stages(known.steps, known.broken_promises),
        "next": _said(known.next_promise) if known.next_promise else None,
        "broken": _each_once(known.broken_promises),
        "exchange": conversation_shown(known),
        "has_it": who_has_it(complaint, known.steps),
        "ways": ways_to_contest(our_state()) if known.decision else (),
        "is_ended": complaint.status in ENDED,
        "is_withdrawn": complaint.status in CLOSED,
        "files_form": files_form or FilesForm(mode=complaint.mode),
        "message_form": message_form or MessageForm(),
        "consent_form": consent_form or ConsentForm(initial={"may_be_shared": answer}),
        "wrong_form": files_form or message_form or consent_form,
    }
    return render(request, "hamkor/public/status.html", page, status=status)


def _each_once(promises: Sequence["StandingPromise"]) -> list[dict[str, object]]:
    """Say what one state owes by one day once, even when later steps repeated the promise."""
    said: dict[object, dict[str, object]] = {}
    for each in promises:
        said.setdefault((each.state, each.on, str(owed_by(each))), _said(each))
    return list(said.values())


def _said(promise: "StandingPromise") -> dict[str, object]:
    debtor = states().get(promise.state)
    return {
        "state": debtor.names if debtor else None,
        "owed": owed_by(promise),
        "on": promise.on,
        "source": _(promise.source),
    }
