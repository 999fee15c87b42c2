from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.assistance import limits
from hamkor.assistance.basis import to_json
from hamkor.assistance.conditions import check_ready
from hamkor.assistance.foreseeing import faults_of
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.permissions import check_can_draft_in, check_can_prepare
from hamkor.assistance.services.consent import case_of, limits_for
from hamkor.assistance.services.moving import change, note
from hamkor.assistance.states import OurRole, Status
from hamkor.assistance.verbs import Step, Verb
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.cases.models import Case
from hamkor.cases.services.journal import check_is_open
from hamkor.clock import today
from hamkor.drafting.asking import facts_for
from hamkor.errors import InputRefused, RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.exchange.identity import our_office, our_state
from hamkor.parties.agreements import applicable
from hamkor.parties.areas import area as area_of
from hamkor.parties.measures import Measure, measure
from hamkor.parties.offices import office, states
from hamkor.persons.texts import check_text


class Changes(TypedDict, total=False):
    """What a drafter may change; what is left out stays as it is."""

    peer: str
    kind: str
    area: str
    title: str
    contents: Mapping[str, str]
    language: str
    asked_by_on: date | None
    is_confidential: bool
    limits_on_use: Collection[str]


@transaction.atomic
def draft_request(
    case: Case,
    *,
    peer: str,
    kind: str,
    area: str,
    title: str,
    contents: Mapping[str, str],
    language: str = "ru",
    asked_by_on: date | None = None,
    is_confidential: bool = False,
    limits_on_use: Collection[str] = (),
    by: Officer,
) -> AssistanceRequest:
    """Draft a request in a case; it may lack anything until approval is asked for.

    Args:
        case: an open one, of whose material the request makes use.
        peer: the office asked.
        kind: a measure.
        area: a folder in data/areas.
        title: short.
        contents: content item of the measure → text.
        language: of the contents.
        asked_by_on: day by which the answer is asked for, inclusive; local date of our office.
        is_confidential: whether the other office is asked to keep it confidential.
        limits_on_use: purposes for which alone they may use it; empty takes the case's.
        by: works on the case.

    Raises:
        NotAllowed: the officer does not work on the case.
        NotFound: no such office, measure or area.
        InputRefused: a text too long, an item the measure does not know, a date that has passed.
        FirewallBreach: the limits do not cover the case's purpose, or go beyond the case's.
        RuleViolation: the kind is not for this area, or the office is our own.
        WrongState: the case is closed.
    """
    check_can_draft_in(by, case)
    fields = _checked(
        case,
        {
            "peer": peer,
            "kind": kind,
            "area": area,
            "title": title,
            "contents": contents,
            "language": language,
            "asked_by_on": asked_by_on,
            "is_confidential": is_confidential,
            "limits_on_use": limits_on_use,
        },
    )
    check_is_open(case)
    request = AssistanceRequest(
        case=case,
        our_role=OurRole.REQUESTING,
        status=Status.DRAFT,
        prepared_by=by,
        responsible=by,
        is_invented=case.is_invented,
        **fields,
    )
    give_number(request)
    note(request, Step.DRAFTED, by=by)
    record(AuditAction.REQUEST_DRAFTED, by=by.username, about=request.reference, kind=kind)
    return request


@transaction.atomic
def revise_request(request: AssistanceRequest, *, by: Officer, **changes: Unpack[Changes]) -> None:
    """Change a draft; one that waits for approval must be put before the approver again.

    Raises:
        NotAllowed: the officer does not work on this request.
        WrongState: it is no longer a draft, or somebody else has just changed it.
        InputRefused: see `draft_request`; the same for the other refusals.
    """
    check_can_prepare(by, request)
    check_ready(request, Verb.REVISE_REQUEST)
    case = case_of(request)
    fields = _checked(case, {**_as_drafted(request), **changes})
    change(request, approval_asked_at=None, prepared_by=by, **fields)
    note(request, Step.REVISED, by=by, facts={"fields": sorted(changes)})
    record(AuditAction.REQUEST_REVISED, by=by.username, about=request.reference)


