"""Documents of a request: attached by whom and when, and handed out only as files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hamkor.assistance.models import RequestDocument
from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.cases.services import add_document
from hamkor.envelope import Document
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory
from tests.request_factories import Moscow

pytestmark = pytest.mark.django_db


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
def hand_out(client):
    def handed_out(reader, document):
        client.force_login(reader)
        return client.get(reverse("request_document", args=(document.reference,)))

    return handed_out


def attach(client, request, **said):
    return client.post(reverse("attach_document", args=(request.reference,)), said)


def test_a_file_is_attached_and_handed_out_as_a_file(client, officer):
    request = make.draft(by=officer)
    client.force_login(officer)
    paper = SimpleUploadedFile("шартнома.txt", "Ихтироъ".encode())
    assert attach(client, request, content=paper).status_code == 302
    document = RequestDocument.objects.get()
    answer = client.get(reverse("request_document", args=(document.reference,)))
    assert answer.content == "Ихтироъ".encode()
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(
        action=AuditAction.DOCUMENT_READ, about=document.reference
    ).exists()


def test_a_document_of_the_case_is_attached(client, officer):
    request = make.draft(by=officer)
    document = add_document(request.case, name="p.txt", content=b"Invented", by=officer)
    client.force_login(officer)
    assert attach(client, request, document=document.pk).status_code == 302
    assert RequestDocument.objects.get().digest == document.digest


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("virus.exe", b"MZ\x00", "virus.exe"),
        ("picture.png", b"not a picture", "picture.png"),
        (None, None, "Choose a document of the case or a file."),
    ],
)
def test_a_wrong_file_is_refused_on_the_form(client, officer, name, content, said):
    request = make.draft(by=officer)
    client.force_login(officer)
    files = {"content": SimpleUploadedFile(name, content)} if name else {}
    answer = attach(client, request, **files)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not RequestDocument.objects.exists()


def test_a_document_of_another_case_is_no_choice(client, officer):
    request, other = make.draft(by=officer), make.draft(by=officer)
    document = add_document(other.case, name="p.txt", content=b"Invented", by=officer)
    client.force_login(officer)
    assert attach(client, request, document=document.pk).status_code == 422
    assert not RequestDocument.objects.exists()


def test_documents_are_attached_only_by_who_works_on_it_and_in_time(client, officer, deputy):
    request = make.sent(by=officer, deputy=deputy)
    client.force_login(officer)
    paper = SimpleUploadedFile("paper.txt", b"Invented")
    assert attach(client, request, content=paper).status_code == 409
    client.force_login(deputy)
    assert attach(client, make.draft(), content=paper).status_code == 403
    client.force_login(CaseOfficerFactory())
    assert attach(client, request, content=paper).status_code == 404


def test_documents_of_requests_that_one_may_not_read_do_not_exist(hand_out):
    paper = Document("otvet.txt", "text/plain", b"Invented")
    request = make.taken_on(documents=[paper])
    document = request.documents.get()
    assert hand_out(CaseOfficerFactory(), document).status_code == 404
    assert hand_out(request.responsible, document).content == b"Invented"
