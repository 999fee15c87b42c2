import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hamkor.audit.actions import AuditAction
from hamkor.clock import now
from hamkor.errors import InputRefused, NotAllowed, NotFound, WrongState
from hamkor.matching import DocumentNumber
from hamkor.persons import limits, queries
from hamkor.persons.models import IdentityDecision
from hamkor.persons.queries.ranking import rank
from hamkor.persons.services import decide_identity, note_person_read, withdraw_decision
from tests.factories import (
    CaseOfficerFactory,
    CustodianFactory,
    DutyOfficerFactory,
    OperatorFactory,
    PersonFactory,
    SupervisorFactory,
)
from tests.services.assertions import assert_recorded_once, everything, refused

pytestmark = pytest.mark.django_db
REASONS = "The same passport was seen by me."


@pytest.fixture
def officer():
    return DutyOfficerFactory(username="lola")


@pytest.fixture
def two():
    PersonFactory(name="Каримова Лола")  # a bystander: in no decision
    return PersonFactory(name="Раҳмонов Саид", born="1990"), PersonFactory(
        name="RAKHMONOV SAID", born="1990"
    )


def anyone():
    """Return an officer who may look everybody up."""
    return DutyOfficerFactory.build()


def decide(first, second, verdict="same", reasons=REASONS, by=None):
    by = by or DutyOfficerFactory()
    return decide_identity(first, second, verdict=verdict, reasons=reasons, by=by)


@pytest.mark.parametrize("verdict", ["same", "not_same", "unsure"])
def test_a_decision_is_kept_with_who_when_why_and_what_was_suggested(
    two, officer, verdict, frozen_clock
):
    decision = decide(*two, verdict=verdict, by=officer)
    decision.refresh_from_db()
    assert (decision.first, decision.second) == two
    assert (decision.verdict, decision.reasons) == (verdict, REASONS)
    assert (decision.decided_by, decision.decided_at) == ("lola", now())
    assert decision.suggestion["verdict"] in {"likely_same", "possible", "unlikely", "cannot_say"}
    assert {reason["field"] for reason in decision.suggestion["reasons"]} >= {
        "born",
        "citizenship",
    }
    entry = assert_recorded_once(AuditAction.IDENTITY_DECIDED, by="lola", about=decision.reference)
    assert entry.facts["verdict"] == verdict
    assert entry.facts["persons"] == [str(person.reference) for person in two]
    assert "Саид" not in str(entry.facts) + str(decision.suggestion)


def test_the_order_in_which_two_records_are_named_does_not_matter(two, officer):
    first, second = two
    decision = decide(second, first, by=officer)
    assert (decision.first, decision.second) == (first, second)
    assert queries.decision_between(second, first) == decision
    assert queries.decision_between(first, second) == decision


def test_nothing_is_merged(two):
    before = everything()
    decide(*two)
    after = everything()
    for label in ("persons.Person", "persons.NameForm", "persons.PersonKey"):
        assert after[label] == before[label]


@pytest.mark.parametrize("factory", [OperatorFactory, SupervisorFactory])
def test_whoever_may_not_decide_leaves_no_trace(two, factory):
    outsider = factory()
    with refused(NotAllowed):
        decide(*two, by=outsider)


@pytest.mark.parametrize(
    "change", [{"verdict": "maybe"}, {"reasons": ""}, {"reasons": "yes"}, {"reasons": "\x00" * 20}]
)
def test_a_decision_without_verdict_or_reasons_is_refused(two, officer, change):
    with refused(InputRefused):
        decide(*two, by=officer, **change)


def test_one_record_is_not_compared_with_itself(two, officer):
    with refused(InputRefused, "one record"):
        decide(two[0], two[0], by=officer)


def test_the_same_form_sent_twice_is_one_decision(two, officer):
    decision = decide(*two, by=officer)
    before = everything()
    assert decide(*two, by=officer) == decision
    assert everything() == before


def test_the_second_of_two_officers_is_told_that_there_is_a_decision(two, officer):
    decide(*two, by=officer)
    other = CustodianFactory()
    with refused(WrongState, "withdraw it first"):
        decide(*two, verdict="not_same", by=other)


