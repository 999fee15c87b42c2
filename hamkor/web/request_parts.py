"""The parts of a request's page, in the reader's language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext

from hamkor.accounts.models import Officer
from hamkor.accounts.roles import PERMISSIONS, Role
from hamkor.assistance import identities, queries
from hamkor.assistance.conditions import is_ready
from hamkor.assistance.models import AssistanceRequest, RequestDocument, RequestEvent, Stage
from hamkor.assistance.permissions import CHECKS
from hamkor.assistance.sides import SideStep, full_names, sides
from hamkor.assistance.states import OurRole
from hamkor.assistance.verbs import Step, Verb
from hamkor.cases.queries import cases_by_person
from hamkor.errors import NotAllowed
from hamkor.exchange.identity import our_office
from hamkor.exchange.models import OutboxMessage
from hamkor.exchange.queries import peers, waiting_for
from hamkor.law.refusal import refusal_grounds
from hamkor.parties.agreements import RECIPROCITY
from hamkor.parties.measures import measure
from hamkor.parties.offices import all_offices
from hamkor.persons import queries as persons
from hamkor.persons.permissions import may_read_persons
from hamkor.web.errors import sentence_for
from hamkor.web.evidence_words import PLACES
from hamkor.web.exchange_words import failure_words, kind_words
from hamkor.web.law_words import (
    ShownItem,
    instruments,
    said,
    shown_day,
    shown_items,
)
from hamkor.web.request_steps import STEPS, StepPage
from hamkor.web.suggestions import suggestion
from hamkor.web.templatetags.hamkor_words import office_name

DAY = "j E Y"


NAMED_SHOWN = 3


def named_on_file(request: AssistanceRequest, officer: Officer) -> list[tuple[str, list[Any]]]:
    """Return whom a request that came in names, each with who on file it may be."""
    if request.our_role != OurRole.REQUESTED or not may_read_persons(officer):
        return []
    shown = []
    for record in identities.records_named(request):
        found = persons.candidates_for(record, to=officer, limit=NAMED_SHOWN)
        cases = cases_by_person([each.person.pk for each in found], to=officer)
        rows = [suggestion(None, each, cases.get(each.person.pk, ())) for each in found]
        if rows:
            shown.append((record.names[0].whole if record.names else "", rows))
    return shown


@dataclass(frozen=True)
class Offer:
    """A verb that this officer may use now."""

    verb: Verb
    label: str
    href: str
    page: StepPage | None

    @property
    def is_direct(self) -> bool:
        """Whether a button does it at once."""
        return self.page is not None and self.page.is_direct


@dataclass(frozen=True)
class NotOffered:
    """A step forward that somebody else takes, and why it is not this officer."""

    label: str
    why: str
    who: str


@dataclass(frozen=True)
class Entry:
    """A line of the timeline."""

    at: datetime
    title: str
    who: str
    text: str
    is_theirs: bool


def offers(request: AssistanceRequest, officer: Officer) -> list[Offer]:
    """Return what this officer may do now, steps forward first."""
    possible = queries.possible_actions(request, officer)
    found = [
        Offer(verb, str(verb.label), reverse(verb, args=(request.reference,)), STEPS.get(verb))
        for verb in possible
    ]
    return sorted(found, key=_rank)


def not_offered(request: AssistanceRequest, officer: Officer) -> list[NotOffered]:
    """Return the steps forward that are possible now, and that somebody else must take."""
    found = []
    for verb, page in STEPS.items():
        if page.is_main and is_ready(request, verb) and (why := _why_not(request, officer, verb)):
            found.append(NotOffered(str(verb.label), why, _who(page)))
    return found


def is_connected(peer: str) -> bool:
    """Say whether messages are exchanged with an office."""
    return peers().filter(office=peer).exists()


def shown_sides(request: AssistanceRequest) -> list[dict[str, Any]]:
    """Return the two columns of the page, the requesting office first."""
    ours, theirs = our_office(), all_offices().get(request.peer)
    we_ask = request.our_role == OurRole.REQUESTING
    columns = sides(request)
    offices = (ours, theirs) if we_ask else (theirs, ours)
    roles = (gettext("Requesting"), gettext("Requested"))
    steps = (columns.requesting, columns.requested)
    return [
        {
            "role": role,
            "office": said(office.names) if office else request.peer,
            "state": office.state if office else "",
            "steps": [_shown_step(step) for step in column],
        }
        for role, office, column in zip(roles, offices, steps, strict=True)
    ]


def timeline(request: AssistanceRequest) -> list[Entry]:
    """Return what happened on both sides, newest first."""
    events = list(queries.events_of(request))
    names = full_names(event.by for event in events if event.is_ours)
    return [_entry(event, names, request) for event in reversed(events)]


def on_their_way(request: AssistanceRequest) -> list[dict[str, Any]]:
    """Return our messages for which no receipt is in yet, with how often they were tried."""
    return [
        {
            "what": kind_words(message.kind),
            "queued_at": message.queued_at,
            "expires_at": message.expires_at,
            "attempts": message.attempts,
            "why": failure_words(message.last_failure),
        }
        for message in _waiting(request)
    ]


def files(request: AssistanceRequest) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the documents by the message they go with; stages without any are left out."""
    documents = list(queries.documents_of(request))
    found = []
    for stage in Stage:
        rows = [_file(row) for row in documents if row.stage == stage]
        if rows:
            found.append((str(stage.label), rows))
    return found


