"""The form of a record that is compared: made once when it is written, never again when read."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import BinaryField, ExpressionWrapper, F, QuerySet

from hamkor import matching
from hamkor.errors import RuleViolation
from hamkor.persons.models import Person, RegisterCount

FORM_VERSION = matching.FORM_VERSION
MOST_BITS = 500.0
AS_STORED = ExpressionWrapper(F("form"), BinaryField())


def to_record(person: Person) -> matching.Record:
    """Return what the comparison needs. Prefetch names and documents for more than one."""
    born = matching.PartialDate(person.birth_year, person.birth_month, person.birth_day)
    return matching.Record(
        names=tuple(
            matching.Name(
                form.written, form.surname, form.given_name, form.patronymic, form.source
            )
            for form in person.name_forms.all()
        ),
        born=born if born.is_possible else None,
        sex="m" if person.sex == "m" else "f" if person.sex == "f" else "",
        citizenship=person.citizenship,
        birthplace=person.birthplace,
        documents=tuple(
            matching.DocumentNumber(document.kind, document.number, document.issued_by)
            for document in person.documents.all()
        ),
    )


def form_of(person: Person) -> matching.Parsed:
    """Return the stored form, or make it anew when the stored one is of an older version."""
    if person.form_version == FORM_VERSION:
        return matching.Parsed.from_json(person.form)
    return matching.parse(to_record(person))


def weigh(one: Person, other: Person) -> matching.Comparison:
    """Compare two records of this node, by how common each name is here."""
    return matching.compare(form_of(one), form_of(other), frequencies=frequencies())


def weigh_forms(
    form: matching.Parsed,
    persons: QuerySet[Person],
    counted: matching.Frequencies | None = None,
) -> dict[int, float]:
    """Return the score of each of `persons` beside `form`, in bits, without reasons."""
    stored = persons.prefetch_related(None).values_list("pk", "form_version", AS_STORED)
    rows = list(stored)
    forms = {pk: _read(bytes(kept)) for pk, version, kept in rows if version == FORM_VERSION}
    left = [pk for pk, version, _kept in rows if version != FORM_VERSION]
    forms |= {person.pk: form_of(person) for person in persons.filter(pk__in=left)} if left else {}
    beside = list(forms.values())
    pairs = ((0, place) for place in range(len(beside)))
    scores, _probabilities = matching.score_pairs([form], beside, pairs, frequencies=counted)
    return dict(zip(forms, scores, strict=True))


@lru_cache(maxsize=8192)
def _read(kept: bytes) -> matching.Parsed:
    """Read a stored form; those of common names come up again and again."""
    form: dict[str, Any] = Person._meta.get_field("form").from_db_value(kept, None, None)
    return matching.Parsed.from_json(form)


def frequencies() -> matching.Frequencies | None:
    """Return how common each name is in this node's register, as counted last.

    None until a register is large enough to tell: then the figures that `matching` ships serve.
    """
    newest = RegisterCount.objects.filter(form_version=FORM_VERSION)
    latest = newest.order_by("-pk").values_list("pk", "counted_at", "persons").first()
    return _frequencies(*latest) if latest else None


@lru_cache(maxsize=1)
def _frequencies(pk: int, counted_at: datetime, persons: int) -> matching.Frequencies | None:
    """Read one count; when and how many tell apart the counts of two databases in one process."""
    newest = RegisterCount.objects.filter(pk=pk, counted_at=counted_at, persons=persons)
    counted = newest.first()
    try:
        return matching.Frequencies.from_json(counted.frequencies) if counted else None
    except RuleViolation:  # of an older version: the next count replaces it
        return None


def expected_others(comparison: matching.Comparison) -> float:
    """Return how many other persons of this register would fit as well, by chance."""
    on_file = Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return float(on_file * 2.0 ** -max(min(comparison.score, MOST_BITS), 0.0))
