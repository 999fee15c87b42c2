"""Stored forms and keys: written with every record, made anew when `matching` has new forms."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Count

from hamkor import matching
from hamkor.clock import now
from hamkor.persons import limits
from hamkor.persons.forms import FORM_VERSION, to_record
from hamkor.persons.keys import comparison_keys, key_number, search_keys
from hamkor.persons.models import KeyFrequency, Person, PersonKey, RegisterCount

COUNTED_EVERY = timedelta(days=1)
COUNTS_KEPT = 10


def index_person(person: Person) -> None:
    """Store the form and the keys that the record has now, in the transaction of its change."""
    held = Person.objects.prefetch_related("name_forms", "documents").get(pk=person.pk)
    _index([held])
    person.form, person.form_version = held.form, held.form_version


def rebuild_next() -> int:
    """Make anew the forms and keys of the next records of an older version; tell how many.

    Each call is one transaction: whoever is stopped goes on where it stopped. The worker calls it
    too, so that a node finds everybody again soon after an upgrade.
    """
    with transaction.atomic():
        stale = Person.objects.filter(form_version__lt=FORM_VERSION).order_by("form_version", "pk")
        batch = list(
            stale.select_for_update(no_key=True, skip_locked=True).prefetch_related(
                "name_forms", "documents"
            )[: limits.REBUILT_AT_ONCE]
        )
        _index(batch)
    return len(batch)


def left_to_rebuild() -> int:
    """Count the records whose form is of an older version."""
    return Person.objects.filter(form_version__lt=FORM_VERSION).count()


def count_register_if_due() -> int:
    """Count names and keys once a day, as a step of the worker; 1 when it was done."""
    newest = RegisterCount.objects.order_by("-pk").values_list("counted_at", flat=True).first()
    if newest is not None and newest > now() - COUNTED_EVERY:
        return 0
    if Person.objects.order_by()[: limits.SMALLEST_REGISTER].count() < limits.SMALLEST_REGISTER:
        return 0
    count_register()
    return 1


@transaction.atomic
def count_register() -> RegisterCount:
    """Count how common each name and each key is in the whole register of this node."""
    current = Person.objects.filter(form_version=FORM_VERSION)
    forms = current.values_list("form", flat=True).iterator(chunk_size=2000)
    counted = matching.Frequencies.of(matching.Parsed.from_json(form) for form in forms)
    count = RegisterCount.objects.create(
        persons=current.count(), form_version=FORM_VERSION, frequencies=counted.to_json()
    )
    kept = RegisterCount.objects.values("pk")[:COUNTS_KEPT]
    RegisterCount.objects.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    _count_keys()
    return count


def _count_keys() -> None:
    KeyFrequency.objects.all().delete()
    held = PersonKey.objects.order_by().values("key").annotate(holders=Count("person"))
    often = held.filter(holders__gt=limits.COUNTED_FROM).values_list("key", "holders")
    KeyFrequency.objects.bulk_create(
        (KeyFrequency(key=key, holders=holders) for key, holders in often.iterator()),
        batch_size=2000,
    )


def _index(persons: Sequence[Person]) -> None:
    """Write forms and keys of records; keys that a record no longer has are taken away."""
    keys: list[PersonKey] = []
    for person in persons:
        held = to_record(person)
        person.form = matching.parse(held).to_json()
        person.form_version = FORM_VERSION
        numbers = _numbers(comparison_keys(held) | search_keys(held))
        keys += (PersonKey(person=person, key=number) for number in numbers)
    PersonKey.objects.filter(person__in=persons).delete()
    Person.objects.bulk_update(persons, ["form", "form_version"])
    PersonKey.objects.bulk_create(keys, batch_size=2000)


def _numbers(keys: Iterable[str]) -> list[int]:
    return sorted({key_number(key) for key in keys})
