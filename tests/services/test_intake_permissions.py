"""Role by verb, for complaints and persons: whoever is not in the table may not."""

from datetime import date

import pytest

from hamkor import envelope
from hamkor.accounts.roles import Role
from hamkor.errors import NotAllowed
from hamkor.intake import services as intake
from hamkor.intake.models import Silence
from hamkor.intake.permissions import check_can_read_identity
from hamkor.persons import services as persons
from tests.factories import (
    AnsweredComplaintFactory,
    ComplaintFactory,
    OfficerFactory,
    PersonFactory,
    RegisteredComplaintFactory,
    complaint_facts,
)
from tests.services.assertions import refused

pytestmark = pytest.mark.django_db
REASONS = "Seen in the passport."

FORWARD = {"to": "Labour inspectorate", "reasons": REASONS}
MESSAGE = {"text": "Салом", "token": "t"}


def file_for(by):
    intake.file_complaint(
        token=envelope.new_token(), facts=complaint_facts(), language="tg", operator=by
    )


def decide(by):
    one, other = PersonFactory(), PersonFactory()
    return lambda: persons.decide_identity(one, other, verdict="same", reasons=REASONS, by=by)


def withdraw(by):
    custodian = OfficerFactory(role=Role.IDENTITY_CUSTODIAN)
    decision = persons.decide_identity(
        PersonFactory(), PersonFactory(), verdict="same", reasons=REASONS, by=custodian
    )
    return lambda: persons.withdraw_decision(decision, reasons=REASONS, by=by)


def look_at(person, by):
    return lambda: persons.note_person_read(person, by=by)


def read_file(by):
    attachment = intake.add_attachment(ComplaintFactory(), name="a.txt", content=b"text")
    return lambda: intake.note_attachment_read(attachment, by=by)


def on(factory, verb, **how):
    """Return a preparation: makes the complaint first, so that only the verb is judged."""

    def prepared(by):
        complaint = factory()
        return lambda: verb(complaint, by=by, **how)

    return prepared


def settle(by):
    raised = intake.escalate_complaint(AnsweredComplaintFactory(), text="Салом", token="t")
    return lambda: intake.settle_escalation(raised, text="Ҷавоб", by=by)


def take_on(by):
    complaint = AnsweredComplaintFactory()
    intake.reopen_complaint(complaint, text="Салом", token="t")
    return lambda: intake.take_on_complaint(complaint, by=by)


def take_note(by):
    silence = Silence.objects.create(
        complaint=ComplaintFactory(),
        step="filed",
        due_on=date(2026, 1, 1),
        state="TJ",
        source="law",
    )
    return lambda: intake.note_silence_seen(silence, by=by)


VERBS = {
    "file_complaint": lambda by: lambda: file_for(by),
    "register_complaint": on(ComplaintFactory, intake.register_complaint),
    "forward_complaint": on(RegisteredComplaintFactory, intake.forward_complaint, **FORWARD),
    "answer_complaint": on(RegisteredComplaintFactory, intake.answer_complaint, text="Ҷавоб"),
    "return_complaint": on(
        RegisteredComplaintFactory, intake.return_complaint, lacks=["who"], text="Кӣ?"
    ),
    "extend_answer": on(RegisteredComplaintFactory, intake.extend_answer, reasons=REASONS),
    "take_on_complaint": take_on,
    "settle_escalation": settle,
    "note_silence_seen": take_note,
    "write_to_person": on(RegisteredComplaintFactory, intake.write_to_person, **MESSAGE),
    "note_complaint_read": on(ComplaintFactory, intake.note_complaint_read),
    "decide_identity": decide,
    "withdraw_decision": withdraw,
    "note_attachment_read": read_file,
    "note_person_read": lambda by: look_at(PersonFactory(), by),
}

MAY = {
    Role.OPERATOR: {"file_complaint"},
    Role.DUTY_OFFICER: {
        "register_complaint",
        "forward_complaint",
        "return_complaint",
        "answer_complaint",
        "extend_answer",
        "take_on_complaint",
        "write_to_person",
        "note_complaint_read",
        "note_attachment_read",
        "decide_identity",
        "withdraw_decision",
        "note_person_read",
    },
    Role.CASE_OFFICER: {
        "answer_complaint",
        "extend_answer",
        "take_on_complaint",
        "write_to_person",
        "note_complaint_read",
        "note_attachment_read",
        "decide_identity",
        "withdraw_decision",
        "note_person_read",
    },
    Role.DEPUTY_PROSECUTOR: {
        "note_complaint_read",
        "note_attachment_read",
        "note_person_read",
        "settle_escalation",
        "note_silence_seen",
    },
    Role.PROTECTION_OFFICER: {
        "answer_complaint",
        "extend_answer",
        "take_on_complaint",
        "write_to_person",
        "note_complaint_read",
        "note_attachment_read",
        "note_person_read",
    },
    Role.IDENTITY_CUSTODIAN: {"decide_identity", "withdraw_decision", "note_person_read"},
    Role.REGISTER_KEEPER: {"decide_identity", "withdraw_decision", "note_person_read"},
    Role.SUPERVISOR: {"settle_escalation", "note_silence_seen"},
    Role.ADMINISTRATOR: set(),
}


def test_the_table_has_every_role():
    assert set(MAY) == set(Role)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", Role)
def test_each_role_may_do_what_the_table_says_and_nothing_else(role, verb):
    act = VERBS[verb](OfficerFactory(role=role))
    if verb in MAY[role]:
        act()
    else:
        with refused(NotAllowed):
            act()


@pytest.mark.parametrize("verb", VERBS)
def test_whoever_has_left_the_office_may_do_nothing(verb):
    role = next(role for role in Role if verb in MAY[role])
    act = VERBS[verb](OfficerFactory(role=role, is_active=False))
    with refused(NotAllowed):
        act()


def test_a_name_kept_sealed_is_for_the_duty_officers_and_the_responsible_one():
    sealed = RegisteredComplaintFactory(mode="confidential")
    in_the_open = RegisteredComplaintFactory(mode="open")
    registering = {role: OfficerFactory(role=role) for role in Role}
    for role, officer in registering.items():
        for complaint in (sealed, in_the_open):
            is_reader = "note_complaint_read" in MAY[role]
            if role == Role.DUTY_OFFICER or (is_reader and complaint == in_the_open):
                check_can_read_identity(officer, complaint)
            else:
                with pytest.raises(NotAllowed, match="sealed"):
                    check_can_read_identity(officer, complaint)
    sealed.responsible = registering[Role.CASE_OFFICER]
    check_can_read_identity(registering[Role.CASE_OFFICER], sealed)
