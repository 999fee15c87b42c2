from uuid import uuid4

import pytest

from hamkor.errors import NotFound
from hamkor.intake import limits, queries
from hamkor.intake.queries.to_officers import SAME_DOCUMENT, SAME_DOER, SAME_PERSON
from hamkor.intake.services import (
    add_attachment,
    note_complaint_read,
    write_to_office,
    write_to_person,
)
from tests.factories import (
    AnsweredComplaintFactory,
    CaseOfficerFactory,
    ComplaintFactory,
    DeputyFactory,
    DutyOfficerFactory,
    OperatorFactory,
    RegisteredComplaintFactory,
    SupervisorFactory,
)

pytestmark = pytest.mark.django_db
NAMELESS = {"mode": "signal", "person_name": "", "document_number": ""}


@pytest.fixture
def complaint():
    return ComplaintFactory(
        person_name="Раҳмонов Саид",
        born="1991",
        document_number="AB 4012345",
        who_did_it="ООО «Ихтироъ-Строй»",
    )


@pytest.mark.parametrize("factory", [DutyOfficerFactory, CaseOfficerFactory, DeputyFactory])
def test_those_who_read_complaints_find_them(complaint, factory):
    officer = factory()
    attachment = add_attachment(complaint, name="a.txt", content=b"text")
    assert list(queries.visible_to(officer)) == [complaint]
    assert queries.complaint_for(officer, complaint.reference) == complaint
    assert queries.attachment_for(officer, attachment.reference) == attachment


@pytest.mark.parametrize("factory", [OperatorFactory, SupervisorFactory])
def test_to_all_others_there_is_no_such_complaint(complaint, factory):
    officer = factory()
    attachment = add_attachment(complaint, name="a.txt", content=b"text")
    assert not queries.visible_to(officer).exists()
    with pytest.raises(NotFound):
        queries.complaint_for(officer, complaint.reference)
    with pytest.raises(NotFound):
        queries.attachment_for(officer, attachment.reference)


def test_what_does_not_exist_is_not_found():
    with pytest.raises(NotFound):
        queries.complaint_for(DutyOfficerFactory(), uuid4())
    with pytest.raises(NotFound):
        queries.attachment_for(DutyOfficerFactory(), uuid4())


def test_danger_waits_in_front_then_the_oldest(complaint):
    RegisteredComplaintFactory()
    later, danger = ComplaintFactory(), ComplaintFactory(is_in_danger=True)
    assert list(queries.waiting()) == [danger, complaint, later]


def test_counts_have_a_place_for_every_status(complaint):
    RegisteredComplaintFactory()
    counts = queries.counts_by_status(DutyOfficerFactory())
    assert counts == {
        "received": 1,
        "registered": 1,
        "in_case": 0,
        "forwarded": 0,
        "returned": 0,
        "answered": 0,
        "withdrawn": 0,
        "erased": 0,
    }
    assert set(queries.counts_by_status(OperatorFactory()).values()) == {0}


def test_the_conversation_comes_with_its_authors(complaint, django_assert_num_queries):
    officer = DutyOfficerFactory(full_name="Лола")
    write_to_office(complaint, text="Савол", token="t")
    write_to_person(complaint, text="Ҷавоб", token="t", by=officer)
    with django_assert_num_queries(1):
        lines = [
            (each.text, each.author and each.author.full_name)
            for each in queries.conversation(complaint)
        ]
    assert lines == [("Савол", None), ("Ҷавоб", "Лола")]


@pytest.mark.parametrize(
    ("other", "because"),
    [
        ({"person_name": "RAKHMONOV SAID", "born": ""}, SAME_PERSON),
        ({"document_number": "ab-4012345"}, SAME_DOCUMENT),
        ({"who_did_it": "ооо  ИХТИРОЪ строй", **NAMELESS}, SAME_DOER),
    ],
    ids=["the name in another script", "the document", "the employer, without a name"],
)
def test_complaints_about_the_same_matter_find_each_other(complaint, other, because):
    ComplaintFactory()  # a bystander
    second = ComplaintFactory(**other)
    for one, another in ((complaint, second), (second, complaint)):
        similar = queries.similar_complaints(one)
        assert [(each.complaint, each.because) for each in similar] == [(another, (because,))]


