"""What the person may know of the progress, and the promises that go with it."""

from datetime import date, datetime

from django.db import transaction

from hamkor.clock import now
from hamkor.intake.clocks import OWN_PROMISE
from hamkor.intake.models import Complaint, StatusStep, Step


@transaction.atomic
def add_step(
    complaint: Complaint,
    step: Step,
    *,
    state: str,
    at: datetime | None = None,
    promised_on: date | None = None,
    promised_by: str = "",
    promise_source: str = "",
) -> StatusStep:
    """Show the person one more step. The same step at the same instant is shown once.

    Called by the verbs of intake, cases and assistance, which say who may and keep the audit.

    Args:
        complaint: whose person is told.
        step: what happened.
        state: whose act it was, ISO 3166-1 alpha-2.
        at: when; None for now. Pass the instant of the event, so that a repeat is noticed.
        promised_on: local date of whoever owes the next step, inclusive.
        promised_by: which state owes it; `state` when empty.
        promise_source: the provision; the office's own promise when empty.
    """
    promise: dict[str, object] = {}
    if promised_on is not None:
        promise = {
            "promised_on": promised_on,
            "promised_by": promised_by or state,
            "promise_source": promise_source or OWN_PROMISE,
        }
    shown, _is_new = StatusStep.objects.get_or_create(
        complaint=complaint, step=step, at=at or now(), defaults={"state": state, **promise}
    )
    return shown
