"""Open the lists of complaints of a filled node; print server times in milliseconds."""

import sys

from bench.inside import answer, open_django

open_django()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from bench.inside.reading import p95, timed  # noqa: E402
from hamkor.accounts.models import Officer  # noqa: E402

WARM_UP = 20
PAGES = {"list": "/office/complaints/", "triage": "/office/triage/", "inbox": "/office/"}


def main(count: int, username: str) -> None:
    """Time `count` openings of each page that lists complaints."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(Officer.objects.get(username=username))
    answer({name: p95(timed([path] * (count + WARM_UP), client)) for name, path in PAGES.items()})


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
