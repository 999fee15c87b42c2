"""Fill a node with many cases, each with persons, acts, a journal, a date owed and a request.

Rows are written in bulk, not by the services: what is measured afterwards is reading.
"""

import random
import sys
from datetime import UTC, datetime, timedelta

from bench.inside import answer, open_django

open_django()

from django.db import connection  # noqa: E402

from hamkor.accounts.models import Officer  # noqa: E402
from hamkor.accounts.roles import Role  # noqa: E402
from hamkor.assistance.models import AssistanceRequest, RequestEvent  # noqa: E402
from hamkor.cases.models import Act, Assignment, Case, CasePerson, JournalEntry  # noqa: E402
from hamkor.deadlines.models import Deadline, Subject  # noqa: E402
from hamkor.persons.models import NameForm, Person  # noqa: E402

BATCH = 5_000
OFFICERS = 40
START = datetime(2025, 11, 1, tzinfo=UTC)
AREAS = ("labour-migrants", "trafficking", "minors", "cyber")


def main(count: int) -> None:
    """Make `count` cases and the officers who work on them; print the user name to sign in as."""
    chance = random.Random(20251020)
    officers = [
        Officer(
            username=f"officer{n}", full_name=f"Officer {n} (invented)", role=Role.CASE_OFFICER
        )
        for n in range(OFFICERS)
    ]
    Officer.objects.bulk_create(officers)
    officers = list(Officer.objects.order_by("id"))
    for start in range(0, count, BATCH):
        make_batch(range(start, min(start + BATCH, count)), officers, chance)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    answer({"username": officers[0].username, "cases": Case.objects.count()})


def make_batch(numbers: range, officers: list[Officer], chance: random.Random) -> None:
    cases = Case.objects.bulk_create([a_case(n, officers) for n in numbers])
    persons = Person.objects.bulk_create(
        [Person(birth_year=1960 + n % 45, citizenship="TJ", is_invented=True) for n in numbers]
    )
    NameForm.objects.bulk_create(
        NameForm(person=p, written=f"Ихтироъ {p.pk}", script="Cyrl", source="passport")
        for p in persons
    )
    roles = CasePerson.objects.bulk_create(
        CasePerson(case=case, person=person, role="person_concerned")
        for case, person in zip(cases, persons, strict=True)
    )
    Assignment.objects.bulk_create(
        Assignment(case=c, officer=c.lead, is_lead=True, assigned_by="bench") for c in cases
    )
    Act.objects.bulk_create(
        Act(case=r.case, affected=r, category="wages", description="Invented", recorded_by="bench")
        for r in roles
    )
    JournalEntry.objects.bulk_create(
        JournalEntry(case=c, by="bench", kind="note", text=f"Entry {k}")
        for c in cases
        for k in range(3)
    )
    Deadline.objects.bulk_create(a_deadline(c, chance) for c in cases)
    requests = AssistanceRequest.objects.bulk_create(a_request(c) for c in cases[::4])
    RequestEvent.objects.bulk_create(
        RequestEvent(request=r, is_ours=True, by="bench", action="send", status="sent")
        for r in requests
    )


def a_case(number: int, officers: list[Officer]) -> Case:
    lead = officers[number % len(officers)]
    return Case(
        number=f"TJ-B-{number:07d}",
        area=AREAS[number % len(AREAS)],
        title=f"Invented case {number}",
        purpose="protection",
        limits_on_use=["protection", "investigation_of_harm", "statistics"],
        opened_by=lead,
        lead=lead,
        opened_at=START + timedelta(minutes=5 * number),
        is_invented=True,
    )


def a_deadline(case: Case, chance: random.Random) -> Deadline:
    started = START.date() + timedelta(days=chance.randrange(300))
    return Deadline(
        subject=Subject.CASE,
        about=case.reference,
        label=case.number,
        time_limit="complaint.answer",
        started_on=started,
        due_on=started + timedelta(days=30),
        provision="invented",
        source={},
        counted={},
        is_promise=True,
        is_verified=False,
        responsible=case.lead,
    )


def a_request(case: Case) -> AssistanceRequest:
    return AssistanceRequest(
        number=f"R-{case.number}",
        our_role="requesting",
        peer="ru-prosecutor-general",
        case=case,
        kind="inter_office_inquiry",
        area=case.area,
        title="Invented",
        status="draft",
        prepared_by=case.lead,
        is_invented=True,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
