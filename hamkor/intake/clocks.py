"""The clocks of a complaint: which time limits bind this office, and what they promise."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings

from hamkor import clock
from hamkor.accounts.models import Officer
from hamkor.deadlines.models import Deadline, Subject
from hamkor.deadlines.services import meet_deadlines, start_deadline
from hamkor.errors import gettext_noop as _
from hamkor.exchange import identity
from hamkor.intake.models import Complaint, Mode
from hamkor.law import deadlines as law
from hamkor.law.calendars import for_state
from hamkor.law.deadlines import time_limit

OWN_PROMISE = _("the office's own promise")
RETURN = "complaint.return"
"""Not a duty with a date of its own: only what lacks something is returned, and in that time."""


class OfficeDuty(StrEnum):
    """What the office owes a complainant by a date: ids in data/law/deadlines/."""

    REGISTER = "complaint.register"
    FORWARD = "complaint.forward"
    ANSWER = "complaint.answer"
    EXTEND = "complaint.extend"
    ESCALATION = "complaint.escalation"


@dataclass(frozen=True)
class Promise:
    """What the person is told: a local date, inclusive, and the provision it follows from."""

    on: date | None = None
    source: str = ""


def office_today() -> date:
    """Return the local date at this office."""
    return clock.today(settings.NODE.time_zone)


def start_clock(
    complaint: Complaint,
    duty: OfficeDuty,
    *,
    responsible: Officer | None,
    since: date | None = None,
) -> Promise:
    """Start a clock, if the law or the office sets one, and return what it promises.

    Args:
        complaint: of which something is owed.
        duty: what.
        responsible: who answers for it; None until somebody does.
        since: local date of the event that starts it, not counted; None for today.
    """
    if duty == OfficeDuty.ANSWER and not _is_answer_owed(complaint):
        return Promise()
    started = start_deadline(
        duty,
        subject=Subject.COMPLAINT,
        about=complaint.reference,
        label=complaint.number,
        received_on=since or office_today(),
        responsible=responsible,
    )
    return _promise_of(started)


def return_by(complaint: Complaint) -> Promise:
    """Return until when a complaint that lacks something is returned; no clock is started."""
    registered_at = complaint.registered_at or complaint.filed_at
    since = registered_at.astimezone(ZoneInfo(settings.NODE.time_zone)).date()
    counted = law.deadline(RETURN, received_on=since, calendar=for_state(settings.NODE.state))
    return Promise(counted.due_on, OWN_PROMISE if counted.is_promise else counted.provision[:200])


def meet_clock(complaint: Complaint, duty: OfficeDuty) -> None:
    """Stop a clock, because the office has done what it owed."""
    meet_deadlines(complaint.reference, time_limits=[duty])


def _is_answer_owed(complaint: Complaint) -> bool:
    """Say whether there is somebody whom the law owes an answer.

    An appeal without a name gets none under Russian law (59-FZ, art. 11). A promise of the
    office's own is given to everybody.
    """
    is_nameless = complaint.mode == Mode.SIGNAL
    today = office_today()
    wording = time_limit(OfficeDuty.ANSWER, state=identity.our_state()).value_on(today)
    return not (is_nameless and wording is not None and wording.span is not None)


def _promise_of(started: Deadline | None) -> Promise:
    if started is None:
        return Promise()
    # The column of the step is shorter than some titles of laws.
    source = OWN_PROMISE if started.is_promise else started.provision[:200]
    return Promise(started.due_on, source)
