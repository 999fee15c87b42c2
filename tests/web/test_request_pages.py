"""What officers read about requests: the list, a draft with the law beside it, one request."""

import pytest
from django.urls import reverse

from hamkor.assistance import messages
from hamkor.assistance import services as assistance
from hamkor.assistance.models import AssistanceRequest
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from tests import request_factories as make
from tests.factories import (
    CaseOfficerFactory,
    DeputyFactory,
    DutyOfficerFactory,
    OperatorFactory,
    SupervisorFactory,
)
from tests.request_factories import MOSCOW, Moscow

pytestmark = pytest.mark.django_db

DRAFT = {
    "title": "Музд (ихтироъ)",
    "language": "ru",
    "limits_on_use": ["protection"],
    "item-facts": "Четыре месяца (вымысел)",
}
INQUIRY = f"?peer={MOSCOW}&kind=inter_office_inquiry"


@pytest.fixture(autouse=True)
def moscow(frozen_clock):
    peer = Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def officer():
    return CaseOfficerFactory()


@pytest.fixture
def deputy():
    return DeputyFactory()


@pytest.fixture
def read(client):
    """Open a page as an officer and return its words; another status must be said."""

    def opened(reader, name, *args, query="", status=200):
        client.force_login(reader)
        answer = client.get(reverse(name, args=args) + query)
        assert answer.status_code == status
        return answer.content.decode()

    return opened


def page_of(request):
    return reverse("request", args=(request.reference,))


def step_of(verb, request):
    return f'href="{reverse(verb, args=(request.reference,))}"'


# The list


def test_the_list_holds_what_the_officer_may_read(read, officer):
    own, of_others, came = make.draft(by=officer), make.draft(), make.received()
    html = read(officer, "requests")
    assert own.number in html
    assert came.number in html
    assert of_others.number not in html


@pytest.mark.parametrize("role", [OperatorFactory, SupervisorFactory])
def test_who_works_on_no_request_gets_no_list(read, role):
    read(role(), "requests", status=403)


@pytest.mark.parametrize(
    "query",
    ["our_role=requested", "status=received", "our_role=requested&area=labour-migrants"],
)
def test_the_list_is_narrowed(read, deputy, query):
    drafted, came = make.draft(), make.received()
    html = read(deputy, "requests", query=f"?{query}")
    assert came.number in html
    assert drafted.number not in html


def test_a_filter_that_does_not_exist_is_said(read, deputy):
    assert "There is a problem" in read(deputy, "requests", query="?status=lost", status=422)


def test_nothing_matching_says_what_to_do(read, deputy):
    assert "Nothing matches" in read(deputy, "requests", query="?status=closed")
    assert "No requests yet" in read(deputy, "requests")


def test_the_next_page_begins_after_the_last_row(read, deputy):
    numbers = [make.received().number for _ in range(27)]
    first = read(deputy, "requests")
    assert numbers[-1] in first
    assert numbers[0] not in first
    after = AssistanceRequest.objects.order_by("-pk")[24].pk
    assert f"after={after}" in first
    second = read(deputy, "requests", query=f"?after={after}")
    assert numbers[0] in second
    assert numbers[2] not in second


def test_more_requests_cost_no_more_queries(client, deputy, django_assert_max_num_queries):
    for _ in range(3):
        make.taken_on()
    client.force_login(deputy)
    client.get(reverse("requests"))
    with django_assert_max_num_queries(6):
        client.get(reverse("requests"))


# The draft


def test_a_draft_begins_with_whom_to_ask_and_for_what(read, officer):
    case = make.open_case(by=officer)
    html = read(officer, "draft_request", case.reference)
    assert '<optgroup label="Connected">' in html
    assert html.index(MOSCOW) < html.index("Not connected")
    assert "A question to the other office within its own powers" in html


@pytest.mark.parametrize("query", ["?kind=inter_office_inquiry", "?peer=nobody&kind=interview"])
def test_a_draft_to_nobody_does_not_begin(read, officer, query):
    case = make.open_case(by=officer)
    html = read(officer, "draft_request", case.reference, query=query, status=422)
    assert "There is a problem" in html


@pytest.mark.parametrize(
    ("reader", "status"),
    [(CaseOfficerFactory, 404), (OperatorFactory, 404), (DutyOfficerFactory, 403)],
)
def test_who_does_not_work_on_the_case_drafts_nothing(client, reader, status):
    case = make.open_case()
    client.force_login(reader())
    address = reverse("draft_request", args=(case.reference,)) + INQUIRY
    assert client.get(address).status_code == status
    assert client.post(address, DRAFT).status_code == status
    assert not AssistanceRequest.objects.exists()


