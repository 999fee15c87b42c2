"""What the node foresees about a draft, in the reader's language."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy

from hamkor.assistance.foreseeing import foresee
from hamkor.assistance.models import AssistanceRequest
from hamkor.drafting.asking import asked_facts
from hamkor.drafting.clocks import DraftClock
from hamkor.drafting.grounds import cite_name
from hamkor.drafting.risks import Question, Risk
from hamkor.law.deadlines import time_limit
from hamkor.parties.sayings import cited
from hamkor.web.law_words import said, spoken

_WEIGHTS = {
    "must": gettext_lazy("They must refuse it"),
    "may": gettext_lazy("They may refuse it"),
    "ask": gettext_lazy("A named officer decides"),
}
_SOON = 7
"""Days before its end from which a clock is shown as urgent."""


@dataclass(frozen=True)
class ShownRisk:
    """A ground of refusal with its remedy and the provisions behind it."""

    name: str
    weight: str
    is_bar: bool
    says: str
    remedy: str
    provisions: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class ShownClock:
    """A clock that runs from a day that was told."""

    duty: str
    due_on: date | None
    days_left: int | None
    is_urgent: bool
    has_run_out: bool
    counted: str
    is_verified: bool


@dataclass(frozen=True)
class Foreseen:
    """What a drafter and an approver read before a request leaves.

    Attributes:
        channel: what is wrong with the way, each with whether it was read in a source.
        open_facts: what nobody told, in the words of the form.
    """

    channel: tuple[tuple[str, bool], ...]
    risks: tuple[ShownRisk, ...]
    open_facts: tuple[str, ...]
    clocks: tuple[ShownClock, ...]


def shown_foreseen(request: AssistanceRequest) -> Foreseen:
    """Say what speaks against a draft of ours, what is not known and which clocks run."""
    report, _faults = foresee(request)
    return Foreseen(
        channel=tuple((spoken(each.saying), each.is_verified) for each in report.channel),
        risks=tuple(map(_risk, report.risks)),
        open_facts=tuple(dict.fromkeys(filter(None, map(_open, report.questions)))),
        clocks=tuple(_clock(each) for each in report.clocks if each.event != "receipt"),
    )


def _risk(risk: Risk) -> ShownRisk:
    language = get_language() or "en"
    return ShownRisk(
        name=said(risk.ground.names),
        weight=str(_WEIGHTS[risk.weight]),
        is_bar=risk.weight == "must",
        says=said(risk.ground.says),
        remedy=said(risk.ground.remedy),
        provisions=tuple(
            (cited(cite_name(each.of), each.provision).in_language(language), each.is_verified)
            for each in risk.provisions
        ),
    )


def _open(question: Question) -> str:
    """Return the first label of the form that leads to an open fact."""
    for fact in asked_facts().facts:
        if fact.path == question.path or set(fact.grounds) & set(question.grounds):
            return said(fact.names)
    return ""


def _clock(clock: DraftClock) -> ShownClock:
    left = clock.days_left
    ends: Any = clock.deadline
    return ShownClock(
        duty=said(time_limit(ends.time_limit_id).duty),
        due_on=ends.due_on,
        days_left=left,
        is_urgent=left is not None and left <= _SOON,
        has_run_out=clock.has_run_out,
        counted=gettext("The office’s own promise") if ends.is_promise else ends.provision,
        is_verified=ends.is_verified,
    )
