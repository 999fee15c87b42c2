"""Complaints as officers meet them: who gets in, what a wrong form keeps, what is written down."""

from uuid import uuid4

import pytest
from django.urls import reverse

from hamkor.audit.models import AuditEntry
from hamkor.cases.models import Case
from hamkor.intake import services as intake
from hamkor.intake.models import Complaint
from tests.factories import (
    CaseOfficerFactory,
    ComplaintFactory,
    CustodianFactory,
    DeputyFactory,
    DutyOfficerFactory,
    ForwardedComplaintFactory,
    OperatorFactory,
    RegisteredComplaintFactory,
    SupervisorFactory,
    WithdrawnComplaintFactory,
)
from tests.services.assertions import assert_nothing_happened, everything
from tests.web.asking import SAID, Journey
from tests.web.office import as_officer, is_login, text_of

pytestmark = pytest.mark.django_db

REASONS = "The labour inspectorate decides on wages."
FORMS = {
    "register_complaint": {},
    "forward_complaint": {"to": "Labour inspectorate", "reasons": REASONS},
    "answer_complaint": {"text": "Мо корфарморо тафтиш кардем.", "outcome": "upheld"},
    "return_complaint": {"lacks": ["who"], "text": "Кадом корфармо?"},
    "extend_answer": {"reasons": REASONS},
    "write_to_person": {"text": "Шумо шартнома доред?", "token": "x" * 22},
    "open_case": {"title": "Wages", "area": "labour-migrants", "purpose": "protection"},
}


def address(name, complaint):
    return reverse(name, args=[complaint.reference])


@pytest.fixture
def duty():
    return DutyOfficerFactory()


@pytest.fixture(autouse=True)
def bystander(db):
    return RegisteredComplaintFactory()


@pytest.mark.parametrize("name", ["complaint", *FORMS])
def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, name):
    complaint = RegisteredComplaintFactory()
    before = everything()
    ask = client.get if name == "complaint" else client.post
    assert is_login(ask(address(name, complaint), FORMS.get(name)))
    assert_nothing_happened(before)


@pytest.mark.parametrize("factory", [OperatorFactory, SupervisorFactory, CustodianFactory])
@pytest.mark.parametrize("name", ["complaint", *FORMS])
def test_whoever_reads_no_complaints_does_not_learn_that_there_is_one(factory, name):
    complaint, client = RegisteredComplaintFactory(), as_officer(factory())
    before = everything()
    ask = client.get if name == "complaint" else client.post
    assert ask(address(name, complaint), FORMS.get(name)).status_code == 404
    assert_nothing_happened(before)


@pytest.mark.parametrize(
    ("name", "factory", "status"),
    [
        ("register_complaint", CaseOfficerFactory, 403),
        ("register_complaint", DeputyFactory, 403),
        ("forward_complaint", CaseOfficerFactory, 403),
        ("answer_complaint", DeputyFactory, 403),
        ("return_complaint", CaseOfficerFactory, 403),
        ("extend_answer", DeputyFactory, 403),
        ("write_to_person", DeputyFactory, 403),
        ("open_case", DeputyFactory, 403),
    ],
)
def test_a_role_without_the_right_is_refused_and_nothing_happens(name, factory, status):
    complaint, client = RegisteredComplaintFactory(), as_officer(factory())
    before = everything()
    assert client.post(address(name, complaint), FORMS[name]).status_code == status
    assert_nothing_happened(before)


@pytest.mark.parametrize(
    ("name", "factory"),
    [
        ("register_complaint", RegisteredComplaintFactory),
        ("forward_complaint", ComplaintFactory),
        ("forward_complaint", ForwardedComplaintFactory),
        ("answer_complaint", ForwardedComplaintFactory),
        ("return_complaint", ForwardedComplaintFactory),
        ("extend_answer", ForwardedComplaintFactory),
        ("write_to_person", WithdrawnComplaintFactory),
        ("open_case", ComplaintFactory),
        ("open_case", ForwardedComplaintFactory),
    ],
)
def test_what_has_moved_on_answers_409(duty, name, factory):
    complaint, client = factory(), as_officer(duty)
    before = everything()
    assert client.post(address(name, complaint), FORMS[name]).status_code == 409
    assert_nothing_happened(before)


@pytest.mark.parametrize("name", [name for name in FORMS if FORMS[name]])
def test_an_empty_form_comes_back_with_what_is_missing(duty, name):
    complaint = RegisteredComplaintFactory()
    answer = as_officer(duty).post(address(name, complaint), {})
    assert answer.status_code == 422
    assert "govuk-error-summary" in text_of(answer)
    complaint.refresh_from_db()
    assert complaint.status == "registered"


