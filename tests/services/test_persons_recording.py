import pytest

from hamkor.audit.actions import AuditAction
from hamkor.audit.models import AuditEntry
from hamkor.errors import InputRefused
from hamkor.matching import DocumentNumber, PartialDate
from hamkor.persons import limits
from hamkor.persons.keys import comparison_keys, key_number
from hamkor.persons.models import NameForm, Person, PersonKey
from hamkor.persons.queries import to_record
from hamkor.persons.services import NewName, add_name_form, add_person_document, record_person
from tests.factories import PersonFactory
from tests.services.assertions import assert_recorded_once, everything, refused

pytestmark = pytest.mark.django_db


def holds(person, key):
    return person.keys.filter(key=key_number(key)).exists()


@pytest.fixture(autouse=True)
def bystander():
    person = PersonFactory(name="Каримова Лола", born="1970")
    before = everything()
    yield person
    after = everything()
    for label in ("persons.Person", "persons.NameForm", "persons.PersonKey"):
        assert [row for row in before[label] if row not in after[label]] == []


def test_a_person_is_recorded_as_written_with_keys_and_an_audit_entry():
    person = record_person(
        written_names=[NewName("Раҳмонов Саид", surname="Раҳмонов", source="passport")],
        born=PartialDate(1990, None, 5),
        sex="m",
        citizenship="TJ",
        birthplace="Ленинабад",
        documents=[DocumentNumber("passport", "40 1234567", "TJ")],
        by="officer-9",
    )
    person.refresh_from_db()
    form = person.name_forms.get()
    assert (form.written, form.surname, form.given_name) == ("Раҳмонов Саид", "Раҳмонов", "")
    assert (form.script, form.source) == ("Cyrl", "passport")
    assert (person.birth_year, person.birth_month, person.birth_day) == (1990, None, 5)
    assert (person.sex, person.citizenship, person.birthplace) == ("m", "TJ", "Ленинабад")
    assert person.is_invented is False
    document = person.documents.get()
    assert (document.kind, document.number, document.issued_by) == ("passport", "40 1234567", "TJ")
    assert holds(person, "d:401234567")
    assert_recorded_once(AuditAction.PERSON_RECORDED, by="officer-9", about=person.reference)


@pytest.mark.parametrize(
    ("written", "script"),
    [("Саид", "Cyrl"), ("SAID", "Latn"), ("سعید", "Arab"), ("Saidов Али", "mixed"), ("?", "")],
)
def test_a_name_keeps_the_script_it_was_written_in(written, script):
    person = record_person(written_names=[NewName(written)], by="o")
    assert person.name_forms.get().script == script


def test_an_unknown_birth_date_stays_unknown():
    person = record_person(written_names=[NewName("Саид")], by="o")
    assert (person.birth_year, person.birth_month, person.birth_day) == (None, None, None)


def test_a_spelling_given_twice_is_kept_once():
    names = [NewName("Саид", source="passport"), NewName("Саид", source="passport")]
    person = record_person(written_names=[*names, NewName("Саид", source="court")], by="o")
    assert [form.source for form in person.name_forms.all()] == ["passport", "court"]


def test_a_document_alone_is_enough_to_be_found_again():
    person = record_person(
        written_names=[], documents=[DocumentNumber("passport", "4012345", "TJ")], by="o"
    )
    assert person.keys.count() == 1