def test_the_most_reasons_come_first(complaint):
    by_doer = ComplaintFactory(who_did_it=complaint.who_did_it)
    both = ComplaintFactory(who_did_it=complaint.who_did_it, document_number="ab4012345")
    newest = ComplaintFactory(who_did_it=complaint.who_did_it)
    similar = queries.similar_complaints(complaint)
    assert [each.complaint for each in similar] == [both, newest, by_doer]
    assert set(similar[0].because) == {SAME_DOER, SAME_DOCUMENT}


@pytest.mark.parametrize(
    "shared", [{"born": "31.05.1991"}, {"who_did_it": "ООО"}, {"contact": "х"}, {}]
)
def test_what_too_many_share_makes_nothing_similar(shared):
    first = ComplaintFactory(person_name="Раҳмонов Лола", **shared)
    ComplaintFactory(person_name="Раҳмонов Далер", **shared)
    assert queries.similar_complaints(first) == []


def test_the_list_of_similar_ones_is_short_and_takes_few_queries(
    complaint, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(limits, "SIMILAR", 3)
    for _ in range(6):
        ComplaintFactory(who_did_it=complaint.who_did_it)
    with django_assert_num_queries(3):
        assert len(queries.similar_complaints(complaint)) == 3


def test_a_nameless_complaint_against_nobody_is_similar_to_none(complaint):
    alone = ComplaintFactory(who_did_it="", **NAMELESS)
    assert queries.similar_complaints(alone) == []


def test_an_officer_sees_the_own_complaints_that_go_nowhere_yet_danger_first(complaint):
    mine, other = DutyOfficerFactory(), DutyOfficerFactory()
    calm = RegisteredComplaintFactory(by=mine)
    danger = RegisteredComplaintFactory(by=mine, is_in_danger=True)
    RegisteredComplaintFactory(by=other)
    AnsweredComplaintFactory(by=mine)
    assert list(queries.undecided_of(mine)) == [danger, calm]
    assert not queries.undecided_of(OperatorFactory()).exists()


def test_an_officer_sees_where_a_person_wrote_and_nobody_has_read_it(complaint):
    mine, other = DutyOfficerFactory(), DutyOfficerFactory()
    written, silent = RegisteredComplaintFactory(by=mine), RegisteredComplaintFactory(by=mine)
    write_to_office(written, text="Савол", token="t")
    write_to_person(silent, text="Салом", token="t", by=mine)
    write_to_office(RegisteredComplaintFactory(by=other), text="Савол", token="t")
    assert list(queries.with_unread_messages(mine)) == [written]
    note_complaint_read(written, by=other)
    assert list(queries.with_unread_messages(mine)) == [written], "another's look hides nothing"
    note_complaint_read(written, by=mine)
    assert not queries.with_unread_messages(mine).exists()


def test_a_persons_complaints_leave_out_those_with_a_name_sealed_to_the_officer():
    in_the_open, sealed = (RegisteredComplaintFactory(mode=m) for m in ("open", "confidential"))
    reader, duty = CaseOfficerFactory(), DutyOfficerFactory()
    assert queries.complaints_by(in_the_open.person, to=reader) == [in_the_open]
    assert queries.complaints_by(sealed.person, to=reader) == []
    assert queries.complaints_by(sealed.person, to=duty) == [sealed]
    assert queries.complaints_by(in_the_open.person, to=OperatorFactory()) == []


def test_a_visit_goes_on_with_the_complaint_it_began_with(complaint):
    assert queries.of_reference(complaint.reference) == complaint
    assert queries.of_reference(uuid4()) is None