def test_what_the_office_refuses_comes_back_with_everything_typed(duty):
    complaint = RegisteredComplaintFactory(may_be_shared=False)
    typed = {"to": "ru-prosecutor-general", "reasons": "Far away, and nearer to the employer."}
    answer = as_officer(duty).post(address("forward_complaint", complaint), typed)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "The person has not agreed that an office abroad reads this" in page
    assert typed["reasons"] in page
    assert typed["to"] in page


@pytest.mark.parametrize(
    ("name", "factory", "status"),
    [
        ("register_complaint", ComplaintFactory, "registered"),
        ("forward_complaint", RegisteredComplaintFactory, "forwarded"),
        ("answer_complaint", RegisteredComplaintFactory, "answered"),
        ("return_complaint", RegisteredComplaintFactory, "returned"),
        ("extend_answer", RegisteredComplaintFactory, "registered"),
        ("write_to_person", RegisteredComplaintFactory, "registered"),
    ],
)
def test_each_verb_is_done_and_leads_back_to_the_complaint(duty, bystander, name, factory, status):
    complaint = factory()
    answer = as_officer(duty).post(address(name, complaint), FORMS[name])
    assert answer.status_code == 302
    assert answer["Location"] == address("complaint", complaint)
    complaint.refresh_from_db()
    assert complaint.status == status
    assert Complaint.objects.get(pk=bystander.pk).status == "registered"


def test_opening_a_case_leads_to_the_case(duty):
    complaint = RegisteredComplaintFactory()
    answer = as_officer(duty).post(address("open_case", complaint), FORMS["open_case"])
    case = Case.objects.get()
    assert answer["Location"] == reverse("case", args=[case.reference])
    assert case.complaints.get() == complaint


def test_reading_a_complaint_is_written_down_once_a_reading(duty):
    complaint = ComplaintFactory()
    client = as_officer(duty)
    for _time in range(2):
        client.get(address("complaint", complaint))
    read = AuditEntry.objects.filter(action="complaint.read", about=complaint.reference)
    assert [entry.actor for entry in read] == [duty.username] * 2


def test_the_words_of_the_person_stand_as_they_were_typed_and_run_nothing(duty):
    said = "Маро заданд <script>alert(1)</script> & рафтанд"
    page = text_of(as_officer(duty).get(address("complaint", ComplaintFactory(happened=said))))
    assert "Маро заданд &lt;script&gt;alert(1)&lt;/script&gt; &amp; рафтанд" in page


def test_danger_is_said_loudly_and_only_where_there_is_danger(duty):
    client = as_officer(duty)
    loud, calm = ComplaintFactory(is_in_danger=True), ComplaintFactory()
    assert 'role="alert"' in text_of(client.get(address("complaint", loud)))
    assert 'role="alert"' not in text_of(client.get(address("complaint", calm))).replace(
        'id="trouble" role="alert"', ""
    )


def test_a_sealed_name_is_read_by_those_who_register_and_by_nobody_else():
    complaint = RegisteredComplaintFactory(mode="confidential", person_name="Пинҳонӣ Ном")
    twin = RegisteredComplaintFactory(person_name="Пинҳонӣ Ном", born="1991")
    sealed = text_of(as_officer(CaseOfficerFactory()).get(address("complaint", complaint)))
    assert "Пинҳонӣ Ном" not in sealed
    assert complaint.document_number not in sealed
    assert str(twin.person.reference) not in sealed
    read = text_of(as_officer(complaint.responsible).get(address("complaint", complaint)))
    assert "Пинҳонӣ Ном" in read
    assert str(twin.person.reference) in read


def test_a_deputy_sees_no_button_that_would_be_refused():
    page = text_of(as_officer(DeputyFactory()).get(address("complaint", ComplaintFactory())))
    assert "register/" not in page
    assert "Write to the person" not in page


def test_a_file_is_handed_out_so_that_no_browser_opens_it(duty):
    complaint = RegisteredComplaintFactory()
    file = intake.add_attachment(complaint, name="сурат.txt", content=b"<script>1</script>")
    answer = as_officer(duty).get(reverse("attachment_copy", args=[file.reference]))
    assert answer.content == b"<script>1</script>"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AuditEntry.objects.filter(action="case.document_read", about=file.reference).exists()


def test_a_file_is_not_there_for_an_operator(duty):
    file = intake.add_attachment(RegisteredComplaintFactory(), name="a.txt", content=b"words")
    operator = as_officer(OperatorFactory())
    for page in ("attachment", "attachment_copy"):
        assert operator.get(reverse(page, args=[file.reference])).status_code == 404
        assert as_officer(duty).get(reverse(page, args=[uuid4()])).status_code == 404
    original = reverse("attachment_original", args=[file.reference])
    assert operator.post(original, {"reason": "genuine"}).status_code == 404


