"""What the person reads with the code."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from hamkor import envelope
from hamkor.exchange import identity
from hamkor.intake import attempts, limits
from hamkor.intake.grounds import reason_to_escalate
from hamkor.intake.models import (
    Attachment,
    Complaint,
    ComplaintMessage,
    ComplaintStatus,
    Decision,
    Silence,
    StatusStep,
    Step,
)
from hamkor.intake.promises import StandingPromise, standing_promises
from hamkor.intake.queries.overseeing import last_decision, open_escalation_of
from hamkor.intake.states import TRANSITIONS, Action


@dataclass(frozen=True)
class PublicStatus:
    """What the person may know, the same from both states.

    Attributes:
        steps: in the order they happened.
        messages: the conversation, oldest first.
        attachments: what the person added.
        next_promise: the nearest date that has not passed, if any was promised.
        broken_promises: dates that passed with nothing done, the oldest first.
        silences: what the system wrote by itself when a date had passed, the oldest first.
        decision: the last answer or return, if there is one.
        may_escalate: why somebody else may hear it now; empty when there is no reason yet.
        is_escalated: somebody else hears it already.
        may_reopen: the person may have it opened again.
        may_erase: nothing is built on its words.
    """

    complaint: Complaint
    steps: Sequence[StatusStep]
    messages: Sequence[ComplaintMessage]
    attachments: Sequence[Attachment]
    next_promise: StandingPromise | None
    broken_promises: Sequence[StandingPromise]
    silences: Sequence[Silence]
    decision: Decision | None
    may_escalate: str
    is_escalated: bool
    may_reopen: bool
    may_erase: bool

    @property
    def is_late(self) -> bool:
        return bool(self.broken_promises)

    @property
    def late_state(self) -> str:
        """Name the state that has been late longest, ISO 3166-1 alpha-2; empty when none is."""
        return self.broken_promises[0].state if self.broken_promises else ""


def by_code(code: str) -> Complaint | None:
    """Return the complaint that belongs to `code`.

    A wrong, malformed or forgotten code gives None after the same work as a right one: one slow
    hash, one look into the same index.
    """
    stored = envelope.code_hash(code, identity.pepper())
    return Complaint.objects.filter(code_hash=stored).first()


def of_reference(reference: UUID) -> Complaint | None:
    """Return the complaint of a visit that began with its code; it may have been erased since."""
    return Complaint.objects.filter(reference=reference).first()


def may_try(key: str) -> bool:
    """Say whether whoever `key` stands for may try a code now, or must wait a little.

    `attempts.seconds_to_wait` says how long; `note_failure` and `note_success` keep count.
    """
    return attempts.seconds_to_wait(key) == 0


def status_for_complainant(complaint: Complaint) -> PublicStatus:
    """Return what the person may know of the progress: steps, conversation, promises."""
    steps = list(complaint.steps.all())
    promises = standing_promises(steps)
    messages = list(complaint.messages.all())
    names = [step.step for step in steps]
    return PublicStatus(
        complaint=complaint,
        steps=steps,
        messages=messages,
        attachments=list(complaint.attachments.all()),
        next_promise=next((promise for promise in promises if not promise.is_late), None),
        broken_promises=[promise for promise in promises if promise.is_late],
        silences=list(complaint.silences.order_by("id")),
        decision=last_decision(complaint),
        may_escalate=reason_to_escalate(complaint, steps, messages),
        is_escalated=open_escalation_of(complaint) is not None,
        may_reopen=_may_reopen(complaint, names),
        may_erase=_may_erase(complaint, names),
    )


def _may_reopen(complaint: Complaint, steps: list[str]) -> bool:
    moves = TRANSITIONS[ComplaintStatus(complaint.status)]
    return Action.REOPEN in moves and steps.count(Step.REOPENED) < limits.REOPENINGS


def _may_erase(complaint: Complaint, steps: list[str]) -> bool:
    moves = TRANSITIONS[ComplaintStatus(complaint.status)]
    return Action.ERASE in moves and Step.CASE_OPENED not in steps
