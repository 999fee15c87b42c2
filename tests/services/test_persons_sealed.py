"""A name given to be kept secret is found by those who need it and by nobody else."""

import pytest

from hamkor.errors import NotFound
from hamkor.persons import queries
from tests import request_factories as make
from tests.factories import (
    CaseOfficerFactory,
    CustodianFactory,
    DeputyFactory,
    DutyOfficerFactory,
    RegisteredComplaintFactory,
)

pytestmark = pytest.mark.django_db
NAME = "Қаландарзода Ҷамшед"


@pytest.fixture
def person():
    """The record of somebody who complained in confidence."""
    return RegisteredComplaintFactory(mode="confidential", person_name=NAME).person


def sees(officer, person):
    is_found = person in queries.find(NAME, to=officer)
    try:
        is_opened = queries.person_for(officer, person.reference) == person
    except NotFound:
        is_opened = False
    assert is_found == is_opened, "what cannot be opened is not found, and the other way round"
    return is_found


@pytest.mark.parametrize("factory", [CaseOfficerFactory, DeputyFactory, CustodianFactory])
def test_whoever_has_nothing_to_do_with_it_does_not_find_the_name(person, factory):
    assert not sees(factory(), person)


def test_whoever_registers_finds_it(person):
    assert sees(DutyOfficerFactory(), person)


def test_the_officer_who_answers_for_the_complaint_finds_it(person):
    officer = CaseOfficerFactory()
    person.complaints.update(responsible=officer)
    assert sees(officer, person)
    assert not sees(CaseOfficerFactory(), person)


def test_whoever_works_on_the_case_finds_it_until_the_work_ends(person):
    officer, deputy = CaseOfficerFactory(), DeputyFactory()
    case = make.open_case(complaint=person.complaints.get(), by=DutyOfficerFactory())
    make.cases.assign_officer(case, officer=officer, is_lead=True, by=deputy)
    assert sees(officer, person)
    case.assignments.filter(officer=officer).update(ended_at=case.opened_at)
    person.complaints.update(responsible=None)
    assert not sees(officer, person)


def test_it_is_no_candidate_for_whoever_may_not_see_it(person):
    alike = RegisteredComplaintFactory(mode="open", person_name=NAME).person
    found = queries.candidates(alike, to=CaseOfficerFactory())
    assert person not in [each.person for each in found]
    assert person in [each.person for each in queries.candidates(alike, to=DutyOfficerFactory())]


def test_an_open_complaint_seals_nothing():
    person = RegisteredComplaintFactory(mode="open", person_name=NAME).person
    assert sees(CaseOfficerFactory(), person)
