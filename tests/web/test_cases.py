"""Cases as officers meet them: what each may do there, and that many cost no more than a few."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hamkor.audit.models import AuditEntry
from hamkor.cases import services as cases
from hamkor.cases.models import Act, Case
from hamkor.persons.models import Person
from tests.factories import (
    CaseOfficerFactory,
    DeputyFactory,
    DutyOfficerFactory,
    OperatorFactory,
    PersonFactory,
    RegisteredComplaintFactory,
    SupervisorFactory,
)
from tests.request_factories import draft, open_case
from tests.services.assertions import assert_nothing_happened, everything
from tests.web.office import as_officer, is_login, text_of

pytestmark = pytest.mark.django_db


def a_paper():
    return SimpleUploadedFile("шартнома.txt", "Шартнома (ихтироъ)".encode())


NEW_PERSON = {
    "name": "Ихтироъӣ Корфармо",
    "source": "court",
    "born_year": "1970",
    "role": "employer",
    "citizenship": "RU",
}
ACT = {"category": "wages", "description": "Four months not paid.", "when_year": "2026"}
# Route → what is typed, and whose work it is.
FORMS = {
    "case_note": (lambda: {"text": "Called the employer."}, "lead"),
    "case_document_add": (lambda: {"file": a_paper()}, "lead"),
    "case_new_person": (lambda: NEW_PERSON, "lead"),
    "case_act": (lambda: ACT, "lead"),
    "case_purpose": (lambda: {"purpose": "statistics"}, "lead"),
    "case_assign": (lambda: {"officer": CaseOfficerFactory().pk, "is_lead": "on"}, "duty"),
    "case_close": (lambda: {"outcome": "Paid in full."}, "deputy"),
}


def address(name, case):
    return reverse(name, args=[case.reference])


@pytest.fixture
def people():
    return {
        "lead": CaseOfficerFactory(),
        "duty": DutyOfficerFactory(),
        "deputy": DeputyFactory(),
    }


@pytest.fixture
def case(people):
    open_case()  # a bystander
    return open_case(by=people["lead"])


@pytest.mark.parametrize("name", ["case", "case_person", *FORMS])
def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, case, name):
    assert is_login(client.get(address(name, case)))
    assert is_login(client.post(address(name, case)))


@pytest.mark.parametrize("factory", [OperatorFactory, SupervisorFactory, CaseOfficerFactory])
@pytest.mark.parametrize("name", ["case", "case_person", *FORMS])
def test_whoever_may_not_read_a_case_does_not_learn_that_there_is_one(case, factory, name):
    client = as_officer(factory())
    typed = FORMS[name][0]() if name in FORMS else None
    before = everything()
    ask = client.get if name == "case" else client.post
    assert ask(address(name, case), typed).status_code == 404
    assert_nothing_happened(before)


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("case_document_add", "duty"),
        ("case_new_person", "deputy"),
        ("case_act", "duty"),
        ("case_purpose", "duty"),
        ("case_assign", "lead"),
        ("case_close", "lead"),
        ("case_close", "duty"),
    ],
)
def test_a_role_without_the_right_is_refused_and_nothing_happens(case, people, name, who):
    client, typed = as_officer(people[who]), FORMS[name][0]()
    before = everything()
    assert client.post(address(name, case), typed).status_code == 403
    assert_nothing_happened(before)


@pytest.mark.parametrize("name", FORMS)
def test_nothing_is_added_to_a_closed_case(case, people, name):
    cases.close_case(case, outcome="Paid.", by=people["deputy"])
    make, who = FORMS[name]
    client, typed = as_officer(people[who]), make()
    before = everything()
    assert client.post(address(name, case), typed).status_code == 409
    assert_nothing_happened(before)


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_form_comes_back_with_what_is_missing(case, people, name):
    answer = as_officer(people[FORMS[name][1]]).post(address(name, case), {})
    assert answer.status_code == 422
    assert "govuk-error-summary" in text_of(answer)


@pytest.mark.parametrize("name", FORMS)
def test_each_verb_is_done_and_leads_back_to_the_case(case, people, name):
    make, who = FORMS[name]
    answer = as_officer(people[who]).post(address(name, case), make())
    assert answer.status_code == 302
    assert answer["Location"] == address("case", case)
    assert AuditEntry.objects.filter(about=case.reference).exclude(
        action__in=("case.opened", "case.read")
    )


def test_reading_a_case_is_written_down(case, people):
    as_officer(people["duty"]).get(address("case", case))
    read = AuditEntry.objects.get(action="case.read", about=case.reference)
    assert read.actor == people["duty"].username


def test_a_case_and_a_role_show_only_the_verbs_they_allow(case, people):
    def offered(who):
        page = text_of(as_officer(people[who]).get(address("case", case)))
        names = ("case_note", "case_act", "case_assign", "case_close", "case_person")
        return {name for name in names if f'"{address(name, case)}"' in page}

    assert offered("lead") == {"case_note", "case_act", "case_person"}
    assert offered("duty") == {"case_note", "case_assign"}
    assert offered("deputy") == {"case_note", "case_assign", "case_close"}
    cases.close_case(case, outcome="Paid.", by=people["deputy"])
    assert offered("lead") == offered("duty") == offered("deputy") == set()


def test_a_person_on_file_gets_a_part_in_the_case(case, people):
    person, client = PersonFactory(name="Раҳмонов Сироҷ"), as_officer(people["lead"])
    page = client.get(address("case_person", case), {"q": "Rahmonov"})
    assert str(person.reference) in text_of(page)
    typed = {"person": str(person.reference), "role": "witness", "note": "saw it"}
    assert client.post(address("case_person", case), typed).status_code == 302
    assert case.persons.get().person == person
    assert client.post(address("case_person", case), typed).status_code == 409
    unknown = {**typed, "person": str(uuid4())}
    assert client.post(address("case_person", case), unknown).status_code == 404


def test_a_new_person_is_recorded_with_what_is_known_and_no_more(case, people):
    as_officer(people["lead"]).post(address("case_new_person", case), NEW_PERSON)
    person = Person.objects.get()
    assert (person.birth_year, person.birth_month, person.birth_day) == (1970, None, None)
    assert person.name_forms.get().source == "court"
    assert case.persons.get().role == "employer"


def test_a_date_that_never_was_is_shown_at_the_date_and_the_words_stay(case, people):
    typed = {**ACT, "when_year": "2027", "place": "Подольск"}
    answer = as_officer(people["lead"]).post(address("case_act", case), typed)
    assert answer.status_code == 422
    assert "This date is still to come" in answer.context["form"].errors["when"]
    assert "Подольск" in text_of(answer)
    assert not Act.objects.exists()


def test_a_wrong_file_comes_back_with_the_reason_at_the_file(case, people):
    program = SimpleUploadedFile("a.exe", b"MZ\x90\x00")
    answer = as_officer(people["lead"]).post(address("case_document_add", case), {"file": program})
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]


def test_migration_enforcement_cannot_be_chosen_as_a_purpose(case, people):
    typed = {"purpose": "migration_enforcement"}
    answer = as_officer(people["lead"]).post(address("case_purpose", case), typed)
    assert answer.status_code == 422
    case.refresh_from_db()
    assert case.purpose == "protection"


def test_work_on_a_case_is_ended_and_the_case_gone_from_that_desk(case, people):
    lead = people["lead"]
    end = reverse("case_end_assignment", args=[case.reference, lead.username])
    assert as_officer(people["duty"]).post(end).status_code == 302
    assert as_officer(lead).get(address("case", case)).status_code == 404
    nobody = reverse("case_end_assignment", args=[case.reference, "nobody"])
    assert as_officer(people["duty"]).post(nobody).status_code == 404


def test_a_document_is_handed_out_to_those_of_the_case_only(case, people):
    paper = cases.add_document(case, name="a.txt", content=b"invented", by=people["lead"])
    link = reverse("case_document", args=[paper.reference])
    answer = as_officer(people["lead"]).get(link)
    assert answer.content == b"invented"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert as_officer(CaseOfficerFactory()).get(link).status_code == 404
    assert AuditEntry.objects.filter(action="case.document_read").count() == 1


def test_the_page_shows_what_is_in_the_case_and_both_sides_of_its_requests(people):
    complaint = RegisteredComplaintFactory(person_name="Ҷалилов Темур")
    case = open_case(complaint=complaint, by=people["lead"])
    request = draft(case=case, by=people["lead"])
    page = text_of(as_officer(people["lead"]).get(address("case", case)))
    shown = ("Ҷалилов Темур", complaint.number, request.number, "our move", "Answer the person")
    assert [words for words in shown if words not in page] == []


def fill(case, by):
    """Put one more of everything into a case."""
    member = cases.add_person(case, person=PersonFactory(), role="witness", by=by)
    cases.record_act(case, actor=member, affected=member, by=by, **_an_act())
    cases.add_note(case, text="A note.", by=by)
    draft(case=case, by=by)


def _an_act():
    return {"category": "wages", "description": "Not paid."}


def test_a_full_case_costs_no_more_queries_than_one_with_one_of_each(
    people, case, django_assert_max_num_queries
):
    for _number in range(6):
        fill(case, people["lead"])
    client = as_officer(people["lead"])
    with django_assert_max_num_queries(27):
        page = text_of(client.get(address("case", case)))
    assert page.count("R-TJ-2026") >= 6


def test_the_journal_shows_its_newest_lines_and_all_when_asked(case, people):
    for number in range(51):
        cases.add_note(case, text=f"Note {number}.", by=people["lead"])
    client = as_officer(people["lead"])
    page = text_of(client.get(address("case", case)))
    assert "Note 50." in page
    assert "Note 0." not in page
    assert "Note 0." in text_of(client.get(address("case", case) + "?journal=all"))


def test_the_list_shows_open_cases_by_area_and_costs_four_queries(
    case, people, django_assert_max_num_queries
):
    for _number in range(8):
        open_case(by=people["lead"])
    closed = open_case(by=people["lead"])
    cases.close_case(closed, outcome="Done.", by=people["deputy"])
    client = as_officer(people["duty"])
    with django_assert_max_num_queries(4):
        answer = client.get("/office/cases/?area=labour-migrants")
    assert closed not in answer.context["rows"]
    assert len(answer.context["rows"]) == Case.objects.count() - 1
    assert list(client.get("/office/cases/?status=closed").context["rows"]) == [closed]
    assert not client.get("/office/cases/?area=cyber").context["rows"]