def contents(request: AssistanceRequest) -> list[ShownItem]:
    """Return the items that were filled in, with the provisions that ask for them."""
    wanted = measure(request.kind)
    ids = instruments(wanted, tuple(request.basis.get("agreements", ())))
    return [item for item in shown_items(wanted, ids, request.contents) if item.text]


def safeguards(request: AssistanceRequest) -> list[dict[str, Any]]:
    """Return the questions at which a person must stop."""
    return shown_safeguards(request.kind)


def shown_safeguards(kind: str) -> list[dict[str, Any]]:
    """Return the questions of a kind of request, each with its provision."""
    return [
        {"question": said(s.question), "source": s, "provision": s.provision}
        for s in measure(kind).safeguards
    ]


def ground_words(agreement: str, ground: str) -> str:
    """Say a ground of refusal, with its provision; its code when this node does not know it."""
    for known in refusal_grounds(agreement or RECIPROCITY):
        if known.id == ground:
            return f"{said(known.names)} ({known.provision})"
    return ground


def _rank(offer: Offer) -> tuple[bool, bool]:
    page = offer.page
    is_main = page is not None and page.is_main
    return not is_main, page is not None and page.is_grave


def _why_not(request: AssistanceRequest, officer: Officer, verb: Verb) -> str:
    try:
        CHECKS[verb](officer, request)
    except NotAllowed as refused:
        return _own_draft(request, officer, verb) or sentence_for(refused)
    return ""


def _own_draft(request: AssistanceRequest, officer: Officer, verb: Verb) -> str:
    """Whoever drafted wonders most why there is no button."""
    if verb == Verb.APPROVE_REQUEST and request.prepared_by_id == officer.pk:
        return gettext("You drafted it: another officer approves.")
    if verb == Verb.APPROVE_ANSWER and request.answer_prepared_by_id == officer.pk:
        return gettext("You drafted the answer: another officer signs and sends it.")
    return ""


def _who(page: StepPage) -> str:
    roles = [str(role.label) for role in Role if page.who in PERMISSIONS[role]]
    return ", ".join(roles)


def _shown_step(step: SideStep) -> dict[str, Any]:
    name = f"{step.label} · {step.by}" if step.by else step.label
    return {"name": name, "at": step.at, "is_now": step.current}


def _entry(event: RequestEvent, names: dict[str, str], request: AssistanceRequest) -> Entry:
    is_theirs = not event.is_ours
    who = office_name(event.by) if is_theirs else names.get(event.by, event.by)
    title = str(Step(event.action).label)
    parts = [_facts(event, request), event.text]
    text = "\n\n".join(part for part in parts if part)
    return Entry(event.at, title, who, text, is_theirs)


def _facts(event: RequestEvent, request: AssistanceRequest) -> str:
    say = _SAYINGS.get(Step(event.action))
    return say(event.facts, request) if say else ""


def _delivered(facts: dict[str, Any], request: AssistanceRequest) -> str:
    said_what = {"what": kind_words(str(facts.get("kind", "")))}
    return gettext("Their node signed that it holds: %(what)s") % said_what


def _not_delivered(facts: dict[str, Any], request: AssistanceRequest) -> str:
    why = failure_words(str(facts.get("reason", "")))
    return f"{kind_words(str(facts.get('kind', '')))}: {why}"


def _accepted(facts: dict[str, Any], request: AssistanceRequest) -> str:
    day = shown_day(facts.get("answer_by_on") or "")
    return gettext("Answer promised by %(day)s") % {"day": date_format(day, DAY)} if day else ""


def _postponed(facts: dict[str, Any], request: AssistanceRequest) -> str:
    day = shown_day(facts.get("until") or "")
    return gettext("Until %(day)s") % {"day": date_format(day, DAY)} if day else ""


def _other_channel(facts: dict[str, Any], request: AssistanceRequest) -> str:
    day = shown_day(facts.get("on") or "")
    way = str(PLACES.get(str(facts.get("channel")), ""))
    return ", ".join(part for part in (way, date_format(day, DAY) if day else "") if part)


def _refused(facts: dict[str, Any], request: AssistanceRequest) -> str:
    return ground_words(request.agreement, str(facts.get("ground", "")))


def _file_refused(facts: dict[str, Any], request: AssistanceRequest) -> str:
    sentence = gettext(str(facts.get("sentence", "")))
    return sentence % facts["facts"] if facts.get("facts") else sentence


def _named(key: str) -> Callable[[dict[str, Any], AssistanceRequest], str]:
    return lambda facts, _request: str(facts.get(key, ""))


_SAYINGS: dict[Step, Callable[[dict[str, Any], AssistanceRequest], str]] = {
    Step.DELIVERED: _delivered,
    Step.NOT_DELIVERED: _not_delivered,
    Step.ACCEPTED: _accepted,
    Step.POSTPONED: _postponed,
    Step.OTHER_CHANNEL: _other_channel,
    Step.REFUSED: _refused,
    Step.FILE_REFUSED: _file_refused,
    Step.DOCUMENT_ATTACHED: _named("name"),
    Step.TAKEN_ON: _named("officer"),
    Step.CASE_OPENED: _named("case"),
    Step.EXECUTED: _named("signatory"),
    Step.PARTLY_EXECUTED: _named("signatory"),
}


def _waiting(request: AssistanceRequest) -> Iterable[OutboxMessage]:
    return waiting_for(request.reference)


def _file(row: RequestDocument) -> dict[str, Any]:
    return {
        "name": row.name,
        "size": row.size,
        "href": reverse("request_document", args=(row.reference,)),
        "kind": gettext("ours") if row.is_ours else gettext("from the other office"),
        "added_at": row.added_at,
    }