def test_the_database_itself_lets_only_one_decision_be_in_force(two, officer):
    decision = decide(*two, by=officer)
    again = {
        "first": two[0],
        "second": two[1],
        "verdict": "same",
        "reasons": "r",
        "decided_by": "x",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityDecision.objects.create(**again)
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityDecision.objects.create(**{**again, "first": two[1], "second": two[0]})
    assert IdentityDecision.objects.get() == decision


def test_a_simultaneous_decision_loses(two, officer, monkeypatch):
    decide(*two, by=officer)
    monkeypatch.setattr("hamkor.persons.services.deciding.decision_between", lambda *_: None)
    other = DutyOfficerFactory()
    with refused(WrongState, "Someone else has just decided"):
        decide(*two, by=other)


def test_a_withdrawn_decision_stays_on_file_and_makes_room_for_another(two, officer, frozen_clock):
    decision = decide(*two, verdict="not_same", by=officer)
    frozen_clock.move_on(days=1)
    other = CaseOfficerFactory(username="karim")
    withdraw_decision(decision, reasons="The passport was a copy.", by=other)
    decision.refresh_from_db()
    assert decision.withdrawn_by == "karim"
    assert decision.withdrawn_at == now()
    assert decision.withdrawal_reasons == "The passport was a copy."
    assert queries.decision_between(*two) is None
    assert_recorded_once(
        AuditAction.IDENTITY_DECISION_WITHDRAWN, by="karim", about=decision.reference
    )
    newer = decide(*two, by=officer)
    assert list(queries.decisions_on(two[1])) == [newer, decision]


def test_a_decision_is_withdrawn_only_once_with_reasons_and_by_whoever_may(two, officer):
    bystander = decide(PersonFactory(), PersonFactory(), by=officer)
    decision = decide(*two, by=officer)
    outsider = OperatorFactory()
    with refused(NotAllowed):
        withdraw_decision(decision, reasons=REASONS, by=outsider)
    with refused(InputRefused):
        withdraw_decision(decision, reasons="", by=officer)
    withdraw_decision(decision, reasons=REASONS, by=officer)
    with refused(WrongState):
        withdraw_decision(decision, reasons=REASONS, by=officer)
    bystander.refresh_from_db()
    assert bystander.withdrawn_at is None


def test_records_are_the_same_at_any_remove_while_the_decisions_are_in_force(officer):
    a, b, c, stranger = (PersonFactory() for _ in range(4))
    first = decide(a, b, by=officer)
    decide(c, b, by=officer)
    decide(stranger, a, verdict="unsure", by=officer)
    assert queries.same_as(a) == {b, c}
    assert queries.same_as(c) == {a, b}
    assert queries.same_as(stranger) == set()
    withdraw_decision(first, reasons=REASONS, by=officer)
    assert queries.same_as(a) == set()
    assert queries.same_as(c) == {b}


def test_decisions_that_contradict_each_other_are_refused(officer):
    a, b, c, d = (PersonFactory() for _ in range(4))
    decide(a, b, by=officer)
    decide(b, c, by=officer)
    with refused(WrongState, "contradicts"):
        decide(a, c, verdict="not_same", by=officer)
    decide(d, c, verdict="not_same", by=officer)
    with refused(WrongState, "contradicts"):
        decide(a, d, by=officer)
    with refused(WrongState, "contradicts"):
        decide(d, b, by=officer)
    decide(a, d, verdict="unsure", by=officer)


def test_a_contradiction_is_found_whichever_record_is_the_older(officer):
    a, b, c = (PersonFactory() for _ in range(3))
    decide(a, c, by=officer)
    decide(b, c, verdict="not_same", by=officer)
    with refused(WrongState, "contradicts"):
        decide(a, b, by=officer)


def test_candidates_are_the_likeliest_first_with_reasons(two):
    said, latin = two
    brother = PersonFactory(name="Раҳмонов Карим", born="1990")
    found = queries.candidates(said, to=anyone())
    assert found[0].person == latin
    assert said not in [each.person for each in found]
    likelihood = {each.person: each.comparison.probability for each in found}
    assert likelihood[latin] > likelihood.get(brother, 0)
    assert found[0].comparison.reasons
    assert found[0].decision is None


def test_a_person_decided_not_to_be_the_same_comes_last_with_the_decision(two, officer):
    said, latin = two
    weaker = PersonFactory(name="Раҳмонов Саид", born="1961")
    decision = decide(said, latin, verdict="not_same", by=officer)
    found = queries.candidates(said, to=anyone())
    assert [each.person for each in found] == [weaker, latin]
    assert [each.decision for each in found] == [None, decision]
    withdraw_decision(decision, reasons=REASONS, by=officer)
    assert queries.candidates(said, to=anyone())[0].person == latin


def test_a_person_decided_the_same_is_shown_though_no_key_is_shared(two, officer):
    said, unlike = two[0], PersonFactory(name="Олег Петров")
    decision = decide(said, unlike, by=officer)
    assert {each.person: each.decision for each in queries.candidates(said, to=anyone())}[
        unlike
    ] == decision


def test_sharing_one_word_of_a_name_makes_nobody_a_candidate(two):
    other = PersonFactory(name="Раҳмонов Олимҷон", born="1955")
    assert other not in [each.person for each in queries.candidates(two[0], to=anyone())]


def test_candidates_take_few_queries_however_many_there_are(two, django_assert_max_num_queries):
    for _ in range(30):
        PersonFactory(name="Раҳмонов Саид", born="1990")
    with django_assert_max_num_queries(13):
        found = queries.candidates(two[0], to=anyone())
    assert len(found) == 10
    assert len(queries.candidates(two[0], limit=25, to=anyone())) == 25


def test_no_more_records_are_compared_than_the_limit(two, monkeypatch):
    monkeypatch.setattr(limits, "CANDIDATES_COMPARED", 3)
    for _ in range(5):
        PersonFactory(name="Раҳмонов Саид", born="1990")
    assert len(queries.candidates(two[0], to=anyone())) == 3


def test_the_same_document_makes_a_candidate_whatever_the_name(two):
    document = DocumentNumber("passport", "40 1234567", "TJ")
    one = PersonFactory(name="Абдуллоев Парвиз", documents=[document])
    other = PersonFactory(name="Петров Олег", documents=[DocumentNumber("passport", "401234567")])
    assert [each.person for each in queries.candidates(one, to=anyone())] == [other]


@pytest.mark.parametrize(
    "typed", ["Раҳмонов Саид", "Саид Рахмонов", "RAKHMONOV", "Раҳмонзода", "rahmonov said"]
)
def test_a_person_is_found_by_name_in_any_spelling_and_by_surname_alone(two, typed):
    assert set(queries.find(typed, to=anyone())) == set(two)


def test_a_person_is_found_by_the_whole_document_number_only(two):
    holder = PersonFactory(documents=[DocumentNumber("passport", "40 1234567", "TJ")])
    assert queries.find("401234567", to=anyone()) == [holder]
    assert queries.find("40123", to=anyone()) == []


@pytest.mark.parametrize("typed", ["", " ", "??", "Ҷ" * 5000, "\x00", "%"])
def test_odd_searches_find_nobody(two, typed):
    assert queries.find(typed, to=anyone()) == []


def test_the_likeliest_is_found_first_and_no_more_than_asked(two):
    PersonFactory(name="Раҳмонов Олимҷон")
    assert queries.find("Раҳмонов Саид", to=anyone())[0] in two
    assert len(queries.find("Раҳмонов", limit=2, to=anyone())) == 2


def test_only_those_who_read_cases_or_compare_look_persons_up(two, officer):
    said = two[0]
    for factory in (CaseOfficerFactory, CustodianFactory):
        assert queries.person_for(factory(), said.reference) == said
    for factory in (OperatorFactory, SupervisorFactory):
        assert not queries.visible_to(factory()).exists()
        with pytest.raises(NotFound):
            queries.person_for(factory(), said.reference)


def test_reading_a_record_is_recorded(two, officer):
    note_person_read(two[0], by=officer)
    assert_recorded_once(AuditAction.PERSON_READ, by="lola", about=two[0].reference)


def test_keys_are_looked_up_by_index(two):
    if connection.vendor != "sqlite":
        pytest.skip("reads the plan of SQLite")
    with CaptureQueriesContext(connection) as asked:
        rank(["n:rhm+sd", "w:rhm"], at_most=5)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[-1]['sql']}")
        plan = str(cursor.fetchall())
    assert "USING COVERING INDEX" in plan
    assert "SCAN held" not in plan


def test_where_no_decision_is_in_force_the_officer_is_told(two, officer):
    with pytest.raises(WrongState):
        queries.decision_in_force(*two)
    decision = decide(*two, by=officer)
    assert queries.decision_in_force(*two) == decision
