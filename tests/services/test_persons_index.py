"""Forms and keys are stored with each record, read anew in an upgrade, and counted by night."""

import pytest

from hamkor import matching
from hamkor.matching import DocumentNumber, Name, PartialDate, Record
from hamkor.persons import forms, limits, queries
from hamkor.persons.forms import FORM_VERSION, form_of, to_record
from hamkor.persons.keys import key_number
from hamkor.persons.models import KeyFrequency, Person, PersonKey, RegisterCount
from hamkor.persons.queries.ranking import rank
from hamkor.persons.services import (
    NewName,
    add_birth_date,
    add_name_form,
    count_register,
    count_register_if_due,
    indexing,
    left_to_rebuild,
    name_organisation,
    rebuild_next,
)
from tests.factories import CaseOfficerFactory, DutyOfficerFactory, PersonFactory
from tests.services.assertions import everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    PersonFactory(name="Олимова Лола", born="1970")  # a bystander
    return PersonFactory(name="Раҳмонов Саид", born="1990-05-03")


def found(record, **asked):
    to = asked.pop("to", None) or DutyOfficerFactory.build()
    return [each.person for each in queries.candidates_for(record, to=to, **asked)]


def keys_of(person):
    return set(person.keys.values_list("key", flat=True))


def test_the_stored_form_is_what_would_be_read_from_the_record(said):
    said.refresh_from_db()
    assert said.form_version == FORM_VERSION
    assert form_of(said) == matching.parse(to_record(said))


def test_an_added_spelling_is_in_the_form_and_finds_the_person(said):
    add_name_form(said, NewName("Қурбонзода Ҷамшед", source="court"), by="o")
    assert form_of(Person.objects.get(pk=said.pk)) == matching.parse(to_record(said))
    assert found(Record(names=(Name("Курбонзода Джамшед"),), born=PartialDate(1990))) == [said]


def test_a_date_from_another_source_fills_what_was_not_known_and_overwrites_nothing():
    person = PersonFactory(name="Раҳмонов Саид", born="1990")
    add_birth_date(person, PartialDate(1990, 5, 3), source="passport", by="o")
    add_birth_date(person, PartialDate(1990, 5, 3), source="passport", by="o")
    add_birth_date(person, PartialDate(1991, 1, 1), source="court", by="o")
    person = Person.objects.get(pk=person.pk)
    assert (person.birth_year, person.birth_month, person.birth_day) == (1990, 5, 3)
    assert [(each.year, each.source) for each in person.birth_dates.all()] == [
        (1990, "passport"),
        (1991, "court"),
    ]
    assert form_of(person).born == PartialDate(1990, 5, 3)


def test_after_an_upgrade_the_worker_reads_every_record_anew_in_steps(said, monkeypatch):
    before = everything()
    Person.objects.update(form={}, form_version=FORM_VERSION - 1)
    PersonKey.objects.all().delete()
    monkeypatch.setattr(limits, "REBUILT_AT_ONCE", 1)
    assert left_to_rebuild() == 2
    assert rebuild_next() == 1
    assert left_to_rebuild() == 1
    assert rebuild_next() == 1
    assert rebuild_next() == 0
    assert everything() == before


def test_a_record_not_read_anew_yet_is_compared_all_the_same(said):
    Person.objects.update(form={"v": 0}, form_version=FORM_VERSION - 1)
    assert found(Record(names=(Name("RAKHMONOV SAID"),), born=PartialDate(1990))) == [said]


def test_keys_that_a_record_no_longer_has_are_taken_away(said):
    PersonKey.objects.create(person=said, key=key_number("n:of+another version"))
    Person.objects.update(form_version=0)
    wanted = keys_of(said) - {key_number("n:of+another version")}
    rebuild_next()
    assert keys_of(said) == wanted


