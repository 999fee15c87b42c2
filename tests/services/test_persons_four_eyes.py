"""That two records are one person counts in a case only when a second officer has confirmed it."""

import pytest
from django.db import IntegrityError, transaction

from hamkor.audit.actions import AuditAction
from hamkor.cases.services import add_person
from hamkor.clock import now
from hamkor.errors import NotAllowed, WrongState
from hamkor.persons import queries
from hamkor.persons.models import IdentityDecision
from hamkor.persons.services import confirm_decision, decide_identity, withdraw_decision
from tests import request_factories as make
from tests.factories import (
    CaseOfficerFactory,
    DeputyFactory,
    DutyOfficerFactory,
    PersonFactory,
)
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db
REASONS = "The same passport was seen. (invented)"


@pytest.fixture
def first():
    return CaseOfficerFactory(username="first")


@pytest.fixture
def second():
    return DutyOfficerFactory(username="second")


@pytest.fixture
def two(first):
    """Two records, one of them in a case, and a bystander with a decision of its own."""
    apart = PersonFactory(name="Олимова Лола"), PersonFactory(name="Олимова Лола")
    decide(*apart, verdict="same", by=DutyOfficerFactory())
    pair = PersonFactory(name="Раҳмонов Саид"), PersonFactory(name="Рахмонов Саид")
    add_person(make.open_case(by=first), person=pair[0], role="witness", by=first)
    return pair


def decide(one, other, *, verdict="same", by):
    return decide_identity(one, other, verdict=verdict, reasons=REASONS, by=by)


def test_until_a_second_officer_confirms_the_two_are_not_one(two, first, second):
    decision = decide(*two, by=first)
    assert queries.waits_for_second(decision)
    assert queries.same_as(two[0]) == set()
    assert list(queries.waiting_for(second)) == [decision]
    assert list(queries.waiting_for(first)) == []
    confirm_decision(decision, by=second)
    assert queries.same_as(two[0]) == {two[1]}
    assert list(queries.waiting_for(second)) == []
    assert (decision.confirmed_by, decision.decided_by) == ("second", "first")
    assert_recorded_once(AuditAction.IDENTITY_CONFIRMED, by="second", about=decision.reference)


def test_nobody_confirms_alone_without_the_right_or_twice(two, first, second):
    decision = decide(*two, by=first)
    deputy = DeputyFactory()
    for outsider in (first, deputy):
        with refused(NotAllowed):
            confirm_decision(decision, by=outsider)
    confirm_decision(decision, by=second)
    third = DutyOfficerFactory()
    with refused(WrongState):
        confirm_decision(decision, by=third)


def test_the_database_itself_wants_another_officer(two, first):
    decision = decide(*two, by=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityDecision.objects.filter(pk=decision.pk).update(
            confirmed_at=now(), confirmed_by="first"
        )


@pytest.mark.parametrize("verdict", ["not_same", "unsure"])
def test_what_merges_nothing_needs_one_officer(two, first, verdict):
    decision = decide(*two, verdict=verdict, by=first)
    assert not queries.waits_for_second(decision)
    second = DutyOfficerFactory()
    with refused(WrongState):
        confirm_decision(decision, by=second)


def test_one_officer_is_enough_outside_a_case_until_one_of_the_two_comes_into_one(first, second):
    pair = PersonFactory(), PersonFactory()
    decision = decide(*pair, by=first)
    assert queries.same_as(pair[0]) == {pair[1]}
    add_person(make.open_case(by=first), person=pair[1], role="family", by=first)
    assert queries.waits_for_second(decision)
    assert queries.same_as(pair[0]) == set()
    confirm_decision(decision, by=second)
    assert queries.same_as(pair[0]) == {pair[1]}


def test_a_withdrawn_decision_is_confirmed_by_nobody(two, first, second):
    decision = decide(*two, by=first)
    withdraw_decision(decision, reasons="It was another passport.", by=first)
    with refused(WrongState):
        confirm_decision(decision, by=second)


def test_what_was_decided_otherwise_in_the_meantime_stands_in_the_way(two, first, second):
    decision = decide(*two, by=first)
    third = PersonFactory()
    decide(two[1], third, by=first)
    decide(two[0], third, verdict="not_same", by=first)
    with refused(WrongState, "contradicts"):
        confirm_decision(decision, by=second)


def test_who_is_not_this_person_is_not_suggested_under_another_record_of_theirs_either(first):
    said, again, brother = (
        PersonFactory(name="Раҳмонов Саид", born="1990"),
        PersonFactory(name="Рахмонов Саид", born="1990"),
        PersonFactory(name="Раҳмонов Саид", born="1990-01-02"),
    )
    weaker = PersonFactory(name="Раҳмонов Саид", born="1961")
    decide(said, again, by=first)
    decision = decide(again, brother, verdict="not_same", by=first)
    officer = DutyOfficerFactory.build()
    found = {each.person: each.decision for each in queries.candidates(said, to=officer)}
    assert found[brother] == decision
    assert list(found)[-1] == brother
    assert found[weaker] is None
    assert set(queries.kept_apart(said)) == {brother.pk}
    assert set(queries.kept_apart(brother)) == {said.pk, again.pk}


def test_a_person_is_told_by_all_its_records_each_fact_with_its_record(first):
    said = PersonFactory(name="Раҳмонов Саид", born="1990", source="passport")
    again = PersonFactory(name="RAKHMONOV SAID", born="1990-05-03", source="court")
    sealed = PersonFactory(name="Саиди Раҳмон", is_sealed=True)
    decide(said, again, by=first)
    decide(said, sealed, by=DutyOfficerFactory())
    told = queries.told_together(said, to=first)
    assert {(fact.text, fact.source, fact.record) for fact in told if fact.kind == "name"} == {
        ("Раҳмонов Саид", "passport", said),
        ("RAKHMONOV SAID", "court", again),
    }
    assert {fact.text for fact in told if fact.kind == "born"} == {"1990", "03.05.1990"}