def test_the_original_opens_with_a_reason_that_goes_on_record(duty):
    complaint = RegisteredComplaintFactory()
    file = intake.add_attachment(complaint, name="a.txt", content=b"words")
    address_of_it = reverse("attachment_original", args=[file.reference])
    officer = as_officer(duty)
    for nothing in ({}, {"reason": "curious"}):
        answer = officer.post(address_of_it, nothing)
        assert answer.status_code == 422
        assert b"words" not in answer.content
    on_record = AuditEntry.objects.filter(action="complaint.original_read", about=file.reference)
    assert not on_record.exists()
    answer = officer.post(address_of_it, {"reason": "genuine"})
    assert answer.content == b"words"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert on_record.get().facts == {"reason": "genuine"}


def test_the_page_of_a_file_shows_the_copy_and_never_the_original(duty):
    file = intake.add_attachment(
        RegisteredComplaintFactory(), name="a.txt", content=b"words of the file"
    )
    page = as_officer(duty).get(reverse("attachment", args=[file.reference])).content.decode()
    assert file.digest in page
    assert "words of the file" not in page
    assert reverse("attachment_copy", args=[file.reference]) in page


def test_a_file_that_cannot_be_rewritten_has_no_copy_to_hand_out(duty):
    file = intake.add_attachment(
        RegisteredComplaintFactory(), name="a.mp4", content=b"\0\0\0\x0cftypisom" + b"\xff" * 9
    )
    officer = as_officer(duty)
    assert file.working_type == ""
    assert "could not be rewritten" in text_of(
        officer.get(reverse("attachment", args=[file.reference]))
    )
    assert officer.get(reverse("attachment_copy", args=[file.reference])).status_code == 404


def test_a_page_of_the_list_begins_where_the_one_before_ended(duty):
    filed = [ComplaintFactory() for _number in range(27)]
    client = as_officer(duty)
    first = client.get("/office/complaints/?status=received")
    rows = [row.pk for row in first.context["rows"]]
    assert rows == [complaint.pk for complaint in reversed(filed)][:25]
    after = first.context["after"]
    assert f"after={after}" in text_of(first)
    second = client.get(f"/office/complaints/?status=received&after={after}")
    assert [row.pk for row in second.context["rows"]] == [filed[1].pk, filed[0].pk]
    assert second.context["after"] == ""


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "٣", "1.5", "1 or 1=1"])
def test_a_wrong_place_in_the_list_shows_its_beginning(duty, bystander, after):
    answer = as_officer(duty).get("/office/complaints/", {"after": after, "status": "nonsense"})
    assert answer.status_code == 200
    assert [row.pk for row in answer.context["rows"]] == [bystander.pk]


def test_a_script_gets_the_list_without_the_frame(duty):
    client = as_officer(duty)
    part = text_of(client.get("/office/complaints/", headers={"HX-Request": "true"}))
    assert part.lstrip().startswith('<div id="list"')
    assert "<html" not in part
    restored = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in text_of(client.get("/office/complaints/", headers=restored))


def test_more_complaints_on_the_list_cost_no_more_queries(duty, django_assert_max_num_queries):
    for _number in range(12):
        RegisteredComplaintFactory()
    client = as_officer(duty)
    with django_assert_max_num_queries(4):
        client.get("/office/complaints/")


def test_similar_complaints_and_candidates_cost_a_bounded_number_of_queries(
    duty, django_assert_max_num_queries
):
    facts = {"person_name": "Сафаров Ҷамшед", "born": "1990", "who_did_it": "Ихтироъ-Бино"}
    complaint = RegisteredComplaintFactory(**facts)
    for _number in range(8):
        RegisteredComplaintFactory(**facts)
    client = as_officer(duty)
    with django_assert_max_num_queries(36):
        page = text_of(client.get(address("complaint", complaint)))
    assert page.count("Сафаров Ҷамшед") > 5


def test_an_operator_files_with_the_person_and_the_code_is_shown_once():
    operator = OperatorFactory()
    journey = Journey(as_officer(operator), "/office/complaints/new/").begin()
    journey.walk({**SAID, "agreed": "yes"})
    assert "who" not in journey.seen
    assert "agreed" in journey.seen
    answer = journey.client.post("/office/complaints/new/filed/", {"said": journey.hidden("said")})
    assert answer.status_code == 200
    assert "hk-code" in text_of(answer)
    filed = Complaint.objects.get(filed_by_operator=operator)
    assert filed.happened == SAID["happened"]
    assert (filed.helped.helper, filed.helped.consent) == ("operator", "said")


@pytest.mark.parametrize("factory", [DutyOfficerFactory, DeputyFactory])
def test_only_operators_file_for_others(factory):
    assert as_officer(factory()).get("/office/complaints/new/").status_code == 403


def test_an_operators_empty_form_comes_back(duty):
    journey = Journey(as_officer(OperatorFactory()), "/office/complaints/new/").begin()
    journey.walk({"is_in_danger": "no"}, until="happened")
    answer = journey.send()
    assert answer.status_code == 422
    assert 'action="/office/complaints/new/"' in text_of(answer)
