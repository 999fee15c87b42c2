"""What the duty officer decides on a complaint, and what opening a case does to it."""

from uuid import uuid4

from django.conf import settings
from django.db import transaction

from hamkor import clock
from hamkor.accounts.models import Officer
from hamkor.audit.actions import AuditAction
from hamkor.audit.services import record
from hamkor.deadlines.services import cancel_deadlines
from hamkor.errors import InputRefused, RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.exchange import identity
from hamkor.intake import limits
from hamkor.intake.clocks import OfficeDuty, meet_clock, start_clock
from hamkor.intake.keys import complainant_record
from hamkor.intake.models import Complaint, ComplaintMessage, Mode, Step
from hamkor.intake.permissions import check_can_forward, check_can_register
from hamkor.intake.services.moving import move
from hamkor.intake.services.steps import add_step
from hamkor.intake.states import Action
from hamkor.parties.offices import all_offices
from hamkor.persons import limits as person_limits
from hamkor.persons.models import Person
from hamkor.persons.services import NewName, name_organisation, record_person
from hamkor.persons.texts import check_text


@transaction.atomic
def register_complaint(complaint: Complaint, *, by: Officer) -> None:
    """Give a complaint its number, its officer and its clock, and tell the person.

    A person who gave a name gets a record of their own; whether it is somebody already on file
    is decided by an officer, never here.

    Raises:
        NotAllowed: `by` may not register complaints.
        WrongState: it is registered or withdrawn already.
    """
    check_can_register(by)
    registered_at = clock.now()
    move(
        complaint,
        Action.REGISTER,
        number=_number(complaint),
        registered_at=registered_at,
        registered_by=by,
        responsible=by,
    )
    person = record_complainant(complaint, by.username)
    if person is not None:
        complaint.person = person
        complaint.save(update_fields=["person"])
    _name_employer(complaint)
    meet_clock(complaint, OfficeDuty.REGISTER)
    start_clock(complaint, OfficeDuty.FORWARD, responsible=by)
    promise = start_clock(complaint, OfficeDuty.ANSWER, responsible=by)
    add_step(
        complaint,
        Step.REGISTERED,
        state=identity.our_state(),
        at=registered_at,
        promised_on=promise.on,
        promise_source=promise.source,
    )
    record(
        AuditAction.COMPLAINT_REGISTERED,
        by=by.username,
        about=complaint.reference,
        number=complaint.number,
    )


@transaction.atomic
def forward_complaint(complaint: Complaint, *, to: str, reasons: str, by: Officer) -> None:
    """Pass a complaint to the body that decides such matters; tell the person where and why.

    Args:
        complaint: a registered one.
        to: name of the body, or id of an office in data/parties/.
        reasons: told to the person.
        by: the deciding officer.

    Raises:
        NotAllowed: `by` may not forward complaints.
        InputRefused: no addressee or no reasons.
        RuleViolation: an office abroad, and the person has not agreed that it reads this.
        WrongState: not registered yet, or decided already.
    """
    check_can_forward(by)
    check_text(to, field="to", at_least=1, at_most=limits.FORWARDED_TO)
    at_least, at_most = limits.REASONS
    check_text(reasons, field="reasons", at_least=at_least, at_most=at_most, is_one_line=False)
    _check_may_leave(complaint, to)
    move(complaint, Action.FORWARD, forwarded_to=to)
    meet_clock(complaint, OfficeDuty.FORWARD)
    cancel_deadlines(complaint.reference, but_not=[OfficeDuty.ESCALATION])
    ComplaintMessage.objects.create(
        complaint=complaint,
        submission=f"forwarded:{uuid4()}",
        is_from_office=True,
        author=by,
        text=reasons,
    )
    add_step(complaint, Step.FORWARDED, state=identity.our_state())
    record(
        AuditAction.COMPLAINT_FORWARDED,
        by=by.username,
        about=complaint.reference,
        is_abroad=_is_abroad(to),
    )


@transaction.atomic
def mark_in_case(complaint: Complaint) -> None:
    """Say that a case was opened on a complaint. Called by the verb that opens it.

    The clock of the answer goes on; that of passing the complaint on has done its duty.

    Raises:
        WrongState: not registered yet, or no longer open.
    """
    move(complaint, Action.PUT_IN_CASE)
    meet_clock(complaint, OfficeDuty.FORWARD)


def _number(complaint: Complaint) -> str:
    year = clock.today(settings.NODE.time_zone).year
    return f"{identity.our_state()}-{year}-{complaint.pk:06d}"


def record_complainant(complaint: Complaint, by: str) -> Person | None:
    """Make the record of whoever gave a name; None without one."""
    said = complainant_record(complaint)
    if not said.names:
        return None
    earliest, latest = person_limits.BIRTH_YEARS
    is_usable = said.born is not None and earliest <= (said.born.year or earliest) <= latest
    return record_person(
        written_names=[NewName(complaint.person_name, source="complaint")],
        born=said.born if is_usable else None,
        citizenship=said.citizenship,
        documents=said.documents,
        by=by,
        is_sealed=complaint.mode == Mode.CONFIDENTIAL,
        is_invented=complaint.is_invented,
    )


def _name_employer(complaint: Complaint) -> None:
    """Keep whom the complaint is about, so that others who name the same one are found."""
    if complaint.who_did_it.strip():
        name_organisation(
            complaint.who_did_it,
            what="complaint",
            about=complaint.reference,
            country=complaint.country,
            is_invented=complaint.is_invented,
        )


def _is_abroad(to: str) -> bool:
    addressee = all_offices().get(to)
    return addressee is not None and addressee.state != identity.our_state()


def _check_may_leave(complaint: Complaint, to: str) -> None:
    if to == identity.our_office().id:
        raise InputRefused(_("This complaint is with this office already"), field="to")
    # Read again: the person may have changed the consent a moment ago.
    complaint.refresh_from_db(fields=["may_be_shared"])
    if _is_abroad(to) and not complaint.may_be_shared:
        raise RuleViolation(_("The person has not agreed that an office abroad reads this"))
