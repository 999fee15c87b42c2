"""Dates that the office owes: with their source, for somebody, until met or dropped."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from hamkor import clock
from hamkor.data_files import Names, Source
from hamkor.deadlines import queries, services
from hamkor.deadlines.models import Deadline, Subject
from hamkor.errors import NotFound, RuleViolation
from hamkor.law import deadlines as law
from hamkor.parties.sayings import Saying
from tests.factories import OfficerFactory
from tests.services.assertions import refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def counted(frozen_clock, monkeypatch):
    """What the law is said to give; and a deadline of another complaint that stands by."""
    Deadline.objects.create(
        subject=Subject.COMPLAINT,
        about=uuid4(),
        label="bystander",
        time_limit="complaint.answer",
        started_on=TODAY,
        due_on=TODAY,
        provision="-",
        is_promise=True,
        is_verified=False,
        responsible=OfficerFactory(),
    )
    names = Names(tg="шикоят", ru="жалоба", en="complaint")
    values = {
        "time_limit_id": "complaint.answer.tj",
        "due_on": date(2026, 12, 24),
        "source": Source(
            instrument="EXAMPLE-2019", provision="art. 1", checked_on=TODAY, confidence="medium"
        ),
        "counted": Saying("%(what)s: 30 days from %(day)s", {"what": names, "day": TODAY}),
        "is_promise": False,
        "is_verified": False,
        "notes": (Saying("%(days)s transferred days", {"days": 3}),),
    }
    asked = []

    def deadline(time_limit, *, received_on, calendar):
        asked.append((time_limit, received_on, calendar.state))
        return law.Deadline(**values)

    monkeypatch.setattr(law, "deadline", deadline)
    return values, asked


def start(about=None, time_limit="complaint.answer", responsible=None):
    return services.start_deadline(
        time_limit,
        subject=Subject.COMPLAINT,
        about=about or uuid4(),
        label="2026/17",
        received_on=TODAY,
        responsible=responsible,
    )


def bystander():
    return Deadline.objects.values().get(label="bystander")


def test_a_date_is_put_on_the_worklist_with_its_source(counted):
    _values, asked = counted
    officer, about = OfficerFactory(), uuid4()
    deadline = start(about, responsible=officer)
    deadline.refresh_from_db()
    assert asked == [("complaint.answer", TODAY, "TJ")]
    assert (deadline.due_on, deadline.provision) == (date(2026, 12, 24), "EXAMPLE-2019, art. 1")
    assert (deadline.is_promise, deadline.is_verified) == (False, False)
    assert deadline.source["confidence"] == "medium"
    assert deadline.counted["time_limit"] == "complaint.answer.tj"
    assert queries.open_for(officer).get() == queries.next_due(about) == deadline


def test_how_it_was_counted_can_be_said_in_each_language(counted):
    deadline = start()
    deadline.refresh_from_db()
    how, note = queries.counting(deadline)
    assert how.in_language("ru") == "жалоба: 30 days from 24.11.2026"
    assert how.in_language("tg") == "шикоят: 30 days from 24.11.2026"
    assert str(note) == "3 transferred days"


def test_without_a_date_in_law_or_promise_nothing_is_put_on_the_worklist(counted):
    values, _asked = counted
    values["due_on"] = None
    assert start() is None
    assert Deadline.objects.count() == 1


def test_what_was_met_is_no_longer_owed_and_others_are_untouched(counted):
    before, about = bystander(), uuid4()
    register, answer = start(about, "complaint.register"), start(about)
    services.meet_deadlines(about, time_limits=["complaint.register"])
    assert list(queries.open_deadlines().filter(about=about)) == [answer]
    register.refresh_from_db()
    assert (register.met_at, register.cancelled_at) == (clock.now(), None)
    services.meet_deadlines(about)
    assert queries.next_due(about) is None
    assert set(queries.of(about)) == {register, answer}
    assert bystander() == before


def test_what_was_met_stays_met_when_the_rest_is_dropped(counted, frozen_clock):
    before, about = bystander(), uuid4()
    register, answer = start(about, "complaint.register"), start(about)
    services.meet_deadlines(about, time_limits={"complaint.register"})
    frozen_clock.move_on(days=1)
    services.cancel_deadlines(about)
    services.meet_deadlines(about)
    register.refresh_from_db(), answer.refresh_from_db()
    assert register.cancelled_at is None
    assert register.met_at == clock.now() - timedelta(days=1)
    assert (answer.met_at, answer.cancelled_at) == (None, clock.now())
    assert bystander() == before


def test_an_empty_list_of_time_limits_meets_nothing(counted):
    about = uuid4()
    start(about)
    services.meet_deadlines(about, time_limits=[])
    assert queries.next_due(about)


def test_another_officer_takes_over_what_is_still_owed(counted):
    first, second, about = OfficerFactory(), OfficerFactory(), uuid4()
    done, owed = start(about, "complaint.register", first), start(about, responsible=first)
    services.meet_deadlines(about, time_limits=["complaint.register"])
    before = bystander()
    services.assign_responsible(about, responsible=second)
    done.refresh_from_db(), owed.refresh_from_db()
    assert (done.responsible, owed.responsible) == (first, second)
    assert list(queries.open_for(second)) == [owed]
    assert not queries.open_for(first)
    assert bystander() == before


def test_the_last_day_is_still_in_time(counted):
    deadline = start()
    assert deadline not in queries.overdue(date(2026, 12, 24))
    assert deadline in queries.overdue(date(2026, 12, 25))
    services.meet_deadlines(deadline.about)
    assert deadline not in queries.overdue(date(2027, 1, 1))


def test_the_nearest_comes_first(counted):
    values, _asked = counted
    about = uuid4()
    later = start(about)
    values["due_on"] = date(2026, 12, 1)
    sooner = start(about, "complaint.register")
    assert queries.next_due(about) == sooner
    assert list(queries.open_deadlines().filter(about=about)) == [sooner, later]


def test_an_unknown_time_limit_is_refused(frozen_clock):
    with refused(NotFound):
        start(time_limit="complaint.no_such_thing")


def test_a_time_limit_that_did_not_yet_exist_is_refused(counted, monkeypatch):
    def too_early(*_arguments, **_more):
        raise RuleViolation("not yet")

    monkeypatch.setattr(law, "deadline", too_early)
    with refused(RuleViolation):
        start()


@pytest.mark.parametrize("time_limit", sorted(law.time_limits()))
def test_every_time_limit_in_the_data_can_be_started_and_explained(frozen_clock, time_limit):
    deadline = start(time_limit=time_limit)
    if deadline:
        assert all(str(saying) for saying in queries.counting(deadline))
