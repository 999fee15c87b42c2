"""When a date passes in silence the node says so by itself, to the person and the supervisor."""

from datetime import UTC, date, datetime

import pytest

from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.errors import NotAllowed, NotFound
from hamkor.gateway import worker
from hamkor.intake.models import Complaint, Silence, Step
from hamkor.intake.queries import silence_for, silences_for, status_for_complainant
from hamkor.intake.services import (
    add_step,
    answer_complaint,
    extend_answer,
    note_silence_seen,
    tell_silence,
    withdraw_complaint,
)
from tests.factories import (
    CaseOfficerFactory,
    ComplaintFactory,
    DeputyFactory,
    DutyOfficerFactory,
    RegisteredComplaintFactory,
    SupervisorFactory,
)
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def complaint(frozen_clock):
    kept = RegisteredComplaintFactory()  # a bystander, answered in time
    answer_complaint(kept, text="Ҷавоб", by=kept.responsible)
    yield ComplaintFactory()
    assert not kept.silences.exists()
    assert not AuditEntry.objects.filter(action="complaint.silence_told", about=kept.reference)


def due(complaint):
    return status_for_complainant(complaint).next_promise.on


def test_nothing_is_said_while_the_day_lasts(complaint, frozen_clock):
    day = due(complaint)
    frozen_clock.move_to(
        datetime(day.year, day.month, day.day, 18, 59, tzinfo=UTC)
    )  # Dushanbe: 23:59
    assert tell_silence() == 0
    frozen_clock.move_on(minutes=1)
    assert tell_silence() == 1


def test_the_person_and_the_supervisor_read_it_once(complaint, frozen_clock):
    day = due(complaint)
    frozen_clock.move_on(days=10)
    assert (tell_silence(), tell_silence()) == (1, 0)
    frozen_clock.move_on(days=10)
    assert tell_silence() == 0
    silence = Silence.objects.get()
    assert (silence.step, silence.due_on, silence.state) == ("filed", day, "TJ")
    assert list(status_for_complainant(complaint).silences) == [silence]
    for role in (SupervisorFactory, DeputyFactory):
        assert list(silences_for(role())) == [silence]
    entry = assert_recorded_once(AuditAction.SILENCE_TOLD, by="node", about=complaint.reference)
    assert entry.facts == {"step": "filed", "due_on": day.isoformat(), "state": "TJ"}


def test_the_silence_of_the_other_state_is_said_by_its_own_clock(complaint, frozen_clock):
    add_step(
        complaint, Step.REQUEST_SENT, state="TJ", promised_on=date(2026, 11, 25), promised_by="RU"
    )
    frozen_clock.move_to(datetime(2026, 11, 25, 20, 30, tzinfo=UTC))  # past midnight in Dushanbe
    assert tell_silence() == 0
    frozen_clock.move_to(datetime(2026, 11, 25, 21, 0, tzinfo=UTC))
    assert tell_silence() == 1
    assert Silence.objects.get().state == "RU"


def test_a_promise_that_was_kept_put_off_or_given_up_is_no_silence(complaint, frozen_clock):
    officer = DutyOfficerFactory()
    late = RegisteredComplaintFactory(by=officer)
    extend_answer(late, reasons="The inspectorate has not answered.", by=officer)
    withdraw_complaint(complaint)
    frozen_clock.move_on(days=40)
    assert tell_silence() == 0
    frozen_clock.move_on(days=40)
    assert tell_silence() == 1
    assert Silence.objects.get().step == "extended"


def test_what_was_looked_at_is_never_looked_at_again(
    complaint, frozen_clock, django_assert_num_queries
):
    frozen_clock.move_on(days=60)
    tell_silence()
    with django_assert_num_queries(1):
        tell_silence()


def test_no_complaint_can_be_left_out(complaint, frozen_clock):
    """Whatever its mode and whoever filed it: there is no field that switches it off."""
    ComplaintFactory(mode="signal", person_name="", document_number="")
    ComplaintFactory(mode="confidential")
    frozen_clock.move_on(days=60)
    assert tell_silence() == 3
    names = {field.name for field in Complaint._meta.get_fields()}
    assert not {name for name in names if "silen" in name} - {"silences"}


def test_the_worker_tells_it_in_every_round():
    assert tell_silence in worker.STEPS


def test_the_supervisor_takes_note_once_and_nobody_else_does(complaint, frozen_clock):
    frozen_clock.move_on(days=60)
    tell_silence()
    silence, supervisor = Silence.objects.get(), SupervisorFactory(username="sohib")
    officer = CaseOfficerFactory()
    with refused(NotAllowed):
        note_silence_seen(silence, by=officer)
    with pytest.raises(NotFound):
        silence_for(officer, silence.reference)
    note_silence_seen(silence, by=supervisor)
    note_silence_seen(silence, by=DeputyFactory())
    assert silence.seen_by == supervisor
    assert not silences_for(supervisor, only_new=True).exists()
    assert_recorded_once(AuditAction.SILENCE_SEEN, by="sohib", about=complaint.reference)
