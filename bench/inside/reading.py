"""Open the worklist and case pages of a filled node; print server times in milliseconds."""

import random
import sys
import time

from bench.inside import answer, open_django

open_django()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from hamkor.accounts.models import Officer  # noqa: E402
from hamkor.cases.models import Case  # noqa: E402

WARM_UP = 20


def main(count: int, username: str) -> None:
    """Time `count` openings of each page, and of the indexed reads below which none can go."""
    settings.ALLOWED_HOSTS = ["*"]
    officer = Officer.objects.get(username=username)
    client = Client()
    client.force_login(officer)
    mine = list(Case.objects.filter(lead=officer).values_list("reference", flat=True))
    chosen = random.Random(1).sample(mine, min(count + WARM_UP, len(mine)))
    answer(
        {
            "case": p95(timed([f"/office/cases/{reference}/" for reference in chosen], client)),
            "worklist": p95(timed(["/office/worklist/"] * (count + WARM_UP), client)),
            "read": p95([one_read(reference) for reference in chosen]),
        }
    )


def timed(addresses: list[str], client: Client) -> list[float]:
    """Open each address; milliseconds of those after the warm-up."""
    taken = []
    for address in addresses:
        start = time.perf_counter()
        page = client.get(address)
        taken.append((time.perf_counter() - start) * 1000)
        if page.status_code != 200:
            raise SystemExit(f"{address} answered {page.status_code}")
    return taken[WARM_UP:]


def one_read(reference: object) -> float:
    """Fetch one case by its index, without Django's models."""
    start = time.perf_counter()
    with connection.cursor() as cursor:
        value = reference.hex if connection.vendor == "sqlite" else reference
        cursor.execute("SELECT * FROM cases_case WHERE reference = %s", [value])
        cursor.fetchone()
    return (time.perf_counter() - start) * 1000


def p95(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)]


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
