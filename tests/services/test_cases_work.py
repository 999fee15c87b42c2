"""Persons, acts, documents, notes, officers, purpose and the end of a case."""

import pytest
from django.db import IntegrityError, transaction

from hamkor.accounts.roles import Role
from hamkor.audit.actions import AuditAction
from hamkor.cases import queries
from hamkor.cases.models import Act, Case
from hamkor.cases.services import (
    add_document,
    add_note,
    add_person,
    assign_officer,
    change_purpose,
    close_case,
    end_assignment,
    note_case_read,
    read_document,
    record_act,
)
from hamkor.deadlines.models import Deadline
from hamkor.errors import FirewallBreach, InputRefused, NotAllowed, RuleViolation, WrongState
from tests import request_factories as make
from tests.factories import (
    CaseOfficerFactory,
    DeputyFactory,
    DutyOfficerFactory,
    OfficerFactory,
    PersonFactory,
    RegisteredComplaintFactory,
)
from tests.request_factories import Moscow
from tests.services.assertions import assert_recorded_once, everything, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return CaseOfficerFactory(username="zarina")


@pytest.fixture
def case(officer, frozen_clock):
    """A case beside another one, to which nothing may happen."""
    bystander = make.open_case()
    before = Case.objects.filter(pk=bystander.pk).values().get()
    yield make.open_case(by=officer)
    assert Case.objects.filter(pk=bystander.pk).values().get() == before
    assert bystander.journal.count() == 1
    assert bystander.assignments.count() == 1


def an_act(case, by, **changes):
    said = {
        "actor": None,
        "affected": None,
        "category": "violence",
        "description": "Зад (ихтироъ)",
        "year": 2026,
        **changes,
    }
    return record_act(case, by=by, **said)


def closed(case):
    close_case(case, outcome="Тамом", by=DeputyFactory())
    return case


def test_a_person_has_a_role_in_the_case_and_may_have_several(case, officer):
    person = PersonFactory()
    add_person(case, person=person, role="witness", note="дид", by=officer)
    add_person(case, person=person, role="employer", note="", by=officer)
    assert [row.role for row in queries.persons_of(case)] == ["witness", "employer"]
    assert case.journal.filter(kind="person", about=person.reference).count() == 2
    with refused(WrongState, "already"):
        add_person(case, person=person, role="witness", note="", by=officer)
    with refused(InputRefused):
        add_person(case, person=person, role="enemy", note="", by=officer)


def test_an_act_says_who_did_what_to_whom_where_and_when(case, officer):
    victim = add_person(case, person=PersonFactory(), role="person_concerned", by=officer)
    boss = add_person(case, person=PersonFactory(), role="employer", by=officer)
    an_act(case, officer, actor=boss, affected=victim, month=5, place="Подольск", country="RU")
    act = queries.acts_of(case).get()
    assert (act.actor, act.affected, act.recorded_by) == (boss, victim, "zarina")
    assert (act.year, act.month, act.day, act.place) == (2026, 5, None, "Подольск")
    assert case.journal.filter(kind="act", facts={"category": "violence"}).exists()


def test_two_beatings_are_two_acts(case, officer):
    an_act(case, officer)
    an_act(case, officer)
    assert case.acts.count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"month": 13}, "day"),
        ({"month": 0}, "day"),
        ({"day": 32}, "day"),
        ({"month": 2, "day": 30}, "day"),
        ({"year": 2023, "month": 2, "day": 29}, "day"),
        ({"year": 1899}, "year"),
        ({"year": 2027}, "year"),
        ({"year": 2026, "month": 12}, "year"),
        ({"category": "rudeness"}, "category"),
        ({"country": "rus"}, "country"),
        ({"country": "ru"}, "country"),
        ({"description": " "}, "description"),
        ({"place": "x" * 301}, "place"),
    ],
)
def test_an_act_that_cannot_be_is_refused_at_its_field(case, officer, change, field):
    with refused(InputRefused) as caught:
        an_act(case, officer, **change)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "known",
    [
        {"year": None, "month": 2, "day": 29},
        {"year": 2024, "month": 2, "day": 29},
        {"year": None, "day": 31},
        {"year": None},
        {"year": 2026, "month": 11, "day": 24},
    ],
)
def test_each_part_of_a_date_may_be_unknown(case, officer, known):
    act = an_act(case, officer, **known)
    parts = {part: getattr(act, part) for part in ("year", "month", "day")}
    assert parts == {"month": None, "day": None, **known}


def test_an_act_cannot_name_a_person_of_another_case(case, officer):
    other = make.open_case(by=officer)
    stranger = add_person(other, person=PersonFactory(), role="witness", by=officer)
    for whose in ("actor", "affected"):
        with refused(InputRefused):
            an_act(case, officer, **{whose: stranger})


