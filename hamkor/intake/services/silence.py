"""Silence past a date is said by the system itself, to the person and to the supervisor.

There is no switch: neither an officer nor a setting keeps a complaint out of this.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction

from hamkor import clock
from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import NODE, record
from hamkor.intake.models import Complaint, Silence, StatusStep
from hamkor.intake.permissions import check_can_oversee
from hamkor.intake.promises import StandingPromise, standing_promises

COMPLAINTS_A_ROUND: Final = 200
EARLIEST_ZONE: Final = timedelta(hours=14)
"""Where the day begins first: before that, no promise of any state can be over."""


def tell_silence() -> int:
    """Tell, once for each broken promise, the person and the supervisor; return how many.

    A promise is looked at once its date is over where it was given, and then never again.
    """
    latest_day = (clock.now() + EARLIEST_ZONE).date()
    over = StatusStep.objects.filter(promised_on__lt=latest_day, is_examined=False)
    abouts = over.order_by("promised_on").values_list("complaint", flat=True)
    chosen = list(dict.fromkeys(abouts[: 4 * COMPLAINTS_A_ROUND]))[:COMPLAINTS_A_ROUND]
    return sum(_examine(complaint) for complaint in chosen)


@transaction.atomic
def note_silence_seen(silence: Silence, *, by: Officer) -> None:
    """Note that the supervisor has seen that a date passed. Done twice, it is done once.

    Raises:
        NotAllowed: `by` does not hear of silence.
    """
    check_can_oversee(by)
    unseen = Silence.objects.filter(pk=silence.pk, seen_at=None)
    if unseen.update(seen_at=clock.now(), seen_by=by):
        record(AuditAction.SILENCE_SEEN, by=by.username, about=silence.complaint.reference)
    silence.refresh_from_db()


@transaction.atomic
def _examine(pk: int) -> int:
    complaint = Complaint.objects.select_for_update().only("pk", "reference").get(pk=pk)
    steps = list(complaint.steps.all())
    standing = {_name(each): each for each in standing_promises(steps)}
    told, done = 0, []
    for step in steps:
        if step.promised_on is None or step.is_examined:
            continue
        promise = standing.get((step.step, step.promised_on, step.promised_by))
        if promise is None or promise.is_late:
            told += _tell(complaint, promise) if promise else 0
            done.append(step.pk)
    complaint.steps.filter(pk__in=done).update(is_examined=True)
    return told


def _name(promise: StandingPromise) -> tuple[str, object, str]:
    return (str(promise.step), promise.on, promise.state)


def _tell(complaint: Complaint, promise: StandingPromise) -> int:
    # Later steps repeat the promise of an answer: one day of one state is said once.
    silence, is_new = Silence.objects.get_or_create(
        complaint=complaint,
        due_on=promise.on,
        state=promise.state,
        defaults={"source": promise.source, "step": str(promise.step)},
    )
    if is_new:
        record(
            AuditAction.SILENCE_TOLD,
            by=NODE,
            about=complaint.reference,
            step=silence.step,
            due_on=silence.due_on.isoformat(),
            state=silence.state,
        )
    return int(is_new)