def test_a_rare_key_ranks_before_a_common_one_and_too_common_ones_are_left_out():
    common = [PersonFactory(name=f"Раҳмонов {name}") for name in ("Саид", "Карим", "Олим")]
    rare = PersonFactory(documents=[DocumentNumber("passport", "40 1234567")])
    number = key_number("x:common")
    PersonKey.objects.bulk_create(PersonKey(person=person, key=number) for person in common)
    KeyFrequency.objects.create(key=number, holders=3)
    asked = {"x:common", "d:401234567"}
    assert rank(asked, at_most=10) == [rare.pk, *(person.pk for person in common)]
    assert rank(asked, at_most=10, most_holders=2) == [rare.pk]
    assert rank(asked, at_most=2) == [rare.pk, common[0].pk]
    assert rank(set(), at_most=10) == []


def test_a_large_register_is_counted_once_a_day_and_a_small_one_never(
    said, monkeypatch, frozen_clock
):
    assert count_register_if_due() == 0
    monkeypatch.setattr(limits, "SMALLEST_REGISTER", 2)
    monkeypatch.setattr(limits, "COUNTED_FROM", 1)
    PersonFactory(name="Раҳмонов Саид", born="1990-05-03", sex="m")
    assert count_register_if_due() == 1
    assert count_register_if_due() == 0
    frozen_clock.move_on(days=1, minutes=1)
    assert count_register_if_due() == 1
    count = RegisterCount.objects.first()
    assert (count.persons, count.form_version) == (3, FORM_VERSION)
    assert forms.frequencies().register_size == 3
    shared = KeyFrequency.objects.get(key=min(keys_of(said)))
    assert shared.holders == 2
    assert not KeyFrequency.objects.filter(holders__lt=2).exists()


def test_a_count_of_another_version_is_left_alone_until_the_next(said):
    count = count_register()
    RegisterCount.objects.filter(pk=count.pk).update(frequencies={"v": 0})
    forms._frequencies.cache_clear()
    assert forms.frequencies() is None


def test_only_the_last_counts_are_kept(said, monkeypatch):
    monkeypatch.setattr(indexing, "COUNTS_KEPT", 2)
    counts = [count_register() for _time in range(3)]
    assert list(RegisterCount.objects.all()) == counts[:0:-1]


def test_who_may_not_see_a_sealed_person_is_shown_none(said):
    sealed = PersonFactory(name="Раҳмонов Саид", born="1990-05-03", is_sealed=True)
    record = Record(names=(Name("Рахмонов Саид"),), born=PartialDate(1990, 5, 3))
    assert set(found(record)) == {said, sealed}
    assert found(record, to=CaseOfficerFactory()) == [said]
    assert found(record, but_not={said.pk}) == [sealed]
    assert found(record, limit=1) == [said]


def test_nobody_is_found_for_a_record_that_says_nothing(said):
    assert found(Record()) == []
    assert found(Record(names=(Name("???"),))) == []


@pytest.mark.parametrize(
    "written", ["ООО «Ихтирострой»", "OOO Ikhtirostroy", "ҶДММ Ихтирострой", "Ихтирострой"]
)
def test_an_employer_is_found_under_any_spelling_and_legal_form(written):
    from uuid import uuid4

    about, other = uuid4(), uuid4()
    name_organisation("Ихтирострой ООО", what="complaint", about=about, country="RU")
    name_organisation("Ихтирострой ООО", what="complaint", about=other, country="RU")
    name_organisation("Дигар ширкат", what="complaint", about=uuid4())
    (named,) = queries.organisations_like(written)
    assert set(named.mentions) == {about, other}
    (named,) = queries.organisations_like(written, but_not=about)
    assert named.mentions == (other,)
    assert queries.organisations_like("  ") == []


def test_the_same_complaint_counts_once():
    from uuid import uuid4

    about = uuid4()
    one = name_organisation("Ихтирострой", what="complaint", about=about)
    assert name_organisation("Ихтирострой", what="complaint", about=about) == one
    assert one.mentions.count() == 1
