"""What waits for whom, and the dates that are owed."""

from datetime import timedelta

import pytest
from django.conf import settings

from hamkor import clock
from hamkor.assistance.services import withdraw_request
from hamkor.audit.models import AuditEntry
from hamkor.cases import services as cases
from hamkor.deadlines.models import Deadline
from hamkor.intake import services as intake
from hamkor.intake.models import Complaint
from hamkor.web.lists import by_due_date, numbered
from tests.factories import (
    CaseOfficerFactory,
    ComplaintFactory,
    DeputyFactory,
    DutyOfficerFactory,
    OperatorFactory,
    RegisteredComplaintFactory,
    SupervisorFactory,
)
from tests.request_factories import asked, draft, open_case
from tests.web.office import as_officer, is_login, text_of

pytestmark = pytest.mark.django_db


def groups(officer):
    answer = as_officer(officer).get("/office/")
    assert answer.status_code == 200
    return {group.key: [row.reference for row in group.rows] for group in answer.context["groups"]}


@pytest.mark.parametrize("link", ["/office/", "/office/worklist/", "/office/search/"])
def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, link):
    assert is_login(client.get(link))


@pytest.mark.parametrize("link", ["/office/", "/office/worklist/", "/office/search/?q=TJ"])
@pytest.mark.parametrize(
    "factory", [OperatorFactory, SupervisorFactory, DeputyFactory, CaseOfficerFactory]
)
def test_every_officer_has_a_first_page_that_says_what_to_do(factory, link):
    answer = as_officer(factory()).get(link)
    assert answer.status_code == 200
    assert "<h1" in text_of(answer)


def test_those_in_danger_come_first_and_then_the_oldest():
    first, second = ComplaintFactory(), ComplaintFactory()
    danger = ComplaintFactory(is_in_danger=True)
    new = groups(DutyOfficerFactory())["new"]
    assert new == [danger.reference, first.reference, second.reference]


def test_new_complaints_wait_for_those_who_register():
    ComplaintFactory()
    assert groups(CaseOfficerFactory())["new"] == []
    assert groups(DeputyFactory())["new"] == []


def test_a_registered_complaint_waits_for_its_officer_alone():
    complaint = RegisteredComplaintFactory()
    assert groups(complaint.responsible)["mine"] == [complaint.reference]
    assert groups(DutyOfficerFactory())["mine"] == []


def test_what_the_person_wrote_is_new_until_it_is_read():
    complaint = RegisteredComplaintFactory()
    intake.write_to_office(complaint, text="Хабаре ҳаст?", token="t" * 22)
    assert groups(complaint.responsible)["new"] == [complaint.reference]
    as_officer(complaint.responsible).get(f"/office/complaints/{complaint.reference}/")
    assert groups(complaint.responsible)["new"] == []


def test_a_case_that_nobody_leads_waits_for_those_who_assign():
    duty, officer = DutyOfficerFactory(), CaseOfficerFactory()
    case = open_case(by=duty)
    assert case.reference in groups(duty)["mine"]
    assert groups(officer)["mine"] == []
    cases.assign_officer(case, officer=officer, is_lead=True, by=duty)
    assert case.reference not in groups(duty)["mine"]
    assert groups(officer)["mine"] == [case.reference]


def test_a_case_with_an_open_request_waits_on_others():
    request = asked()
    lead, deputy = request.prepared_by, DeputyFactory()
    assert groups(lead)["mine"] == []
    assert groups(lead)["waiting"] == [request.reference]
    assert groups(deputy)["mine"] == [request.reference]
    assert "a deputy prosecutor" in text_of(as_officer(lead).get("/office/"))


def test_a_case_whose_request_has_ended_is_ones_own_move_again():
    request = draft()
    lead, case = request.prepared_by, request.case
    assert case.reference not in groups(lead)["mine"]
    withdraw_request(request, reasons="The employer has paid everything.", by=lead)
    assert groups(lead)["mine"] == [case.reference]
    asked(case=case, by=lead)
    assert groups(lead)["mine"] == []


def test_no_name_of_a_complainant_stands_in_the_inbox():
    ComplaintFactory(person_name="Ихтироъӣ Ном", mode="open")
    assert "Ихтироъӣ" not in text_of(as_officer(DutyOfficerFactory()).get("/office/"))


def test_a_full_inbox_costs_no_more_queries(django_assert_max_num_queries):
    duty = DutyOfficerFactory()
    for _number in range(6):
        ComplaintFactory()
        RegisteredComplaintFactory(by=duty)
        open_case(by=duty)
        asked()
    client = as_officer(duty)
    with django_assert_max_num_queries(12):
        client.get("/office/")


def test_a_queue_shows_at_most_what_fits_and_says_that_there_is_more():
    for _number in range(26):
        ComplaintFactory()
    answer = as_officer(DutyOfficerFactory()).get("/office/")
    group = answer.context["groups"][0]
    assert (len(group.rows), group.has_more) == (25, True)
    assert "all complaints that wait" in text_of(answer)


def owed(officer, query=""):
    answer = as_officer(officer).get(f"/office/worklist/{query}")
    return [row.about for row in answer.context["rows"]]