GOOD = {"written_names": [NewName("Саид")], "by": "o"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"written_names": []}, ""),
        ({"written_names": [NewName("  ")]}, "written"),
        ({"written_names": [NewName("Са\x00ид")]}, "written"),
        ({"written_names": [NewName("Са\nид")]}, "written"),
        ({"written_names": [NewName("Са\ufffdид")]}, "written"),
        ({"written_names": [NewName("Саид" + chr(0xDCFF))]}, "written"),
        ({"written_names": [NewName("я" * (limits.NAME + 1))]}, "written"),
        ({"written_names": [NewName("Саид", surname="я" * 151)]}, "surname"),
        ({"written_names": [NewName("Саид", given_name="\x07")]}, "given_name"),
        ({"written_names": [NewName("Саид", patronymic="я" * 151)]}, "patronymic"),
        ({"written_names": [NewName("Саид", source="")]}, "source"),
        ({"written_names": [NewName(f"Саид {n}") for n in range(21)]}, "written_names"),
        ({"documents": [DocumentNumber("p", str(n)) for n in range(21)]}, "documents"),
        ({"documents": [DocumentNumber("", "4012345")]}, "kind"),
        ({"documents": [DocumentNumber("passport", " ")]}, "number"),
        ({"documents": [DocumentNumber("passport", "4012345", "Tajikistan")]}, "issued_by"),
        ({"born": PartialDate(1990, 2, 31)}, "born"),
        ({"born": PartialDate(1899, 1, 1)}, "born"),
        ({"born": PartialDate(None, None, None)}, "born"),
        ({"sex": "x"}, "sex"),
        ({"citizenship": "tj"}, "citizenship"),
        ({"birthplace": "я" * (limits.BIRTHPLACE + 1)}, "birthplace"),
    ],
)
def test_what_cannot_be_stored_is_refused_whole(change, field):
    with refused(InputRefused) as caught:
        record_person(**{**GOOD, **change})
    assert caught.value.field == field


def test_a_new_spelling_makes_the_person_findable_under_it():
    person = PersonFactory(name="Юсуф")
    before = set(person.keys.values_list("key", flat=True))
    add_name_form(person, NewName("Қурбонзода Ҷамшед", source="court"), by="officer-9")
    after = set(person.keys.values_list("key", flat=True))
    assert before < after
    entry = assert_recorded_once(
        AuditAction.PERSON_CHANGED, by="officer-9", about=person.reference
    )
    assert entry.facts == {"what": "name"}


def test_the_same_spelling_from_the_same_source_changes_nothing():
    person = PersonFactory(name="Юсуф", source="court")
    before = everything()
    assert (
        add_name_form(person, NewName("Юсуф", source="court"), by="o") == person.name_forms.get()
    )
    assert everything() == before


def test_a_spelling_that_cannot_be_stored_is_refused():
    person = PersonFactory()
    with refused(InputRefused):
        add_name_form(person, NewName("\x00"), by="o")


def test_no_more_spellings_are_kept_than_the_limit():
    person = PersonFactory()
    for n in range(limits.NAME_FORMS - 1):
        add_name_form(person, NewName(f"Саид {n}"), by="o")
    assert person.name_forms.count() == limits.NAME_FORMS
    with refused(InputRefused, "20 spellings"):
        add_name_form(person, NewName("Саиди охирин"), by="o")


def test_a_document_is_added_once_and_the_person_found_by_it():
    person, document = PersonFactory(), DocumentNumber("patent", "77 9999999", "RU")
    added = add_person_document(person, document, by="officer-9")
    assert add_person_document(person, document, by="officer-9") == added
    assert holds(person, "d:779999999")
    entry = assert_recorded_once(
        AuditAction.PERSON_CHANGED, by="officer-9", about=person.reference
    )
    assert entry.facts == {"what": "document"}


def test_a_document_that_cannot_be_stored_or_is_one_too_many_is_refused():
    person = PersonFactory()
    with refused(InputRefused):
        add_person_document(person, DocumentNumber("patent", ""), by="o")
    for n in range(limits.DOCUMENTS):
        add_person_document(person, DocumentNumber("patent", f"400000{n}"), by="o")
    with refused(InputRefused, "20 documents"):
        add_person_document(person, DocumentNumber("patent", "5000000"), by="o")


def test_no_key_is_too_long_for_its_column():
    written = " ".join(["Абдурахмонмуҳаммадшарифзода" * 3] * 3)
    person = record_person(written_names=[NewName(written)], by="o")
    assert all(len(key) <= 78 for key in comparison_keys(to_record(person)))
    assert person.keys.exists()


def test_audit_entries_hold_no_names():
    person = PersonFactory(name="Юсуф Рахмон")
    add_name_form(person, NewName("Rahmon Yusuf"), by="o")
    facts = str(list(AuditEntry.objects.values_list("facts", flat=True)))
    assert "Юсуф" not in facts
    assert "Rahmon" not in facts


def test_counts_are_what_they_seem():
    assert Person.objects.count() == NameForm.objects.count() == 1
    assert PersonKey.objects.exists()
