"""Fill a node with many complaints, written in bulk: what is measured afterwards is reading.

Their texts are the sealed bytes of one complaint: a list opens none of them.
"""

import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from bench.inside import answer, open_django

open_django()

from django.db import connection  # noqa: E402

from hamkor import envelope  # noqa: E402
from hamkor.accounts.models import Officer  # noqa: E402
from hamkor.accounts.roles import Role  # noqa: E402
from hamkor.intake.models import Complaint, StatusStep, Step  # noqa: E402
from hamkor.vault.fields import SealedText  # noqa: E402

BATCH = 5_000
START = datetime(2025, 11, 1, tzinfo=UTC)
CATEGORIES = ("wages", "documents", "violence", "conditions", "other")
LANGUAGES = ("tg", "uz", "ky", "ru")
SEALED = [field.name for field in Complaint._meta.fields if isinstance(field, SealedText)]


def main(count: int) -> None:
    """Make `count` complaints and an officer on duty; print the user name to sign in as."""
    duty = Officer.objects.create(
        username="duty", full_name="Duty officer (invented)", role=Role.DUTY_OFFICER
    )
    text = envelope.seal_content(envelope.new_content_key(), b"x" * 900, part="facts", context="")
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        made = Complaint.objects.bulk_create([a_complaint(n, duty, text) for n in numbers])
        StatusStep.objects.bulk_create(
            StatusStep(complaint=each, step=Step.FILED, at=each.filed_at, state="TJ")
            for each in made
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    answer({"username": duty.username, "complaints": Complaint.objects.count()})


def a_complaint(number: int, duty: Officer, text: bytes) -> Complaint:
    filed_at = START + timedelta(minutes=5 * number)
    is_new = number % 50 == 0
    registered = (
        {}
        if is_new
        else {
            "number": f"TJ-2026-{number:06d}",
            "registered_at": filed_at + timedelta(days=1),
            "registered_by": duty,
            "responsible": duty,
            "status": ("registered", "in_case", "answered")[number % 3],
        }
    )
    return Complaint(
        submission=uuid4().hex,
        code_hash=uuid4().bytes * 2,
        filed_at=filed_at,
        language=LANGUAGES[number % len(LANGUAGES)],
        mode="open",
        is_in_danger=number % 97 == 0,
        area="labour-migrants",
        category=CATEGORIES[number % len(CATEGORIES)],
        country="RU",
        is_invented=True,
        **dict.fromkeys(SEALED, text),
        **registered,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