def test_the_draft_says_what_governs_and_which_article_asks_for_what(read, officer):
    case = make.open_case(by=officer)
    query = f"?peer={MOSCOW}&kind=interview"
    html = read(officer, "draft_request", case.reference, query=query)
    assert "Minsk Convention, art. 7(1)" in html
    assert "This is not certain" in html
    assert "every branch" in html
    assert "unverified" in html
    assert "Persons is missing" in html
    assert "required for approval" in html
    assert "Is the person a minor?" in html
    assert "Генеральная прокуратура Российской Федерации" in html
    assert "art. 454" not in html  # the code of the other state binds its requests, not ours


def test_the_law_is_cited_in_the_reader_s_language(client, officer):
    case = make.open_case(by=officer)
    officer.language = "ru"
    officer.save()
    client.force_login(officer)
    address = reverse("draft_request", args=(case.reference,)) + f"?peer={MOSCOW}&kind=interview"
    html = client.get(address).content.decode()
    assert "ст. 7(1)" in html
    assert "Допрос свидетеля" in html


def test_a_case_within_limits_asks_only_within_them(read, officer):
    came = make.taken_on(officer=officer, limits=("protection",))
    case = assistance.open_case_for_request(
        came, title="Ихтироъ", area=came.area, purpose="protection", summary="", by=officer
    )
    html = read(officer, "draft_request", case.reference, query=INQUIRY)
    assert 'value="protection"' in html
    assert 'value="statistics"' not in html


def test_an_office_that_is_not_connected_is_shown_as_such(read, officer, deputy):
    request = make.approved(by=officer, deputy=deputy, peer="uz-prosecutor-general")
    words = "This office is not connected"
    assert words in read(deputy, "request", request.reference)
    query = "?peer=uz-prosecutor-general&kind=inter_office_inquiry"
    assert words in read(officer, "draft_request", request.case.reference, query=query)
    assert words not in read(officer, "draft_request", request.case.reference, query=INQUIRY)


def test_a_draft_that_lacks_something_is_saved(client, officer):
    case = make.open_case(by=officer)
    client.force_login(officer)
    answer = client.post(reverse("draft_request", args=(case.reference,)) + INQUIRY, DRAFT)
    request = AssistanceRequest.objects.get()
    assert answer["Location"] == page_of(request)
    assert request.contents == {"facts": DRAFT["item-facts"]}
    assert request.limits_on_use == ["protection"]
    html = client.get(page_of(request)).content.decode()
    assert "What is asked is missing" in html
    assert step_of("ask_approval", request) in html


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "Short title"),
        ({"asked_by_on": "2026-11-23"}, "This day has passed"),
        ({"limits_on_use": ["statistics"]}, "do not cover the purpose of the case"),
        ({"limits_on_use": ["migration_enforcement"]}, "migration_enforcement"),
        ({"language": "xx"}, "xx"),
        ({"item-facts": "я" * 20_001}, "20000"),
    ],
)
def test_a_draft_with_wrong_words_comes_back_as_it_was_typed(client, officer, change, said):
    case = make.open_case(by=officer)
    client.force_login(officer)
    typed = {**DRAFT, "item-asked": "Проверить (вымысел)", **change}
    answer = client.post(reverse("draft_request", args=(case.reference,)) + INQUIRY, typed)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert said in html
    assert "Проверить (вымысел)" in html
    assert not AssistanceRequest.objects.exists()