def test_officers_see_the_dates_of_the_office_and_those_who_do_not_assign_their_own():
    complaint = RegisteredComplaintFactory()
    RegisteredComplaintFactory()
    assert len(set(owed(DutyOfficerFactory()))) == 2
    assert len(set(owed(SupervisorFactory()))) == 2
    assert set(owed(complaint.responsible, "?whose=mine")) == {complaint.reference}
    assert owed(CaseOfficerFactory()) == []
    assert owed(CaseOfficerFactory(), "?whose=office") == []
    assert owed(OperatorFactory(), "?whose=office") == []


def test_a_date_is_overdue_the_day_after_it_and_not_on_it(frozen_clock):
    complaint = ComplaintFactory()
    duty = DutyOfficerFactory()
    due_on = Deadline.objects.get().due_on
    today = clock.today(settings.NODE.time_zone)
    frozen_clock.move_on(days=(due_on - today).days)
    assert owed(duty, "?when=overdue") == []
    assert owed(duty, "?when=week") == [complaint.reference]
    frozen_clock.move_on(days=1)
    assert owed(duty, "?when=overdue") == [complaint.reference]
    assert owed(duty, "?when=week") == []


def test_pages_of_dates_on_one_day_lose_and_repeat_nothing():
    filed = {ComplaintFactory().reference for _number in range(30)}
    assert len(set(Deadline.objects.values_list("due_on", flat=True))) == 1
    first = by_due_date(Deadline.objects.all(), "")
    second = by_due_date(Deadline.objects.all(), first.after)
    seen = [row.about for page in (first, second) for row in page.rows]
    assert len(seen) == 30
    assert set(seen) == filed
    assert second.after == ""


def test_a_page_of_dates_begins_with_the_next_day_too():
    for _number in range(3):
        ComplaintFactory()
    first, second, third = Deadline.objects.order_by("id")
    Deadline.objects.filter(pk=first.pk).update(due_on=second.due_on + timedelta(days=1))
    shown = by_due_date(Deadline.objects.all(), f"{second.due_on}.{second.pk}")
    assert [row.pk for row in shown.rows] == [third.pk, first.pk]


@pytest.mark.parametrize("after", ["", "x", "2026-13-01.1", "2026-11-30", "2026-11-30.x", ".1"])
def test_a_wrong_place_shows_the_beginning(after):
    ComplaintFactory()
    assert len(by_due_date(Deadline.objects.all(), after).rows) == 1


def test_a_script_gets_the_dates_without_the_frame():
    client = as_officer(DutyOfficerFactory())
    part = text_of(client.get("/office/worklist/", headers={"HX-Request": "true"}))
    assert part.lstrip().startswith('<div id="list"')


def test_each_date_says_what_is_owed_and_what_it_follows_from():
    ComplaintFactory()
    page = text_of(as_officer(DutyOfficerFactory()).get("/office/worklist/"))
    assert "Register the complaint" in page
    assert "office&#x27;s promise" in page or "office's promise" in page


def found(officer, typed):
    context = as_officer(officer).get("/office/search/", {"q": typed}).context
    return {key: context.get(key) or [] for key in ("complaints", "cases", "requests", "persons")}


def test_a_number_or_its_beginning_finds_the_thing_and_nothing_beside():
    complaint, other = RegisteredComplaintFactory(), RegisteredComplaintFactory()
    case = open_case()
    duty = DutyOfficerFactory()
    assert found(duty, complaint.number)["complaints"] == [complaint]
    assert found(duty, f" {complaint.number.lower()} ")["complaints"] == [complaint]
    assert set(found(duty, "TJ-2026")["complaints"]) == {complaint, other}
    assert found(duty, case.number)["cases"] == [case]
    assert found(duty, case.number.replace("C", "С", 1))["cases"] == [case]
    assert found(duty, str(complaint.reference))["complaints"] == [complaint]
    assert found(duty, complaint.number[3:])["complaints"] == []


def test_a_search_is_written_down_without_what_was_typed():
    complaint, duty = RegisteredComplaintFactory(), DutyOfficerFactory()
    found(duty, complaint.number)
    found(duty, "")
    entry = AuditEntry.objects.get(action="search.made")
    assert (entry.actor, entry.facts) == (duty.username, {"what": "all", "found": 1})


def test_what_may_not_be_seen_is_not_found():
    case, complaint = open_case(), RegisteredComplaintFactory(person_name="Назаров Умед")
    other = CaseOfficerFactory()
    assert found(other, case.number)["cases"] == []
    assert found(case.lead, case.number)["cases"] == [case]
    nothing = {"complaints": [], "cases": [], "requests": [], "persons": []}
    for typed in (complaint.number, case.number, "Назаров", str(complaint.reference)):
        assert found(OperatorFactory(), typed) == nothing
        assert found(SupervisorFactory(), typed) == nothing


def test_a_percent_sign_is_no_wildcard():
    RegisteredComplaintFactory()
    assert found(DutyOfficerFactory(), "%2026")["complaints"] == []


def test_an_unregistered_complaint_has_no_number_to_be_found_by():
    ComplaintFactory()
    assert numbered(Complaint.objects.all(), "  ") == []


def test_the_supervisor_reads_what_is_late_without_links_to_pages_that_are_closed_to_her():
    complaint = RegisteredComplaintFactory()
    link = f"/office/complaints/{complaint.reference}/"
    assert link in text_of(as_officer(DeputyFactory()).get("/office/worklist/"))
    page = text_of(as_officer(SupervisorFactory()).get("/office/worklist/"))
    assert complaint.number in page
    assert link not in page
