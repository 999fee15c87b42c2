"""What the node foresees about a draft of ours: the same check as the command and the API."""

from typing import Any

from hamkor.assistance.models import AssistanceRequest
from hamkor.clock import today
from hamkor.drafting import Report, check, read_draft
from hamkor.drafting.asking import as_tree
from hamkor.exchange.identity import our_office
from hamkor.law.reading_facts import FactFault
from hamkor.parties.offices import office


def foresee(request: AssistanceRequest) -> tuple[Report, tuple[FactFault, ...]]:
    """Return what governs a draft, speaks against it and runs, and what cannot be as told."""
    on = today(our_office().time_zone)
    draft, faults = read_draft(_told(request, request.facts), on=on)
    return check(draft, on=on), faults


def faults_of(request: AssistanceRequest, facts: dict[str, Any]) -> tuple[FactFault, ...]:
    """Return what cannot be as told, before it is kept."""
    on = today(our_office().time_zone)
    return read_draft(_told(request, facts), on=on)[1]


def _told(request: AssistanceRequest, facts: dict[str, Any]) -> dict[str, Any]:
    ours, theirs = our_office(), office(request.peer)
    tree = as_tree(facts, (ours.state, theirs.state))
    # The file names its persons; here they stand in the contents, and one is asked about.
    for person in tree.get("persons", ()):
        person.setdefault("name", "—")
    paper = {"language": request.language, "is_confidential": request.is_confidential}
    return {
        **tree,
        "kind": request.kind,
        "from": ours.id,
        "to": theirs.id,
        "area": request.area,
        "purpose": "protection" if "protection" in request.limits_on_use else "prosecution",
        "paper": {**paper, **tree.get("paper", {})},
        "contents": request.contents,
    }
