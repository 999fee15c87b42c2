from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hamkor.accounts.roles import Role
from hamkor.assistance.models import AssistanceRequest
from hamkor.clock import held_at
from hamkor.errors import NotAllowed
from hamkor.oversight import queries
from tests.factories import ComplaintFactory, DeputyFactory, OfficerFactory, SupervisorFactory
from tests.request_factories import open_case

pytestmark = pytest.mark.django_db
DUSHANBE = ZoneInfo("Asia/Dushanbe")
SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 31)


def at(month, day, hour=12):
    return datetime(2026, month, day, hour, tzinfo=DUSHANBE)


def a_request(**fields):
    count = AssistanceRequest.objects.count() + 1
    values = {
        "number": f"TJ-R-{count}",
        "our_role": "requesting",
        "peer": "ru-prosecutor-general",
        "kind": "inter_office_inquiry",
        "area": "labour-migrants",
        "title": "Invented",
        "status": "delivered",
        "created_at": at(2, 1),
        "sent_at": at(2, 1),
        "approved_at": at(2, 1),
        "approved_by": DeputyFactory(),
    }
    if fields.get("our_role", "requesting") == "requesting":
        values |= {"case": open_case()}
    if fields.get("status") == "executed":
        values |= {"answer": "Invented answer", "answered_at": at(2, 20)}
    return AssistanceRequest.objects.create(**{**values, **fields})


def counted():
    return queries.figures(SupervisorFactory(), since=SINCE, until=UNTIL)


def test_only_oversight_reads_figures():
    for role in set(Role) - {Role.SUPERVISOR, Role.DEPUTY_PROSECUTOR}:
        with pytest.raises(NotAllowed):
            queries.figures(OfficerFactory(role=role), since=SINCE, until=UNTIL)


def test_both_ends_of_the_period_count_and_the_days_beside_them_do_not():
    for moment in (at(1, 1, 0), at(3, 31, 23)):
        with held_at(moment):
            ComplaintFactory()
    for moment in (at(1, 1, 0) - timedelta(seconds=1), at(4, 1, 0)):
        with held_at(moment):
            ComplaintFactory()
    assert counted().complaints == 2


def test_a_month_without_complaints_is_shown_as_nought():
    with held_at(at(3, 5)):
        ComplaintFactory()
    months = counted().complaints_by_month
    assert months == ((date(2026, 1, 1), 0), (date(2026, 2, 1), 0), (date(2026, 3, 1), 1))


def test_a_draft_is_not_a_request_sent():
    a_request(status="draft", sent_at=None, approved_at=None, approved_by=None)
    a_request()
    assert counted().sent.total == 1


def test_directions_are_counted_apart():
    a_request()
    came = {"received_at": at(2, 2), "sent_at": None, "approved_at": None, "approved_by": None}
    a_request(our_role="requested", status="received", peer="kg-prosecutor-general", **came)
    figures = counted()
    assert (figures.sent.by_state, figures.received.by_state) == ((("RU", 1),), (("KG", 1),))


def test_what_was_closed_counts_by_how_it_ended():
    a_request(status="closed")
    a_request(status="closed", answer_is_partial=True)
    a_request(status="closed", refusal_ground="sovereignty", refusal_reasons="Invented.")
    a_request(status="executed")
    assert dict(counted().sent.by_outcome) == {
        "executed": 2,
        "partly_executed": 1,
        "refused": 1,
        "withdrawn": 0,
    }


def test_medians_are_days_between_the_steps_that_both_happened():
    for days in (1, 2, 9):
        a_request(delivered_at=at(2, 1) + timedelta(days=days))
    a_request(delivered_at=None)
    figures = counted()
    assert figures.sent.days_to_deliver == 2
    assert figures.sent.days_to_answer is None


def test_open_and_finished_of_an_area_add_up_to_all():
    a_request()
    a_request(status="executed")
    a_request(area="cyber")
    assert counted().sent.by_area == (("labour-migrants", 1, 1), ("cyber", 0, 1))


def test_the_audit_log_is_for_the_supervisor_and_pages_backwards():
    ComplaintFactory()
    ComplaintFactory()
    supervisor = SupervisorFactory()
    entries = list(queries.audit_entries(supervisor))
    assert [entry.pk for entry in entries] == sorted((e.pk for e in entries), reverse=True)
    assert list(queries.audit_entries(supervisor, before=entries[0].pk)) == entries[1:]
    assert not queries.audit_entries(supervisor, actor="nobody").exists()
    with pytest.raises(NotAllowed):
        queries.audit_entries(OfficerFactory(role=Role.DEPUTY_PROSECUTOR))
