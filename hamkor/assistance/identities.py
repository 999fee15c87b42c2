"""Who is who in a request: which requests both offices know, what the other office proposes."""

import re
from dataclasses import replace
from uuid import UUID

from django.db.models import Q, QuerySet

from hamkor import matching
from hamkor.accounts.models import Officer
from hamkor.assistance.models import AssistanceRequest
from hamkor.assistance.queries import visible_to
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.persons import limits
from hamkor.persons.models import Person, SharedDecision

MOST_NAMED = 10
SEPARATORS = re.compile(r"[\n;]+")
BEFORE_DETAILS = re.compile(r"[,(\d]")
LETTERS = re.compile(r"[^\W\d_]{2}")
DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}|\b(?:19|20)\d{2}\b")


def known_to_both(one: Person, other: Person, *, to: Officer) -> QuerySet[AssistanceRequest]:
    """Return the requests that the other office has and whose case both persons stand in."""
    is_there = Q(delivered_at__isnull=False) | Q(received_at__isnull=False)
    requests = visible_to(to).filter(is_there, case__persons__person=one)
    return requests.filter(case__persons__person=other).distinct().order_by("-id")


def proposals_on(request: AssistanceRequest) -> QuerySet[SharedDecision]:
    """Return what the two offices proposed to each other on persons of this request."""
    return SharedDecision.objects.filter(about=request.reference, peer=request.peer)


def proposal_for(officer: Officer, reference: UUID) -> SharedDecision:
    """Return one proposal.

    Raises:
        NotFound: there is none, or it is about a request that the officer may not read.
    """
    shared = SharedDecision.objects.filter(reference=reference).first()
    if shared is None or not visible_to(officer).filter(reference=shared.about).exists():
        raise NotFound(_("There is no such proposal"))
    return shared


def records_named(request: AssistanceRequest) -> list[matching.Record]:
    """Return the persons that a request names, one a line, as far as a machine can read it.

    A reading of free text, for suggestions only: the name is what stands before the first comma,
    bracket or figure of a line.
    """
    lines = [line.strip() for line in SEPARATORS.split(request.contents.get("persons", ""))]
    records = [_record_of(line) for line in lines[:MOST_NAMED] if LETTERS.search(line)]
    birth = request.contents.get("birth", "")
    if len(records) == 1 and records[0].born is None:
        return [replace(records[0], born=_date_in(birth))]
    return records


def _record_of(line: str) -> matching.Record:
    name = BEFORE_DETAILS.split(line, maxsplit=1)[0].strip()[: limits.NAME]
    names = (matching.Name(name, source="request"),) if name else ()
    return matching.Record(names=names, born=_date_in(line))


def _date_in(text: str) -> matching.PartialDate | None:
    found = DATE.search(text)
    return matching.PartialDate.parse(found.group()) if found else None


def record_told(told: dict[str, object]) -> matching.Record:
    """Return what another office told of a person, to look for records of ours that it means."""
    names = told.get("names", ())
    return matching.Record(
        names=tuple(
            matching.Name(str(name), source="request")
            for name in (names if isinstance(names, (list, tuple)) else ())
        ),
        born=_born(str(told.get("born", ""))),
        citizenship=str(told.get("citizenship", "")),
    )


def _born(written: str) -> matching.PartialDate | None:
    if not written:
        return None
    parts = [None if "?" in part else int(part) for part in written.split("-")]
    born = matching.PartialDate(*parts)
    return born if born.is_possible else None
