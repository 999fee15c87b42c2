"""What the office decides on a complaint: to answer, to ask for what is missing, to need time."""

from collections.abc import Collection
from uuid import uuid4

from django.db import transaction

from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.deadlines.models import Deadline
from hamkor.deadlines.queries import of as deadlines_of
from hamkor.deadlines.services import cancel_deadlines
from hamkor.errors import InputRefused, RuleViolation, WrongState
from hamkor.errors import gettext_noop as _
from hamkor.exchange import identity
from hamkor.intake import limits
from hamkor.intake.clocks import OfficeDuty, meet_clock, office_today, return_by, start_clock
from hamkor.intake.models import Complaint, ComplaintMessage, Decision, Outcome, Step
from hamkor.intake.permissions import check_can_answer, check_can_return
from hamkor.intake.services.conversation import check_holds_no_code
from hamkor.intake.services.moving import move
from hamkor.intake.services.steps import add_step
from hamkor.intake.states import LIVE, Action
from hamkor.intake.triage import LACKS
from hamkor.persons.texts import check_text


@transaction.atomic
def answer_complaint(
    complaint: Complaint, *, text: str, by: Officer, outcome: str = Outcome.EXPLAINED
) -> ComplaintMessage:
    """Give the person the office's answer; the clock of the complaint stops.

    How to contest it is said with every answer, from the data of the law; nobody can leave it out.

    Args:
        complaint: a registered one.
        text: the answer, word for word.
        by: who answers.
        outcome: an `Outcome`, for the statistics and for the person.

    Raises:
        NotAllowed: `by` may not answer complaints.
        InputRefused: no text, one that cannot be sent, or an unknown outcome.
        WrongState: not registered yet, or decided already.
    """
    check_can_answer(by)
    _check_words(text)
    if outcome not in Outcome.values:
        raise InputRefused(_("Choose what the answer comes to"), field="outcome")
    move(complaint, Action.ANSWER)
    meet_clock(complaint, OfficeDuty.ANSWER)
    meet_clock(complaint, OfficeDuty.EXTEND)
    cancel_deadlines(complaint.reference, but_not=[OfficeDuty.ESCALATION])
    answer = _say(complaint, "answer", text, by)
    Decision.objects.create(complaint=complaint, outcome=outcome, words=answer, decided_by=by)
    add_step(complaint, Step.ANSWERED, state=identity.our_state())
    record(
        AuditAction.COMPLAINT_ANSWERED,
        by=by.username,
        about=complaint.reference,
        outcome=str(outcome),
    )
    return answer


@transaction.atomic
def return_complaint(
    complaint: Complaint, *, lacks: Collection[str], text: str, by: Officer
) -> ComplaintMessage:
    """Ask the person for what is missing, so that the complaint can be dealt with at all.

    The person sends it in again with the code, and the clock of the answer starts anew. Whether it
    was returned in the time that the law gives is written into the audit log.

    Args:
        complaint: a registered one that is in no case.
        lacks: what is missing: keys of `intake.triage.LACKS`, at least one.
        text: what the person is asked for, in plain words.
        by: the deciding officer.

    Raises:
        NotAllowed: `by` may not return complaints.
        InputRefused: nothing is said to be missing, or no words.
        WrongState: not registered yet, in a case, or decided already.
    """
    check_can_return(by)
    _check_words(text)
    missing = sorted(set(lacks))
    if not missing or not LACKS.keys() >= set(missing):
        raise InputRefused(_("Say what is missing"), field="lacks")
    by_day = return_by(complaint)
    move(complaint, Action.RETURN)
    cancel_deadlines(complaint.reference, but_not=[OfficeDuty.ESCALATION])
    asked = _say(complaint, "return", text, by)
    Decision.objects.create(complaint=complaint, lacks=missing, words=asked, decided_by=by)
    add_step(complaint, Step.RETURNED, state=identity.our_state())
    record(
        AuditAction.COMPLAINT_RETURNED,
        by=by.username,
        about=complaint.reference,
        lacks=missing,
        is_in_time=by_day.on is None or office_today() <= by_day.on,
    )
    return asked


@transaction.atomic
def extend_answer(complaint: Complaint, *, reasons: str, by: Officer) -> None:
    """Put the date of the answer off, once and while it has not passed; the person is told why.

    Raises:
        NotAllowed: `by` may not answer complaints.
        InputRefused: no reasons.
        RuleViolation: it was put off before, or the date has passed.
        WrongState: nothing is owed by a date.
    """
    check_can_answer(by)
    at_least, at_most = limits.REASONS
    check_text(reasons, field="reasons", at_least=at_least, at_most=at_most, is_one_line=False)
    check_holds_no_code(reasons)
    complaint.refresh_from_db(fields=["status"])
    owed = _owed_answer(complaint)
    promise = start_clock(
        complaint, OfficeDuty.EXTEND, responsible=complaint.responsible, since=owed.due_on
    )
    cancel_deadlines(complaint.reference, time_limits=[OfficeDuty.ANSWER])
    _say(complaint, "extend", reasons, by)
    add_step(
        complaint,
        Step.EXTENDED,
        state=identity.our_state(),
        promised_on=promise.on,
        promise_source=promise.source,
    )
    record(AuditAction.COMPLAINT_EXTENDED, by=by.username, about=complaint.reference)


def may_extend(complaint: Complaint) -> bool:
    """Say whether the date of the answer may still be put off."""
    try:
        _owed_answer(complaint)
    except (RuleViolation, WrongState):
        return False
    return True


def _owed_answer(complaint: Complaint) -> Deadline:
    """Return the date of the answer that may still be put off."""
    dates = deadlines_of(complaint.reference).filter(met_at=None, cancelled_at=None)
    by_kind = {each.time_limit: each for each in dates}
    if OfficeDuty.EXTEND in by_kind:
        raise RuleViolation(_("The date was put off once: it cannot be put off again"))
    owed = by_kind.get(OfficeDuty.ANSWER)
    if owed is None or complaint.status not in LIVE:
        raise WrongState(_("No answer is owed by a date"))
    if owed.due_on < office_today():
        raise RuleViolation(_("The date has passed: it can only be put off before that"))
    return owed


def _check_words(text: str) -> None:
    check_text(text, field="text", at_least=1, at_most=limits.ANSWER, is_one_line=False)
    check_holds_no_code(text)


def _say(complaint: Complaint, what: str, text: str, by: Officer) -> ComplaintMessage:
    """Put the words of a decision into the conversation; each decision has its own."""
    return ComplaintMessage.objects.create(
        complaint=complaint,
        submission=f"{what}:{uuid4()}",
        is_from_office=True,
        author=by,
        text=text,
    )