@transaction.atomic
def note_facts(request: AssistanceRequest, *, facts: Mapping[str, Any], by: Officer) -> None:
    """Keep what the drafter knows of the facts the law asks about; approval is asked for anew.

    Args:
        request: a draft.
        facts: path → value; see `drafting.asking`. What is left out is not known.
        by: works on the request.

    Raises:
        NotAllowed: the officer does not work on this request.
        WrongState: it is no longer a draft, or somebody else has just changed it.
        InputRefused: a fact that is not asked for here, or that cannot be as told.
    """
    check_can_prepare(by, request)
    check_ready(request, Verb.REVISE_REQUEST)
    known = {each.path for each in facts_for(measure(request.kind))}
    for path in facts.keys() - known:
        raise InputRefused(_("This fact is not asked for in this kind of request"), field=path)
    for fault in faults_of(request, dict(facts)):
        if fault.path in known:
            raise InputRefused(fault.says.sentence, field=fault.path, **fault.says.facts)
    change(request, approval_asked_at=None, prepared_by=by, facts=dict(facts))
    note(request, Step.REVISED, by=by, facts={"fields": ["facts"]})
    record(AuditAction.REQUEST_REVISED, by=by.username, about=request.reference)


def give_number(request: AssistanceRequest) -> None:
    """Save a new request under this office's own number."""
    request.number = request.reference.hex  # until the row has its place in the year's numbers
    request.save()
    year = today(our_office().time_zone).year
    request.number = f"R-{our_state()}-{year}-{request.pk:06}"
    request.save(update_fields=("number",))


def _as_drafted(request: AssistanceRequest) -> Changes:
    return {
        "peer": request.peer,
        "kind": request.kind,
        "area": request.area,
        "title": request.title,
        "contents": request.contents,
        "language": request.language,
        "asked_by_on": request.asked_by_on,
        "is_confidential": request.is_confidential,
        "limits_on_use": request.limits_on_use,
    }


def _checked(case: Case, draft: Changes) -> dict[str, Any]:
    """Return the fields of a draft with what the law says about them, or refuse."""
    wanted = measure(draft["kind"])
    _check_parties(draft["peer"])
    _check_area(wanted, draft["area"])
    _check_language(draft["language"])
    _check_date(draft["asked_by_on"])
    check_text(draft["title"], field="title", at_most=limits.TITLE, at_least=1)
    found = applicable(
        our_office().id,
        draft["peer"],
        wanted.id,
        on=today(our_office().time_zone),
        area=draft["area"],
    )
    return {
        **draft,
        "contents": _checked_contents(wanted, draft["contents"]),
        "limits_on_use": limits_for(case, draft["limits_on_use"]),
        "agreement": found.governs.id if found.governs else "",
        "basis": to_json(found),
    }


def _check_parties(peer: str) -> None:
    if office(peer) == our_office():
        raise RuleViolation(_("An office does not ask itself"))


def _check_area(wanted: Measure, area: str) -> None:
    area_of(area)
    if not wanted.is_made_in(area):
        raise RuleViolation(_("This kind of request is not made in this area"))


def _check_language(language: str) -> None:
    known = {code for state in states().values() for code in state.working_languages} | {"en"}
    if language not in known:
        raise InputRefused(_("Choose one of the languages"), field="language")


def _check_date(asked_by_on: date | None) -> None:
    if asked_by_on is not None and asked_by_on < today(our_office().time_zone):
        raise InputRefused(_("This day has passed"), field="asked_by_on")


def _checked_contents(wanted: Measure, contents: Mapping[str, str]) -> dict[str, str]:
    known = {item.id for item in wanted.contents}
    for id, text in contents.items():
        if id not in known:
            raise InputRefused(_("This kind of request has no such item"), field=id)
        check_text(text, field=id, at_most=limits.TEXT, is_one_line=False)
    return {id: text for id, text in contents.items() if text.strip()}
