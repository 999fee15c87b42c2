"""Requests on both sides: the list, the page of one, and one page for each step."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from hamkor.accounts.permissions import check_may
from hamkor.accounts.roles import Permission
from hamkor.assistance import identities, queries, services
from hamkor.assistance.conditions import check_ready
from hamkor.assistance.permissions import CHECKS
from hamkor.assistance.verbs import Verb
from hamkor.deadlines.queries import of as deadlines_of
from hamkor.web import request_parts as parts
from hamkor.web.access import officer_of, officer_required
from hamkor.web.answers import download, go_to, submit
from hamkor.web.evidence_parts import shown_evidence
from hamkor.web.foreseen import shown_foreseen
from hamkor.web.forms.requests import FilterForm
from hamkor.web.forms.steps import DocumentForm
from hamkor.web.law_words import shown_basis, shown_lacks
from hamkor.web.lists import newest_first
from hamkor.web.request_steps import STEPS, StepPage

if TYPE_CHECKING:
    from hamkor.assistance.models import AssistanceRequest


@officer_required
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """List the requests that the officer may read, newest first."""
    officer = officer_of(request)
    check_may(officer, Permission.REQUEST_READ)
    form = FilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = newest_first(queries.worklist(officer, **wanted), request.GET.get("after", ""))
    page = {
        "section": "requests",
        "heading": gettext("Requests"),
        "form": form,
        "rows": found.rows,
        "after": found.after,
        "is_filtered": any(wanted.values()),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "hamkor/office/requests/list.html", page, status=status)


@officer_required
@require_GET
def show_request(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Show where a request stands on both sides and what this officer can do."""
    officer = officer_of(request)
    asked = get_object_or_404(queries.visible_to(officer), reference=reference)
    services.note_request_read(asked, by=officer)
    return render(
        request,
        "hamkor/office/requests/request.html",
        {
            **_about(asked),
            "offers": parts.offers(asked, officer),
            "not_offered": parts.not_offered(asked, officer),
            "sides": parts.shown_sides(asked),
            "entries": parts.timeline(asked),
            "on_their_way": parts.on_their_way(asked),
            "evidence": shown_evidence(asked.reference),
            "may_export": officer.may(Permission.EVIDENCE_EXPORT),
            "proposals": identities.proposals_on(asked),
            "named": parts.named_on_file(asked, officer),
            "deadlines": [d for d in deadlines_of(asked.reference) if not d.cancelled_at],
            **_substance(asked),
            "may_tell": Verb.REVISE_REQUEST in queries.possible_actions(asked, officer),
        },
    )


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_step(request: HttpRequest, reference: UUID, verb: Verb) -> HttpResponse:
    """Ask once more and say what follows; then do it, or show what is wrong with the words."""
    officer = officer_of(request)
    asked = get_object_or_404(queries.visible_to(officer), reference=reference)
    CHECKS[verb](officer, asked)
    check_ready(asked, verb)
    step = STEPS[verb]
    given = request.POST if request.method == "POST" else None
    form = step.form(given, assistance_request=asked, officer=officer)
    if given is not None and submit(form, step.service, asked, by=officer):
        return go_to(request, step.done, "request", reference)
    return _ask(request, asked, verb, step, form)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def attach_document(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Add a document of the case, or a file, to what goes out next."""
    officer = officer_of(request)
    asked = get_object_or_404(queries.visible_to(officer), reference=reference)
    CHECKS[Verb.ATTACH_DOCUMENT](officer, asked)
    check_ready(asked, Verb.ATTACH_DOCUMENT)
    step = STEPS[Verb.ATTACH_DOCUMENT]
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DocumentForm(*given, assistance_request=asked, officer=officer)
    if given and submit(form, form.attach, asked, by=officer):
        return go_to(request, step.done, "request", reference)
    return _ask(request, asked, Verb.ATTACH_DOCUMENT, step, form)


@officer_required
@require_GET
def request_document(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Hand out a document of a request; the audit log says who took it."""
    officer = officer_of(request)
    document = get_object_or_404(queries.document_visible_to(officer), reference=reference)
    content = services.read_document(document, by=officer)
    return download(name=document.name, media_type=document.media_type, content=content)


def _ask(
    request: HttpRequest, asked: "AssistanceRequest", verb: Verb, step: StepPage, form: Any
) -> HttpResponse:
    page = {
        **_about(asked),
        **_substance(asked),
        "heading": verb.label,
        "caption": asked.number,
        "step": step,
        "form": form,
        "action": verb.label,
        "shows_draft": verb in (Verb.ASK_APPROVAL, Verb.APPROVE_REQUEST, Verb.SEND_REQUEST),
        "shows_answer": verb == Verb.APPROVE_ANSWER,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "hamkor/office/requests/step.html", page, status=status)


def _about(asked: "AssistanceRequest") -> dict[str, Any]:
    return {
        "section": "requests",
        "heading": asked.title,
        "caption": asked.number,
        "asked": asked,
        "is_connected": parts.is_connected(asked.peer),
        "we_ask": asked.our_role == "requesting",
    }


def _substance(asked: "AssistanceRequest") -> dict[str, Any]:
    """What the request says, what the law says of it, and what it still lacks."""
    basis = queries.basis_of(asked)
    is_draft = asked.status == "draft"
    return {
        "basis": shown_basis(basis) if basis else None,
        "contents": parts.contents(asked),
        "safeguards": parts.safeguards(asked),
        "files": parts.files(asked),
        "lacks": shown_lacks(queries.missing_contents(asked)) if is_draft else [],
        "foreseen": shown_foreseen(asked) if is_draft else None,
        "ground": parts.ground_words(asked.agreement, asked.refusal_ground)
        if asked.refusal_ground
        else "",
    }
