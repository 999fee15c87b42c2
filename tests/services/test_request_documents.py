import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from hamkor.assistance import limits, queries
from hamkor.assistance import services as assistance
from hamkor.assistance.models import RequestDocument
from hamkor.audit.actions import AuditAction
from hamkor.cases.services import add_document
from hamkor.errors import InputRefused, NotAllowed, NotFound, RuleViolation, WrongState
from hamkor.intake.services import add_attachment, change_consent
from tests import request_factories as make
from tests.factories import CaseOfficerFactory, DeputyFactory, RegisteredComplaintFactory
from tests.request_factories import Moscow
from tests.services.assertions import assert_recorded_once, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def moscow(frozen_clock):
    peer = Moscow()
    peer.trusted()
    return peer


@pytest.fixture
def officer():
    return CaseOfficerFactory(username="zarina")


@pytest.fixture
def request_(moscow, officer):
    bystander = make.draft()
    yield make.draft(by=officer)
    assert bystander.documents.count() == 0


def test_a_document_of_a_draft_is_sealed_and_listed(request_, officer):
    document = assistance.attach_document(request_, **make.a_file("Шартнома"), by=officer)
    assert (document.stage, document.origin, document.added_by) == ("request", "officer", "zarina")
    assert not document.is_sent
    path = settings.NODE.files_folder / str(document.reference)[:2] / str(document.reference)
    assert "Шартнома".encode() not in path.read_bytes()
    assert assistance.read_document(document, by=officer) == "Шартнома".encode()
    assert_recorded_once(AuditAction.DOCUMENT_ADDED, by="zarina", about=request_.reference)


def test_the_same_file_twice_a_wrong_kind_and_too_many_are_refused(request_, officer):
    assistance.attach_document(request_, **make.a_file("Шартнома"), by=officer)
    with refused(InputRefused, "already"):
        assistance.attach_document(request_, name="b.txt", content="Шартнома".encode(), by=officer)
    with refused(InputRefused):
        assistance.attach_document(request_, name="b.png", content=b"no picture", by=officer)
    for _ in range(limits.DOCUMENTS - 1):
        assistance.attach_document(request_, **make.a_file(), by=officer)
    with refused(InputRefused, "At most"):
        assistance.attach_document(request_, **make.a_file(), by=officer)


def test_documents_go_with_what_is_open_now_and_with_nothing_else(request_, officer, moscow):
    with refused(WrongState):
        assistance.attach_document(request_, **make.a_file(), stage="information", by=officer)
    request = make.sent(by=officer)
    with refused(WrongState):
        assistance.attach_document(request, **make.a_file(), by=officer)
    moscow.says(make.messages.InformationQuestion, request.reference)
    request.refresh_from_db()
    with refused(WrongState):
        assistance.attach_document(request, **make.a_file(), stage="request", by=officer)
    document = assistance.attach_document(request, **make.a_file(), by=officer)
    assert document.stage == "information"


def test_papers_of_an_answer_wait_for_acceptance(moscow):
    request = make.taken_on()
    officer = request.responsible
    with refused(WrongState):
        assistance.attach_document(request, **make.a_file(), by=officer)
    assistance.accept_request(request, by=DeputyFactory())
    document = assistance.attach_document(request, **make.a_file(), stage="answer", by=officer)
    assert document.stage == "answer"


def test_a_request_that_goes_again_takes_all_its_documents_along(moscow, officer):
    request = make.draft(by=officer)
    assistance.attach_document(request, **make.a_file("Шартнома"), by=officer)
    assistance.ask_approval(request, by=officer)
    deputy = DeputyFactory()
    assistance.approve_request(request, by=deputy)
    for _ in range(2):
        assistance.send_request(request, by=deputy)
        (said,) = moscow.receives(request.reference)
        assert [d.content.decode() for d in said.documents] == ["Шартнома"]
        type(request).objects.filter(pk=request.pk).update(status="not_delivered")
        request.refresh_from_db()
    assert queries.documents_of(request).get().is_sent


def test_what_the_person_attached_goes_along_only_with_the_persons_consent(moscow, officer):
    complaint = RegisteredComplaintFactory(may_be_shared=False)
    add_attachment(complaint, **make.a_file("Акси шиноснома"))
    case = make.open_case(complaint=complaint, by=officer)
    request = make.draft(case=case, by=officer)
    theirs = case.documents.get()
    with refused(RuleViolation, "has not agreed"):
        assistance.attach_case_document(request, theirs, by=officer)
    ours = add_document(case, **make.a_file("Маълумотнома"), by=officer)
    assistance.attach_case_document(request, ours, by=officer)
    change_consent(complaint, may_be_shared=True)
    assistance.attach_case_document(request, theirs, stage="request", by=officer)
    assert {d.origin for d in request.documents.all()} == {"officer", "complaint"}
    change_consent(complaint, may_be_shared=False)
    with refused(RuleViolation, "has not agreed"):
        assistance.ask_approval(request, by=officer)


def test_a_document_of_another_case_is_not_found(request_, officer):
    other = add_document(make.open_case(by=officer), **make.a_file(), by=officer)
    with refused(NotFound):
        assistance.attach_case_document(request_, other, by=officer)


def test_others_neither_add_nor_read(request_, officer):
    document = assistance.attach_document(request_, **make.a_file(), by=officer)
    stranger = CaseOfficerFactory()
    with refused(NotAllowed):
        assistance.attach_document(request_, **make.a_file(), by=stranger)
    with refused(NotAllowed):
        assistance.read_document(document, by=stranger)
    assert list(queries.document_visible_to(officer)) == [document]
    assert not queries.document_visible_to(stranger)


def test_the_database_itself_keeps_a_file_once_a_stage(request_, officer):
    document = assistance.attach_document(request_, **make.a_file(), by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestDocument.objects.create(
            request=request_, stage="request", digest=document.digest, is_ours=True, size=1
        )
