"""What a person wrote opens with the key of the complaint; without it, nobody reads it again."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import connection, transaction

from hamkor.errors import NotFound, OurFault
from hamkor.files.store import read_file
from hamkor.intake.models import Complaint, ComplaintMessage
from hamkor.intake.services import add_attachment, write_to_office
from hamkor.persons.models import NameForm
from hamkor.vault.keys import destroy_key, has_key, make_key, read_key
from tests.factories import ComplaintFactory, PersonFactory

STORY = "Гирифтанд шиносномаамро дар сохтмон"


def raw(table, column, pk):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE id = %s', [pk])
        return bytes(cursor.fetchone()[0])


def path_of(owner):
    return settings.NODE.vault_folder / str(owner)[:2] / str(owner)


@pytest.mark.django_db
def test_the_database_holds_none_of_the_words_and_the_object_all_of_them():
    filed = ComplaintFactory(happened=STORY)
    assert STORY.encode() not in raw("intake_complaint", "happened", filed.pk)
    assert Complaint.objects.get(pk=filed.pk).happened == STORY


@pytest.mark.django_db
def test_each_complaint_has_a_key_of_its_own():
    one, other = ComplaintFactory(), ComplaintFactory()
    assert read_key(one.reference) != read_key(other.reference)


@pytest.mark.django_db
def test_a_destroyed_key_closes_words_messages_and_files_and_leaves_the_bystander():
    erased, bystander = ComplaintFactory(happened=STORY), ComplaintFactory(happened=STORY)
    write_to_office(erased, text="And my pay", token="t" * 22)
    file = add_attachment(erased, name="pay.txt", content=b"not paid since March")
    destroy_key(erased.reference)
    destroy_key(erased.reference)
    again = Complaint.objects.get(pk=erased.pk)
    with pytest.raises(NotFound, match="erased"):
        _ = again.happened
    with pytest.raises(NotFound):
        _ = again.messages.get().text
    with pytest.raises(NotFound):
        _ = again.attachments.get().name
    with pytest.raises(NotFound):
        read_file(file.reference, owner=erased.reference)
    assert again.status == "received"
    assert Complaint.objects.get(pk=bystander.pk).happened == STORY


@pytest.mark.django_db
def test_nothing_can_be_added_once_the_key_is_destroyed():
    filed = ComplaintFactory()
    destroy_key(filed.reference)
    again = Complaint.objects.get(pk=filed.pk)
    with pytest.raises(NotFound):
        write_to_office(again, text="And my pay", token="t" * 22)
    assert not ComplaintMessage.objects.filter(complaint=filed).exists()
    assert not has_key(filed.reference)


@pytest.mark.django_db
def test_a_text_moved_into_another_row_or_column_does_not_open():
    one, other = ComplaintFactory(happened=STORY, wanted="My pay"), ComplaintFactory()
    stolen = raw("intake_complaint", "happened", one.pk)
    with connection.cursor() as cursor:
        for column, pk in (("happened", other.pk), ("wanted", one.pk)):
            cursor.execute(
                f'UPDATE intake_complaint SET "{column}" = %s WHERE id = %s', [stolen, pk]
            )
    with pytest.raises(OurFault):
        _ = Complaint.objects.get(pk=other.pk).happened
    with pytest.raises(OurFault):
        _ = Complaint.objects.get(pk=one.pk).wanted
    assert Complaint.objects.get(pk=one.pk).happened == STORY


@pytest.mark.django_db
def test_the_database_is_asked_neither_to_search_nor_to_change_a_sealed_text():
    filed = ComplaintFactory(happened=STORY)
    with pytest.raises(FieldError, match="cannot be compared"):
        Complaint.objects.filter(happened=STORY).exists()
    with pytest.raises(FieldError, match="save the row"), transaction.atomic():
        Complaint.objects.filter(pk=filed.pk).update(happened="other")
    assert Complaint.objects.get(pk=filed.pk).happened == STORY


@pytest.mark.django_db
def test_saving_another_column_leaves_the_sealed_bytes_as_they_are():
    filed = ComplaintFactory(happened=STORY)
    before = raw("intake_complaint", "happened", filed.pk)
    again = Complaint.objects.get(pk=filed.pk)
    again.is_in_danger = True
    again.save()
    assert raw("intake_complaint", "happened", filed.pk) == before


@pytest.mark.django_db
def test_a_row_loaded_without_its_text_fetches_it_when_asked():
    filed = ComplaintFactory(happened=STORY)
    assert Complaint.objects.defer("happened").get(pk=filed.pk).happened == STORY


def test_a_key_is_made_once_and_lies_sealed_and_private():
    owner = uuid4()
    key = make_key(owner)
    assert make_key(owner) == read_key(owner) == key
    assert key not in path_of(owner).read_bytes()
    assert path_of(owner).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in path_of(owner).parent.glob(f"{owner}*")] == [str(owner)]


def test_a_key_file_under_another_name_is_not_believed():
    one, other = uuid4(), uuid4()
    make_key(one)
    make_key(other)
    path_of(one).replace(path_of(other))
    with pytest.raises(OurFault):
        read_key(other)


def test_what_a_destroyed_key_file_held_is_overwritten_before_it_is_removed():
    owner = uuid4()
    make_key(owner)
    kept = path_of(owner).with_name("kept")
    kept.hardlink_to(path_of(owner))
    before = kept.read_bytes()
    destroy_key(owner)
    assert kept.read_bytes() != before
    assert len(kept.read_bytes()) == len(before)
    kept.unlink()


@pytest.mark.django_db
def test_a_register_finds_a_whole_name_and_shows_the_database_none_of_it():
    person = PersonFactory(name="Раҳмонов Саид")
    PersonFactory(name="Раҳмонова Сайёра")
    form = NameForm.objects.get(written="Раҳмонов Саид")
    assert form.person == person
    assert NameForm.objects.filter(written__in=["Раҳмонов Саид", "x"]).count() == 1
    kept = raw("persons_nameform", "written", form.pk) + raw("persons_person", "form", person.pk)
    assert "Раҳмонов".encode() not in kept
    assert b"rahmon" not in kept.lower()
    with pytest.raises(FieldError, match="cannot be compared"):
        NameForm.objects.filter(written__contains="Раҳ").exists()
