"""Try codes that open nothing, of each kind in turn; print how long the answers took, in ms."""

import logging
import random
import secrets
import sys
import time

from bench.inside import answer, open_django

open_django()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from hamkor import envelope  # noqa: E402
from hamkor.intake.models import Complaint  # noqa: E402
from hamkor.intake.services import ComplaintFacts, file_complaint  # noqa: E402

WARM_UP = 10


def main(tries: int) -> None:
    """Try `tries` codes of each kind, in an order that is drawn anew for each round."""
    settings.ALLOWED_HOSTS = ["*"]
    logging.disable()  # each refusal would be a line
    forgotten = a_forgotten_code()
    kinds = {
        "wrong": lambda: envelope.code_for(secrets.token_hex(), b"p" * 16),
        "malformed": lambda: f"{secrets.randbelow(10**21):021d}",
        "forgotten": lambda: forgotten,
    }
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    client = Client()
    for number in range(tries + WARM_UP):
        for kind in random.sample(list(kinds), len(kinds)):
            taken[kind].append(one_try(client, kinds[kind](), number, kind))
    answer({kind: times[WARM_UP:] for kind, times in taken.items()})


def a_forgotten_code() -> str:
    facts = ComplaintFacts(
        mode="signal", area="labour-migrants", happened="An invented story, forgotten since."
    )
    filed = file_complaint(token=envelope.new_token(), facts=facts, language="tg")
    Complaint.objects.filter(pk=filed.complaint.pk).delete()
    return filed.code


def one_try(client: Client, code: str, number: int, kind: str) -> float:
    """Come from an address that has not tried yet: waiting is another promise."""
    place = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    start = time.perf_counter()
    page = client.post("/code/", {"code": code}, REMOTE_ADDR=place)
    taken = (time.perf_counter() - start) * 1000
    if page.status_code != 422:
        raise SystemExit(f"a {kind} code was answered {page.status_code}")
    return taken


if __name__ == "__main__":
    main(int(sys.argv[1]))
