"""Fill a node with many invented persons, forms and keys included; print who may search."""

import random
import sys

from bench.inside import answer, open_django

open_django()

from django.db import connection  # noqa: E402

from bench.identity.generate import registers  # noqa: E402
from hamkor.accounts.models import Officer  # noqa: E402
from hamkor.accounts.roles import Role  # noqa: E402
from hamkor.batch.people import person_of  # noqa: E402
from hamkor.batch.tables import Row  # noqa: E402
from hamkor.matching import Record  # noqa: E402
from hamkor.persons.models import NameForm, Person, PersonDocument  # noqa: E402
from hamkor.persons.services import count_register, rebuild_next  # noqa: E402

BATCH = 5_000
SEED = 11


def main(count: int) -> None:
    """Put `count` records of a generated register on file, as the services would hold them."""
    officer = Officer.objects.create(
        username="searcher", full_name="Searcher (invented)", role=Role.DUTY_OFFICER
    )
    rows, _queries = registers(count, SEED)
    random.Random(SEED).shuffle(rows)
    for start in range(0, len(rows), BATCH):
        keep([(row["person_id"], record_of(row)) for row in rows[start : start + BATCH]])
    while rebuild_next():
        pass
    counted = count_register()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    answer({"username": officer.username, "persons": counted.persons})


def record_of(row: dict[str, str]) -> Record:
    """Return what a row of the generator says."""
    return person_of(Row(0, row)).record


def keep(records: list[tuple[str, Record]]) -> None:
    persons = Person.objects.bulk_create(
        Person(
            note=number,
            sex=record.sex,
            citizenship=record.citizenship,
            birthplace=record.birthplace,
            birth_year=record.born.year if record.born else None,
            birth_month=record.born.month if record.born else None,
            birth_day=record.born.day if record.born else None,
            is_invented=True,
        )
        for number, record in records
    )
    both = list(zip(persons, (record for _number, record in records), strict=True))
    NameForm.objects.bulk_create(
        NameForm(
            person=person,
            written=name.whole,
            surname=name.surname,
            given_name=name.given,
            patronymic=name.patronymic,
            script="Cyrl",
            source="register",
        )
        for person, record in both
        for name in record.names
    )
    PersonDocument.objects.bulk_create(
        PersonDocument(person=person, kind=each.kind, number=each.number, issued_by=each.issued_by)
        for person, record in both
        for each in record.documents
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
