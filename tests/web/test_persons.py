"""Finding and comparing persons: in any spelling, by a named officer, with nothing in the log."""

from uuid import uuid4

import pytest
from django.urls import reverse

from hamkor.audit.models import AuditEntry
from hamkor.cases.services import add_person
from hamkor.persons.models import IdentityDecision
from hamkor.persons.services import decide_identity
from tests import request_factories as make
from tests.factories import (
    CaseOfficerFactory,
    ComplaintFactory,
    CustodianFactory,
    DeputyFactory,
    DutyOfficerFactory,
    OperatorFactory,
    PersonFactory,
    RegisteredComplaintFactory,
    SupervisorFactory,
)
from tests.services.assertions import assert_nothing_happened, everything
from tests.web.office import as_officer, is_login, text_of

pytestmark = pytest.mark.django_db

REASONS = "The mother's name and the village are the same in both files."


@pytest.fixture
def two():
    PersonFactory(name="Олимова Зарина")  # a bystander
    return (
        PersonFactory(name="Раҳмонов Сироҷиддин", born="1994"),
        PersonFactory(name="Рахмонов Сирожиддин", born="03.05.1994"),
    )


def pair(name, two):
    return reverse(name, args=[person.reference for person in two])


@pytest.mark.parametrize(
    "make",
    [
        lambda two: "/office/persons/",
        lambda two: reverse("person", args=[two[0].reference]),
        lambda two: pair("compare", two),
    ],
)
@pytest.mark.parametrize(
    ("factory", "status"),
    [
        (DutyOfficerFactory, 200),
        (CustodianFactory, 200),
        (DeputyFactory, 200),
        (OperatorFactory, None),
        (SupervisorFactory, None),
    ],
)
def test_persons_are_shown_to_those_who_work_with_them(client, two, make, factory, status):
    link = make(two)
    assert is_login(client.get(link))
    refused = 403 if link == "/office/persons/" else 404
    assert as_officer(factory()).get(link).status_code == (status or refused)


@pytest.mark.parametrize("typed", ["Раҳмонов", "Рахмонов Сирожиддин", "Rahmonov", "rakhmonov"])
def test_a_person_is_found_in_any_spelling(two, typed):
    found = as_officer(DutyOfficerFactory()).get("/office/persons/", {"q": typed}).context["found"]
    assert set(two) <= set(found)


def test_a_search_is_written_down_without_what_was_typed(two):
    officer = DutyOfficerFactory()
    as_officer(officer).get("/office/persons/", {"q": "Раҳмонов"})
    entry = AuditEntry.objects.get(action="search.made")
    assert entry.actor == officer.username
    assert entry.facts == {"what": "person", "found": 2}


def test_a_script_gets_what_was_found_alone(two):
    client = as_officer(DutyOfficerFactory())
    asked = {"HX-Request": "true"}
    part = text_of(client.get("/office/persons/", {"q": "Rahmonov"}, headers=asked))
    assert "<html" not in part
    assert 'role="search"' not in part
    assert "Раҳмонов" in part


def test_the_page_of_a_person_names_each_source_and_who_else_it_may_be(two):
    officer = DutyOfficerFactory()
    page = text_of(as_officer(officer).get(reverse("person", args=[two[0].reference])))
    assert "passport" in page
    assert "Cyrillic" in page
    assert pair("compare", two) in page
    assert "A score never decides" in page
    assert AuditEntry.objects.filter(
        action="person.read", about=two[0].reference, actor=officer.username
    ).exists()


def test_a_sealed_complaint_is_not_betrayed_by_the_persons_page():
    sealed = RegisteredComplaintFactory(mode="confidential")
    link = reverse("person", args=[sealed.person.reference])
    assert sealed.number not in text_of(as_officer(DeputyFactory()).get(link))
    assert sealed.number in text_of(as_officer(sealed.responsible).get(link))


def test_the_comparison_says_how_each_field_agreed_and_never_that_it_is_certain(two):
    page = text_of(as_officer(CustodianFactory()).get(pair("compare", two)))
    assert "“Сироҷиддин” and “Сирожиддин” are one name" in page
    assert "03.05.1994" in page
    assert "??" not in page
    assert "100 %" not in page
    assert "A score never decides: you do." in page
    assert "What would settle it:" in page
    assert " checked" not in page


def test_what_speaks_against_is_shown_first():
    two = (
        PersonFactory(name="Каримов Далер", born="1990"),
        PersonFactory(name="Каримов Далер", born="1961"),
    )
    page = text_of(as_officer(CustodianFactory()).get(pair("compare", two)))
    assert "Strongest reason against:" in page