def test_a_document_is_kept_once_and_reading_it_is_recorded(case, officer):
    document = add_document(case, **make.a_file("Шартнома"), by=officer)
    assert queries.documents_of(case).get() == document
    assert (document.media_type, document.size, document.origin) == ("text/plain", 16, "officer")
    with refused(InputRefused, "already"):
        add_document(case, name="other.txt", content="Шартнома".encode(), by=officer)
    with refused(InputRefused):
        add_document(case, name="picture.png", content=b"text", by=officer)
    assert read_document(document, by=officer).decode() == "Шартнома"
    assert_recorded_once(AuditAction.DOCUMENT_READ, by="zarina", about=document.reference)
    add_document(
        make.open_case(), **make.a_file("Шартнома"), by="some-office", origin="some-office"
    )


def test_a_user_name_given_as_text_has_no_more_rights_than_its_officer(case):
    stranger = CaseOfficerFactory()
    with refused(NotAllowed):
        add_document(case, **make.a_file(), by=stranger.username)


def test_a_note_stays_in_the_journal(case, officer):
    add_note(case, text="Занг задам.\nҶавоб нест.", by=officer)
    note = queries.journal_of(case).first()
    assert (note.kind, note.by, note.text) == ("note", "zarina", "Занг задам.\nҶавоб нест.")
    for text in ("", "x" * 10_001):
        with refused(InputRefused):
            add_note(case, text=text, by=officer)


def test_a_new_lead_takes_over_the_case_and_its_deadlines(officer):
    complaint = RegisteredComplaintFactory()
    case = make.open_case(complaint=complaint, by=officer)
    other, duty = CaseOfficerFactory(), DutyOfficerFactory()
    assign_officer(case, officer=other, is_lead=True, by=duty)
    case.refresh_from_db()
    assert case.lead == other
    assert [a.officer for a in queries.assignments_of(case)] == [other, officer]
    owed = Deadline.objects.filter(about=complaint.reference, met_at=None, cancelled_at=None)
    assert {deadline.responsible for deadline in owed} == {other}
    assert_recorded_once(AuditAction.CASE_ASSIGNED, by=duty.username, about=case.reference)


def test_an_officer_joins_leads_and_leaves_and_then_sees_nothing(case, officer):
    other, duty = CaseOfficerFactory(), DutyOfficerFactory()
    assert not queries.may_see(other, case)
    assign_officer(case, officer=other, is_lead=False, by=duty)
    assert queries.may_see(other, case)
    with refused(WrongState, "already"):
        assign_officer(case, officer=other, is_lead=False, by=duty)
    end_assignment(case, officer=other, by=duty)
    case.refresh_from_db()
    assert case.lead == officer
    assign_officer(case, officer=other, is_lead=False, by=duty)
    assign_officer(case, officer=other, is_lead=True, by=duty)
    assert case.assignments.filter(officer=other, ended_at=None).count() == 1
    end_assignment(case, officer=other, by=duty)
    case.refresh_from_db()
    assert case.lead is None
    assert not queries.may_see(other, case)
    assert queries.may_see(officer, case)
    with refused(WrongState):
        end_assignment(case, officer=other, by=duty)
    assign_officer(case, officer=other, is_lead=False, by=duty)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CASE_OFFICER])
def test_only_a_case_officer_can_be_given_a_case(case, role):
    duty, other = DutyOfficerFactory(), OfficerFactory(role=role)
    with refused(RuleViolation):
        assign_officer(case, officer=other, is_lead=False, by=duty)


