"""Drafting a request: whom to ask and for what, then its contents, as often as needed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from hamkor.assistance import queries, services
from hamkor.assistance.basis import Basis, from_json, to_json
from hamkor.assistance.conditions import check_ready
from hamkor.assistance.permissions import check_can_draft_in, check_can_prepare
from hamkor.assistance.verbs import Verb
from hamkor.cases import queries as cases
from hamkor.clock import today
from hamkor.exchange.identity import our_office
from hamkor.law.contents import missing
from hamkor.parties import applicable
from hamkor.parties.measures import Measure, measure
from hamkor.parties.offices import office
from hamkor.web.access import officer_of, officer_required
from hamkor.web.answers import go_to, submit
from hamkor.web.forms.requests import BeginForm, DraftForm, initial_contents
from hamkor.web.law_words import (
    ShownItem,
    ShownLack,
    instruments,
    said,
    shown_basis,
    shown_items,
    shown_lacks,
)
from hamkor.web.request_parts import is_connected, shown_safeguards

if TYPE_CHECKING:
    from hamkor.assistance.models import AssistanceRequest
    from hamkor.cases.models import Case


@dataclass(frozen=True)
class _Wanted:
    """What is asked of whom, and what the law says about it today."""

    peer: str
    measure: Measure
    basis: Basis
    instruments: tuple[str, ...]

    def shown(self) -> list[ShownItem]:
        return list(shown_items(self.measure, self.instruments, {}))


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_request(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Choose office and kind, then write; a draft may lack anything."""
    officer = officer_of(request)
    case = get_object_or_404(cases.visible_to(officer), reference=reference)
    check_can_draft_in(officer, case)
    begun = BeginForm(request.GET if "kind" in request.GET else None, area=case.area)
    if not begun.is_valid():
        return _begin(request, case, begun)
    wanted = _wanted(**begun.cleaned_data, area=case.area)
    form = _form(request, wanted, case.limits_on_use, _preset(case, wanted))
    what = {"peer": wanted.peer, "kind": wanted.measure.id, "area": case.area, "by": officer}
    if _is_saving(request) and (done := submit(form, services.draft_request, case, **what)):
        return go_to(request, gettext("The draft was saved."), "request", done.result.reference)
    page = {"case": case, "lacks": _lacking(wanted, form), "heading": gettext("Draft a request")}
    return _write(request, wanted, form, page)


@officer_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise_request(request: HttpRequest, reference: UUID) -> HttpResponse:
    """Change a draft; one that waited for approval must be put before the approver again."""
    officer = officer_of(request)
    asked = get_object_or_404(queries.visible_to(officer), reference=reference)
    check_can_prepare(officer, asked)
    check_ready(asked, Verb.REVISE_REQUEST)
    wanted = _wanted(peer=asked.peer, kind=asked.kind, area=asked.area)
    limits = asked.case.limits_on_use if asked.case else asked.limits_on_use
    form = _form(request, wanted, limits, _as_written(asked))
    if _is_saving(request) and submit(form, services.revise_request, asked, by=officer):
        return go_to(request, gettext("The draft was saved."), "request", reference)
    attached = queries.documents_of(asked, stage="request").filter(is_ours=True)
    page = {
        "asked": asked,
        "case": asked.case,
        "lacks": _lacking(wanted, form, attachments=len(attached)),
        "heading": asked.title,
        "caption": asked.number,
    }
    return _write(request, wanted, form, page)


def _begin(request: HttpRequest, case: "Case", form: BeginForm) -> HttpResponse:
    page = {
        "section": "requests",
        "heading": gettext("Draft a request"),
        "caption": case.number,
        "case": case,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "hamkor/office/requests/begin.html", page, status=status)


def _write(
    request: HttpRequest, wanted: _Wanted, form: DraftForm, about: dict[str, Any]
) -> HttpResponse:
    page = {
        "section": "requests",
        "form": form,
        "peer": wanted.peer,
        "is_connected": is_connected(wanted.peer),
        "kind": said(wanted.measure.names),
        "explanation": said(wanted.measure.explanation),
        "attachments": said(wanted.measure.attachments),
        "basis": shown_basis(wanted.basis),
        "safeguards": shown_safeguards(wanted.measure.id),
        **about,
    }
    status = 422 if _is_saving(request) else 200
    return render(request, "hamkor/office/requests/draft.html", page, status=status)


def _is_saving(request: HttpRequest) -> bool:
    """Say whether it is to be saved; "check" only asks what is still missing."""
    return request.method == "POST" and "check" not in request.POST


def _wanted(peer: str, kind: str, area: str) -> _Wanted:
    wanted = measure(kind)
    on = today(our_office().time_zone)
    found = applicable(our_office().id, peer, kind, on=on, area=area)
    basis = from_json(to_json(found))
    assert basis is not None  # noqa: S101 - an answer always has a basis
    return _Wanted(peer, wanted, basis, instruments(wanted, found.agreement_ids))


def _form(
    request: HttpRequest, wanted: _Wanted, limits: list[str], preset: dict[str, Any]
) -> DraftForm:
    return DraftForm(
        request.POST if request.method == "POST" else None,
        initial=preset,
        measure=wanted.measure,
        shown=wanted.shown(),
        limits_of_case=limits,
    )


def _preset(case: "Case", wanted: _Wanted) -> dict[str, Any]:
    """Fill in what the node knows, so that nobody types it."""
    asked, ours = office(wanted.peer), our_office()
    language = next((code for code in asked.languages if code in ours.languages), "ru")
    known = {
        "requested_body": asked.names.in_language(language),
        "requesting_body": ours.names.in_language(language),
        "case_number": case.number,
    }
    items = {item.id for item in wanted.measure.contents}
    return {
        "title": case.title,
        "language": language,
        "limits_on_use": case.limits_on_use,
        **initial_contents({id: text for id, text in known.items() if id in items}),
    }


def _as_written(asked: "AssistanceRequest") -> dict[str, Any]:
    return {
        "title": asked.title,
        "language": asked.language,
        "asked_by_on": asked.asked_by_on,
        "is_confidential": asked.is_confidential,
        "limits_on_use": asked.limits_on_use,
        **initial_contents(asked.contents),
    }


def _lacking(wanted: _Wanted, form: DraftForm, *, attachments: int = 0) -> list[ShownLack]:
    """Return what the words as they stand in the form still lack."""
    typed = {item.id: field.value() or "" for field, item in form.items()}
    language = form["language"].value() or ""
    kind, ids = wanted.measure.id, wanted.instruments
    return shown_lacks(missing(kind, ids, typed, language=language, attachments=attachments))