@pytest.mark.parametrize(
    ("factory", "typed", "status"),
    [
        (CustodianFactory, {"verdict": "same", "reasons": REASONS}, 302),
        (CustodianFactory, {"verdict": "unsure", "reasons": REASONS}, 302),
        (CustodianFactory, {}, 422),
        (CustodianFactory, {"verdict": "same"}, 302),
        (CustodianFactory, {"verdict": "not_same"}, 422),
        (CustodianFactory, {"verdict": "merged", "reasons": REASONS}, 422),
        (CustodianFactory, {"verdict": "same", "reasons": "short"}, 422),
        (DeputyFactory, {"verdict": "same", "reasons": REASONS}, 403),
        (OperatorFactory, {"verdict": "same", "reasons": REASONS}, 404),
    ],
)
def test_a_decision_needs_an_answer_reasons_and_the_right_to_it(two, factory, typed, status):
    answer = as_officer(factory()).post(pair("decide_identity", two), typed)
    assert answer.status_code == status
    assert IdentityDecision.objects.exists() == (status == 302)
    if status == 422:
        assert answer.context["form"]["reasons"].value() == typed.get("reasons")
        assert "govuk-error-summary" in text_of(answer)


def test_the_findings_are_the_reasons_of_whoever_decides_as_they_point(two):
    as_officer(CustodianFactory()).post(pair("decide_identity", two), {"verdict": "same"})
    reasons = IdentityDecision.objects.get().reasons
    assert "Given name: speaks" in reasons
    assert "Сироҷиддин" not in reasons


def test_whoever_decides_against_the_findings_says_why():
    two = (
        PersonFactory(name="Каримов Далер", born="1990"),
        PersonFactory(name="Олимов Рустам", born="1961"),
    )
    client = as_officer(CustodianFactory())
    answer = client.post(pair("decide_identity", two), {"verdict": "same"})
    assert answer.status_code == 422
    assert "say why you decide so" in text_of(answer)
    assert client.post(pair("decide_identity", two), {"verdict": "not_same"}).status_code == 302


def in_a_case(two, officer):
    case = make.open_case(by=officer)
    add_person(case, person=two[0], role="witness", by=officer)
    return case


def test_what_counts_in_a_case_waits_for_a_second_officer(two):
    first, second = CaseOfficerFactory(), DutyOfficerFactory()
    in_a_case(two, first)
    as_officer(first).post(pair("decide_identity", two), {"verdict": "same"})
    mine = text_of(as_officer(first).get(pair("compare", two)))
    assert "not in effect yet" in mine
    assert "Confirm as the second officer" not in mine
    assert as_officer(first).post(pair("confirm_identity", two)).status_code == 403
    assert pair("compare", two) not in text_of(as_officer(first).get("/office/persons/"))
    assert pair("compare", two) in text_of(as_officer(second).get("/office/persons/"))
    assert "Confirm as the second officer" in text_of(as_officer(second).get(pair("compare", two)))
    assert as_officer(DeputyFactory()).post(pair("confirm_identity", two)).status_code == 403
    assert as_officer(second).post(pair("confirm_identity", two)).status_code == 302
    assert IdentityDecision.objects.get().confirmed_by == second.username
    assert as_officer(second).post(pair("confirm_identity", two)).status_code == 409


def test_what_another_source_says_is_added_beside_what_is_on_file(two):
    client = as_officer(DutyOfficerFactory())
    link = reverse("add_to_person", args=[two[0].reference])
    assert client.post(link, {"source": "court"}).status_code == 422
    said = {
        "source": "court",
        "name": "RAKHMONOV SIROJIDDIN",
        "born_0": "3",
        "born_1": "5",
        "born_2": "1994",
        "kind": "passport",
        "number": "40 7654321",
        "issued_by": "TJ",
    }
    assert client.post(link, said).status_code == 302
    page = text_of(client.get(reverse("person", args=[two[0].reference])))
    for fact in ("Раҳмонов Сироҷиддин", "RAKHMONOV SIROJIDDIN", "03.05.1994", "40 7654321"):
        assert fact in page
    assert as_officer(DeputyFactory()).post(link, said).status_code == 403
    assert as_officer(OperatorFactory()).post(link, said).status_code == 404


def test_the_page_of_a_person_tells_what_all_its_records_say(two):
    officer = CustodianFactory()
    stranger = PersonFactory(name="Раҳмонов Сироҷиддин", born="1994")
    decide_identity(*two, verdict="same", reasons=REASONS, by=officer)
    page = text_of(as_officer(officer).get(reverse("person", args=[two[0].reference])))
    facts = page[page.index("What is known") : page.index("Other records")]
    assert "Рахмонов Сирожиддин" in facts
    assert reverse("person", args=[two[1].reference]) in facts
    assert str(stranger.reference) not in facts


