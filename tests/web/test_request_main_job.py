"""The main job walked through the pages, on both sides."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hamkor.assistance import messages
from hamkor.assistance.models import AssistanceRequest
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory
from tests.request_factories import MOSCOW, Moscow

pytestmark = pytest.mark.django_db


@pytest.fixture
def moscow(frozen_clock):
    peer = Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def walk(client):
    """Go through a page as an officer: it must be there, and what is posted must be taken."""

    def step(officer, name, reference, said=None, *, query=""):
        client.force_login(officer)
        address = reverse(name, args=(reference,)) + query
        assert client.get(address).status_code == 200
        if said is not None:
            answer = client.post(address, said)
            assert answer.status_code == 302, answer.content.decode()[:6000]
            return answer.url
        return address

    return step


def the_request():
    return AssistanceRequest.objects.get()


def test_we_ask_from_the_draft_to_the_closure(walk, moscow, client):
    officer, deputy = CaseOfficerFactory(), DeputyFactory()
    case = make.open_case(by=officer)
    query = f"?peer={MOSCOW}&kind=inter_office_inquiry"
    walk(officer, "draft_request", case.reference)
    said = {
        "title": "Музд (ихтироъ)",
        "language": "ru",
        "limits_on_use": ["protection"],
        "item-facts": "Четыре месяца без зарплаты (вымысел)",
        "item-asked": "Проверить (вымысел)",
    }
    url = walk(officer, "draft_request", case.reference, said, query=query)
    about = the_request().reference
    assert url == reverse("request", args=(about,))
    paper = make.a_file()
    with_file = {"content": _upload(paper)}
    walk(officer, "attach_document", about, with_file)
    walk(officer, "ask_approval", about, {"is_considered": "on"})
    walk(deputy, "approve_request", about, {"is_considered": "on"})
    walk(deputy, "send_request", about, {})
    assert the_request().status == "sent"
    walk(officer, "request", about)
    moscow.receives(about)
    moscow.says(messages.Acceptance, about)
    moscow.says(messages.InformationQuestion, about)
    walk(officer, "give_information", about, {"text": "Шартнома (ихтироъ)"})
    moscow.receives(about)
    moscow.says(messages.Answer, about)
    walk(officer, "close_request", about, {})
    assert the_request().status == "closed"
    walk(officer, "request", about)


def test_we_are_asked_from_the_arrival_to_the_answer(walk, moscow):
    officer, deputy = CaseOfficerFactory(), DeputyFactory()
    request = make.received()
    about = request.reference
    walk(officer, "request", about)
    walk(officer, "take_on", about, {})
    walk(deputy, "accept_request", about, {})
    walk(officer, "ask_for_information", about, {"question": "Шартнома? (ихтироъ)"})
    moscow.receives(about)
    answered = the_request().our_step
    moscow.says(messages.Information, about, step=2, answers_step=answered)
    assert the_request().status == "information_given"
    walk(officer, "start_execution", about, {})
    walk(officer, "draft_answer", about, {"text": "Қисман (ихтироъ)", "is_partial": "partly"})
    walk(deputy, "approve_answer", about, {})
    assert the_request().status == "partly_executed"
    walk(officer, "draft_answer", about, {"text": "Пурра (ихтироъ)"})
    walk(deputy, "approve_answer", about, {})
    assert the_request().status == "executed"
    walk(deputy, "request", about)


def _upload(paper):
    return SimpleUploadedFile(paper["name"], paper["content"])