def test_the_database_itself_allows_one_lead(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        case.assignments.create(officer=CaseOfficerFactory(), is_lead=True, assigned_by="x")


def test_a_case_is_put_to_another_lawful_purpose_and_to_no_other(case, officer):
    change_purpose(case, purpose="statistics", by=officer)
    assert Case.objects.get(pk=case.pk).purpose == "statistics"
    assert case.journal.first().facts == {"before": "protection", "after": "statistics"}
    for purpose in ("migration_enforcement", "deportation"):
        with refused(FirewallBreach):
            change_purpose(case, purpose=purpose, by=officer)


def test_material_given_for_one_purpose_stays_with_it(officer):
    case = make.open_case(by=officer, limits_on_use=("protection",))
    with refused(FirewallBreach):
        change_purpose(case, purpose="investigation_of_harm", by=officer)


def test_a_deputy_closes_a_case_and_nothing_is_added_afterwards(case, officer):
    deputy = DeputyFactory(username="deputy")
    with refused(InputRefused):
        close_case(case, outcome="", by=deputy)
    close_case(case, outcome="Музд дода шуд", by=deputy)
    case.refresh_from_db()
    assert (case.status, case.closed_by, case.outcome) == ("closed", deputy, "Музд дода шуд")
    assert_recorded_once(AuditAction.CASE_CLOSED, by="deputy", about=case.reference)
    person, duty = PersonFactory(), DutyOfficerFactory()
    before = everything()
    for verb in (
        lambda: close_case(case, outcome="Боз", by=deputy),
        lambda: add_note(case, text="Боз", by=officer),
        lambda: add_person(case, person=person, role="witness", by=officer),
        lambda: an_act(case, officer),
        lambda: add_document(case, **make.a_file(), by=officer),
        lambda: change_purpose(case, purpose="statistics", by=officer),
        lambda: assign_officer(case, officer=officer, is_lead=False, by=duty),
        lambda: end_assignment(case, officer=officer, by=duty),
    ):
        with pytest.raises(WrongState, match="closed"):
            verb()
    assert everything() == before


def test_the_second_of_two_who_close_at_once_is_told(case):
    deputy = DeputyFactory()
    in_another_tab = Case.objects.get(pk=case.pk)
    closed(case)
    with refused(WrongState):
        close_case(in_another_tab, outcome="Тамом", by=deputy)


def test_a_case_with_an_open_request_is_not_closed(case, officer, frozen_clock):
    Moscow().trusted()
    make.draft()  # somebody else's request hinders nobody
    deputy = DeputyFactory()
    request = make.draft(case=case, by=officer)
    with refused(WrongState, "still open"):
        close_case(case, outcome="Тамом", by=deputy)
    make.assistance.withdraw_request(request, reasons="Лозим нест", by=officer)
    close_case(case, outcome="Тамом", by=deputy)


def test_the_database_itself_knows_no_closed_case_without_outcome(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status="closed")


def test_who_sees_which_case(case, officer):
    everybody = {role: OfficerFactory(role=role) for role in Role}
    seen = {
        role: queries.visible_to(o).filter(pk=case.pk).exists() for role, o in everybody.items()
    }
    assert {role for role, sees in seen.items() if sees} == {
        Role.DUTY_OFFICER,
        Role.DEPUTY_PROSECUTOR,
    }
    assert list(queries.visible_to(officer)) == [case]
    officer.is_active = False
    assert not queries.visible_to(officer)


def test_the_worklist_shows_the_next_date_of_each_case_and_is_one_query(
    case, officer, django_assert_num_queries
):
    for _ in range(3):
        make.open_case(by=officer)
    closed(make.open_case(by=officer))
    with django_assert_num_queries(1):
        rows = list(queries.worklist(officer))
    assert len(rows) == 4
    assert {row.next_due_on for row in rows} == {None}
    assert queries.worklist(officer, status="").count() == 5
    assert queries.worklist(officer, area="minors").count() == 0


def test_reading_a_case_is_recorded_and_forbidden_to_others(case, officer):
    note_case_read(case, by=officer)
    assert_recorded_once(AuditAction.CASE_READ, by="zarina", about=case.reference)
    stranger = CaseOfficerFactory()
    with refused(NotAllowed):
        note_case_read(case, by=stranger)


WRITERS = {Role.CASE_OFFICER}
ASSIGNERS = {Role.DUTY_OFFICER, Role.DEPUTY_PROSECUTOR}
VERBS = {
    "open_case": ({Role.DUTY_OFFICER, Role.CASE_OFFICER}, lambda c, o, p: make.open_case(by=o)),
    "add_person": (WRITERS, lambda c, o, p: add_person(c, person=p, role="witness", by=o)),
    "record_act": (WRITERS, lambda c, o, p: an_act(c, o)),
    "add_document": (WRITERS, lambda c, o, p: add_document(c, **make.a_file(), by=o)),
    "change_purpose": (WRITERS, lambda c, o, p: change_purpose(c, purpose="statistics", by=o)),
    "add_note": (WRITERS | ASSIGNERS, lambda c, o, p: add_note(c, text="Навишт", by=o)),
    "note_case_read": (WRITERS | ASSIGNERS, lambda c, o, p: note_case_read(c, by=o)),
    "assign_officer": (
        ASSIGNERS,
        lambda c, o, p: assign_officer(c, officer=CaseOfficerFactory(), is_lead=False, by=o),
    ),
    "end_assignment": (ASSIGNERS, lambda c, o, p: end_assignment(c, officer=c.lead, by=o)),
    "close_case": ({Role.DEPUTY_PROSECUTOR}, lambda c, o, p: close_case(c, outcome="Тамом", by=o)),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", VERBS)
def test_each_role_has_its_verbs_and_no_others(case, officer, role, verb):
    roles, use = VERBS[verb]
    somebody = officer if role == Role.CASE_OFFICER else OfficerFactory(role=role)
    person = PersonFactory()
    if role in roles:
        use(case, somebody, person)
        return
    with pytest.raises(NotAllowed):
        use(case, somebody, person)


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"open_case"}))
def test_a_case_officer_has_no_verb_in_a_case_of_others(case, verb):
    stranger, person = CaseOfficerFactory(), PersonFactory()
    with pytest.raises(NotAllowed):
        VERBS[verb][1](case, stranger, person)
    assert Act.objects.count() == 0


def test_a_case_is_without_request_once_all_its_requests_have_ended(case, officer):
    Moscow().trusted()
    other = make.open_case(by=officer)
    make.open_case()
    assert set(queries.led_without_request(officer)) == {case, other}
    first, second = make.draft(case=case, by=officer), make.draft(case=case, by=officer)
    assert set(queries.led_without_request(officer)) == {other}
    make.assistance.withdraw_request(first, reasons="Лозим нест", by=officer)
    assert set(queries.led_without_request(officer)) == {other}
    make.assistance.withdraw_request(second, reasons="Лозим нест", by=officer)
    assert set(queries.led_without_request(officer)) == {case, other}