def test_an_employer_whom_several_name_is_shown_to_whoever_reads_the_complaint():
    first = RegisteredComplaintFactory(who_did_it="ООО «Ихтирострой»", person_name="Олимов Рустам")
    second = RegisteredComplaintFactory(who_did_it="OOO Ikhtirostroy", person_name="Назаров Умед")
    other = RegisteredComplaintFactory(who_did_it="Дигар ширкат", person_name="Ятимов Зафар")
    page = text_of(
        as_officer(DutyOfficerFactory()).get(reverse("complaint", args=[first.reference]))
    )
    assert "One more person names this employer" in page
    assert second.number in page
    assert other.number not in page


def test_a_new_complaint_shows_whom_it_may_come_from_before_it_is_registered():
    known = PersonFactory(name="Раҳмонов Сироҷиддин", born="1994")
    officer = CaseOfficerFactory()
    case = in_a_case((known,), officer)
    new = ComplaintFactory(person_name="Рахмонов Сирожиддин", born="1994")
    page = text_of(
        as_officer(DutyOfficerFactory()).get(reverse("complaint", args=[new.reference]))
    )
    assert reverse("person", args=[known.reference]) in page
    assert case.number in page


def test_a_request_that_came_in_shows_whom_it_names_on_file():
    known = PersonFactory(name="Раҳмонов Сироҷиддин", born="03.05.1994")
    contents = {**make.all_contents("inter_office_inquiry")}
    contents["persons"] = "Рахмонов Сирожиддин, 03.05.1994 г.р., свидетель (вымысел)"
    asked = make.received(contents=contents)
    page = text_of(
        as_officer(DutyOfficerFactory()).get(reverse("request", args=[asked.reference]))
    )
    assert reverse("person", args=[known.reference]) in page
    assert "Named here, and perhaps on file" in page


def test_a_second_decision_waits_for_the_withdrawal_of_the_first(two):
    officer = CustodianFactory()
    decide_identity(*two, verdict="same", reasons=REASONS, by=officer)
    client = as_officer(officer)
    before = everything()
    typed = {"verdict": "not_same", "reasons": REASONS}
    assert client.post(pair("decide_identity", two), typed).status_code == 409
    assert_nothing_happened(before)
    why = {"reasons": "The mother's names differ after all."}
    assert client.post(pair("withdraw_identity", two), {}).status_code == 422
    assert client.post(pair("withdraw_identity", two), why).status_code == 302
    assert client.post(pair("withdraw_identity", two), why).status_code == 409
    assert client.post(pair("decide_identity", two), typed).status_code == 302
    page = text_of(client.get(pair("compare", two)))
    assert page.count(REASONS.replace("'", "&#x27;")) >= 2
    assert "after all" in page


def test_whom_nobody_knows_cannot_be_compared(two):
    client = as_officer(CustodianFactory())
    unknown = reverse("compare", args=[two[0].reference, uuid4()])
    assert client.get(unknown).status_code == 404


def test_one_record_is_not_compared_with_itself(two):
    itself = (two[0], two[0])
    typed = {"verdict": "same", "reasons": REASONS}
    answer = as_officer(CustodianFactory()).post(pair("decide_identity", itself), typed)
    assert answer.status_code == 422
    assert "there is nothing to compare" in text_of(answer)


def test_many_candidates_cost_no_more_queries(django_assert_max_num_queries):
    people = [PersonFactory(name="Шарипов Умед", born="1988") for _number in range(9)]
    client = as_officer(CustodianFactory())
    with django_assert_max_num_queries(26):
        page = text_of(client.get(reverse("person", args=[people[0].reference])))
    assert page.count("Шарипов Умед") >= 9
    with django_assert_max_num_queries(12):
        client.get("/office/persons/", {"q": "Шарипов"})


def test_how_many_others_would_fit_is_not_said_of_two_who_do_not_fit():
    father = PersonFactory(name="Талантов Маратбек Маратович", born="1939-07-07")
    daughter = PersonFactory(name="Талантова Гулайым Маратбековна", born="1962-12-25")
    same = PersonFactory(name="TALANTOV MARATBEK", born="1939-07-07")
    officer = as_officer(CaseOfficerFactory())
    assert "on file" not in text_of(officer.get(pair("compare", (father, daughter))))
    assert "else on file" in text_of(officer.get(pair("compare", (father, same))))
