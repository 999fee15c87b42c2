"""A complaint's way in five stages, the same whichever state acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamkor.exchange import identity
from hamkor.parties import all_offices, states

if TYPE_CHECKING:
    from hamkor.intake.models import Complaint


class Event(Protocol):
    """A step as intake keeps it."""

    step: str
    at: datetime
    state: str

    promised_by: str

    def get_step_display(self) -> str: ...


class Owed(Protocol):
    """A promise as intake counts it."""

    @property
    def step(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def state(self) -> str: ...
    @property
    def is_late(self) -> bool: ...


@dataclass(frozen=True)
class ShownEvent:
    """What happened, when, and by which state (its names; None when we do not know it)."""

    text: str
    at: datetime
    state: object


@dataclass(frozen=True)
class Stage:
    """One of the five. `state` is "done", "now", "late" or "" as the list of steps draws it."""

    name: str | Promise
    events: Sequence[ShownEvent]
    state: str


OUTCOMES = frozenset(
    {"request_refused", "request_withdrawn", "request_executed", "request_partly_executed"}
)
ASKED = OUTCOMES | {
    "request_sent",
    "request_delivered",
    "request_accepted",
    "information_asked",
    "information_given",
    "request_postponed",
}


@dataclass(frozen=True)
class _Kind:
    """A stage as such: its name before and after it began, its steps, and those that end it."""

    before: str | Promise
    after: str | Promise
    steps: frozenset[str]
    ends: frozenset[str]


STAGES = (
    _Kind(_("Filed"), _("Filed"), frozenset({"filed"}), frozenset({"filed"})),
    _Kind(
        _("Registered, with an officer"),
        _("Registered, with an officer"),
        frozenset({"registered"}),
        frozenset({"registered"}),
    ),
    _Kind(
        _("Examined"),
        _("Examined"),
        frozenset(
            {
                *("case_opened", "forwarded", "returned", "extended", "reopened"),
                *("escalated", "escalation_settled", "consent_withdrawn"),
            }
        ),
        frozenset({"forwarded"}),
    ),
    _Kind(
        _("The other country asked, if that is needed"),
        _("The other country asked"),
        ASKED,
        OUTCOMES,
    ),
    _Kind(
        _("Answer to you"),
        _("Answer to you"),
        frozenset({"answered", "withdrawn", "erased"}),
        frozenset({"answered", "withdrawn", "erased"}),
    ),
)
ENDINGS = frozenset({"answered", "withdrawn", "forwarded", "erased"})

OWED: dict[str, str | Promise] = {
    "filed": _("to register your complaint"),
    "registered": _("to answer you"),
    "case_opened": _("to answer you"),
    "forwarded": _("to answer you"),
    "extended": _("to answer you"),
    "reopened": _("to answer you"),
    "escalated": _("that somebody else answers you"),
    "request_sent": _("to take in the request"),
    "request_delivered": _("to say whether it accepts the request"),
    "request_accepted": _("to do what was asked and answer"),
    "information_asked": _("to send what was asked for"),
    "information_given": _("to do what was asked and answer"),
    "request_postponed": _("to take up the request again"),
    "request_partly_executed": _("to do the rest of what was asked"),
}
"""Step that came with a promise → what the state then owes, after "has promised"."""


def owed_by(promise: Owed) -> str | Promise:
    """Say what the state has promised to do."""
    return OWED.get(str(promise.step), _("to take the next step"))


def who_has_it(complaint: "Complaint", events: Sequence[Event]) -> list[str]:
    """Return who has the complaint now, by name: one or two offices, another body, or nobody."""
    language = get_language() or "en"
    if complaint.status in {"answered", "withdrawn", "erased"}:
        return []
    if complaint.forwarded_to:
        named = all_offices().get(complaint.forwarded_to)
        return [named.names.in_language(language) if named else complaint.forwarded_to]
    ours = identity.our_office()
    asked = [event for event in events if event.step in ASKED]
    if not asked or asked[-1].step in OUTCOMES:
        return [ours.names.in_language(language)]
    abroad = {event.state for event in asked} | {event.promised_by for event in asked}
    known = [states()[code].names for code in sorted(abroad - {ours.state}) if code in states()]
    return [names.in_language(language) for names in (ours.names, *known)]


def stages(events: Sequence[Event], broken: Sequence[Owed]) -> list[Stage]:
    """Sort what happened into the five stages; the one that goes on is "now", or "late"."""
    current = _current(events)
    shown = []
    for place, kind in enumerate(STAGES):
        happened = _of(events, kind.steps)
        state = "done" if happened else ""
        if place == current:
            state = "late" if broken else "now"
        shown.append(Stage(kind.after if happened else kind.before, happened, state))
    return shown


def _current(events: Sequence[Event]) -> int:
    """Return the place of the stage that goes on; one past the last when all is over.

    What happened before the complaint was opened again does not count, but that it was registered.
    """
    steps = [event.step for event in events]
    if "reopened" in steps:
        place = len(steps) - 1 - steps[::-1].index("reopened")
        steps = [step for step in steps[:place] if step in {"filed", "registered"}] + steps[place:]
    if ENDINGS.intersection(steps):
        return len(STAGES)
    begun = [place for place, kind in enumerate(STAGES) if kind.steps.intersection(steps)]
    last = max(begun, default=-1)
    # What was sent, accepted or put off after the last outcome is still going on.
    latest = next((step for step in reversed(steps) if step in STAGES[last].steps), "")
    return last + 1 if last < 0 or latest in STAGES[last].ends else last


def _of(events: Sequence[Event], steps: frozenset[str]) -> list[ShownEvent]:
    return [
        ShownEvent(event.get_step_display(), event.at, _names(event.state))
        for event in events
        if event.step in steps
    ]


def _names(code: str) -> object:
    state = states().get(code)
    return state.names if state else None