def test_what_is_missing_is_told_while_writing_and_nothing_is_saved(client, officer):
    case = make.open_case(by=officer)
    client.force_login(officer)
    address = reverse("draft_request", args=(case.reference,)) + INQUIRY
    answer = client.post(address, {**DRAFT, "check": "1"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "What is asked is missing" in html
    assert "Facts of the case is missing" not in html
    assert DRAFT["item-facts"] in html
    assert not AssistanceRequest.objects.exists()
    request = make.draft(by=officer)
    answer = client.post(
        reverse("revise_request", args=(request.reference,)), {**DRAFT, "check": "1"}
    )
    assert "What is asked is missing" in answer.content.decode()
    request.refresh_from_db()
    assert request.contents["asked"]


def test_a_draft_is_revised_and_keeps_what_was_written(client, read, officer):
    request = make.asked(by=officer)
    html = read(officer, "revise_request", request.reference)
    assert request.contents["facts"] in html
    answer = client.post(reverse("revise_request", args=(request.reference,)), DRAFT)
    assert answer["Location"] == page_of(request)
    request.refresh_from_db()
    assert request.contents == {"facts": DRAFT["item-facts"]}
    assert request.approval_asked_at is None


def test_what_was_sent_is_not_revised(client, officer, deputy):
    request = make.sent(by=officer, deputy=deputy)
    client.force_login(officer)
    address = reverse("revise_request", args=(request.reference,))
    assert client.get(address).status_code == 409
    assert client.post(address, DRAFT).status_code == 409
    client.force_login(deputy)
    assert client.post(address, DRAFT).status_code == 403


# One request


def test_the_drafter_is_offered_no_approval_and_told_why(read, officer, deputy):
    request = make.asked(by=officer)
    own = read(officer, "request", request.reference)
    assert step_of("approve_request", request) not in own
    assert "You drafted it: another officer approves." in own
    assert "Deputy prosecutor" in own
    other = read(deputy, "request", request.reference)
    assert step_of("approve_request", request) in other
    assert "You drafted it" not in other


def test_a_step_whose_time_has_not_come_is_nobody_s(read, officer):
    request = make.draft(by=officer)
    assert "What another officer does" not in read(officer, "request", request.reference)


def test_both_sides_and_the_receipt_are_on_the_page(read, officer, deputy, moscow):
    request = make.sent(by=officer, deputy=deputy)
    html = read(officer, "request", request.reference)
    assert "On its way, no receipt yet" in html
    assert html.index("Requesting") < html.index("Requested")
    moscow.receives(request.reference)
    moscow.says(messages.Acceptance, request.reference, answer_by_on="2026-12-20")
    moscow.says(messages.Refusal, request.reference, ground="outside_powers")
    html = read(officer, "request", request.reference)
    assert "On its way, no receipt yet" not in html
    assert "Their node signed that it holds: the request" in html
    assert "Answer promised by 20 December 2026" in html
    assert "accepted does not mean executed" in html
    assert "Вне наших полномочий (вымысел)" in html


def test_their_question_stands_where_it_is_answered(read, officer, deputy, moscow):
    request = make.sent(by=officer, deputy=deputy)
    moscow.receives(request.reference)
    moscow.says(messages.InformationQuestion, request.reference)
    assert "Пришлите договор (вымысел)" in read(officer, "request", request.reference)
    assert "Пришлите договор (вымысел)" in read(officer, "give_information", request.reference)


def test_the_approver_reads_what_is_signed(read, officer, deputy):
    request = make.asked(by=officer)
    assistance.return_request(request, remarks="Аз нав", by=deputy)
    assistance.attach_document(request, name="paper.txt", content=b"Invented", by=officer)
    assistance.ask_approval(request, by=officer)
    html = read(deputy, "approve_request", request.reference)
    assert request.contents["facts"] in html
    assert "paper.txt" in html
    assert "Could any of this reach migration enforcement?" in html


def test_the_signer_of_an_answer_reads_it(read, deputy):
    request = make.accepted(deputy=deputy)
    assistance.draft_answer(request, text="Пурра (ихтироъ)", by=request.responsible)
    assert "Пурра (ихтироъ)" in read(deputy, "approve_answer", request.reference)
    assert "The answer as drafted, not sent" in read(deputy, "request", request.reference)


def test_reading_a_request_is_on_record(read, officer):
    request = make.draft(by=officer)
    read(officer, "request", request.reference)
    assert AuditEntry.objects.filter(
        action=AuditAction.REQUEST_READ, actor=officer.username, about=request.reference
    ).exists()


@pytest.mark.parametrize("reader", [CaseOfficerFactory, OperatorFactory, SupervisorFactory])
def test_a_request_of_others_does_not_exist(read, reader):
    request = make.draft()
    read(reader(), "request", request.reference, status=404)
    assert not AuditEntry.objects.filter(action=AuditAction.REQUEST_READ).exists()


def test_a_long_life_costs_no_more_queries(client, deputy, django_assert_max_num_queries):
    request = make.accepted(deputy=deputy)
    for number in range(5):
        assistance.attach_document(request, **make.a_file(), by=request.responsible)
        assistance.draft_answer(request, text=f"{number}", by=request.responsible)
    client.force_login(deputy)
    with django_assert_max_num_queries(40):
        client.get(page_of(request))
