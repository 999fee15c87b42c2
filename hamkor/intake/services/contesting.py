"""What the person does about silence and answers: somebody else hears it; it is opened again."""

from django.db import transaction

from hamkor import clock
from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import PERSON, record
from hamkor.deadlines.services import assign_responsible, meet_deadlines
from hamkor.errors import NotAllowed, RuleViolation, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange import identity
from hamkor.intake import limits
from hamkor.intake.clocks import OfficeDuty, Promise, start_clock
from hamkor.intake.grounds import reason_to_escalate
from hamkor.intake.models import Complaint, Escalation, Step
from hamkor.intake.permissions import check_can_answer, check_can_settle
from hamkor.intake.services.conversation import put_message
from hamkor.intake.services.moving import lock, move
from hamkor.intake.services.steps import add_step
from hamkor.intake.states import LIVE, Action


@transaction.atomic
def escalate_complaint(complaint: Complaint, *, text: str, token: str) -> Escalation:
    """Have somebody other than the handler hear it, as the person. The same form counts once.

    Raises:
        InputRefused: no words, words that cannot be sent, or that hold the receipt code.
        RuleViolation: no date has passed and no message has waited for a week.
        WrongState: somebody else hears it already.
    """
    held = lock(complaint)
    message, is_new = put_message(held, text=text, token=token, author=None)
    if not is_new:
        return held.escalations.get(words=message)
    said = held.messages.exclude(pk=message.pk).only("is_from_office", "sent_at")
    because = reason_to_escalate(held, list(held.steps.all()), said)
    if not because:
        raise RuleViolation(
            _("No date has passed yet, and no message of yours has waited for a week")
        )
    if held.escalations.filter(settled_at=None).exists():
        raise WrongState(_("Somebody else in the office hears this already: wait for the answer"))
    raised = Escalation.objects.create(complaint=held, because=because, words=message)
    promise = start_clock(held, OfficeDuty.ESCALATION, responsible=None)
    _tell(held, Step.ESCALATED, promise)
    record(AuditAction.COMPLAINT_ESCALATED, by=PERSON, about=held.reference, because=because)
    return raised


@transaction.atomic
def settle_escalation(
    escalation: Escalation, *, text: str, by: Officer, to: Officer | None = None
) -> None:
    """Answer what the person said of the handler, and give the complaint to another if needed.

    Args:
        escalation: an open one.
        text: the answer, which the person reads with the code.
        by: never the officer who handles the complaint or decided on it.
        to: who answers for the complaint from now on; None leaves it as it is.

    Raises:
        NotAllowed: `by` may not hear such things, or handles the complaint; `to` may not answer.
        InputRefused: no words, or words that cannot be sent.
        WrongState: it was settled already.
    """
    complaint = lock(escalation.complaint)
    check_can_settle(by, complaint)
    still_open = Escalation.objects.filter(pk=escalation.pk, settled_at=None)
    if not still_open.update(settled_at=clock.now(), settled_by=by):
        raise WrongState(_("Somebody else has just settled this"))
    escalation.refresh_from_db()
    token = f"settled-{escalation.pk}"
    put_message(complaint, text=text, token=token, author=by)
    meet_deadlines(complaint.reference, time_limits=[OfficeDuty.ESCALATION])
    if to is not None:
        _hand_over(complaint, to)
    _tell(complaint, Step.ESCALATION_SETTLED, Promise())
    record(
        AuditAction.ESCALATION_SETTLED,
        by=by.username,
        about=complaint.reference,
        is_handed_over=to is not None,
    )


@transaction.atomic
def reopen_complaint(complaint: Complaint, *, text: str, token: str) -> None:
    """Have the complaint opened again, as the person; the clock of the answer starts anew.

    After an answer another officer takes it on; what was returned for something missing goes back
    to the officer who asked for it. The same form counts once.

    Raises:
        InputRefused: no words, words that cannot be sent, or that hold the receipt code.
        RuleViolation: it was opened again as often as it can be.
        WrongState: it was neither answered nor returned.
    """
    held = lock(complaint)
    _message, is_new = put_message(held, text=text, token=token, author=None)
    if not is_new:
        return
    if held.steps.filter(step=Step.REOPENED).count() >= limits.REOPENINGS:
        raise RuleViolation(
            _("This was opened again %(limit)s times: the ways to contest the answer are open"),
            limit=limits.REOPENINGS,
        )
    was_answered = held.status == "answered"
    is_in_case = held.steps.filter(step=Step.CASE_OPENED).exists()
    action = Action.REOPEN_IN_CASE if is_in_case else Action.REOPEN
    move(held, action, **({"responsible": None} if was_answered else {}))
    promise = start_clock(held, OfficeDuty.ANSWER, responsible=held.responsible)
    _tell(held, Step.REOPENED, promise)
    record(AuditAction.COMPLAINT_REOPENED, by=PERSON, about=held.reference)
    complaint.refresh_from_db()


def may_take_on(complaint: Complaint, officer: Officer) -> bool:
    """Say whether the complaint waits for somebody, and `officer` has not decided on it before."""
    is_free = complaint.registered_at is not None and complaint.responsible_id is None
    if complaint.status not in LIVE or not is_free:
        return False
    return not complaint.decisions.filter(decided_by=officer).exists()


@transaction.atomic
def take_on_complaint(complaint: Complaint, *, by: Officer) -> None:
    """Answer from now on for a complaint that the person had opened again.

    Raises:
        NotAllowed: `by` may not answer complaints, or gave the answer that the person contests.
        WrongState: somebody answers for it already.
    """
    check_can_answer(by)
    held = lock(complaint)
    if held.status not in LIVE or held.registered_at is None or held.responsible_id is not None:
        raise WrongState(_("Somebody answers for this complaint already"))
    if held.decisions.filter(decided_by=by).exists():
        raise NotAllowed(_("Whoever gave the answer does not judge it: another officer must"))
    _hand_over(held, by)
    complaint.refresh_from_db()
    record(AuditAction.COMPLAINT_TAKEN_ON, by=by.username, about=held.reference)


def _hand_over(complaint: Complaint, to: Officer) -> None:
    check_can_answer(to)
    complaint.responsible = to
    complaint.save(update_fields=["responsible"])
    assign_responsible(complaint.reference, responsible=to)


def _tell(complaint: Complaint, step: Step, promise: Promise) -> None:
    add_step(
        complaint,
        step,
        state=identity.our_state(),
        promised_on=promise.on,
        promise_source=promise.source,
    )
