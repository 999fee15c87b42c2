"""Search a filled node for persons; print milliseconds, and those of the look-up alone."""

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bench.inside import answer, open_django

open_django()

from django.db import connection  # noqa: E402

from bench.identity.generate import registers  # noqa: E402
from bench.inside.persons_filling import SEED, record_of  # noqa: E402
from hamkor.accounts.models import Officer  # noqa: E402
from hamkor.matching import Record  # noqa: E402
from hamkor.persons import limits  # noqa: E402
from hamkor.persons.keys import comparison_keys, key_number  # noqa: E402
from hamkor.persons.models import KeyFrequency, Person, PersonKey  # noqa: E402
from hamkor.persons.queries import candidates_for, scores_for  # noqa: E402

WARM_UP = 30
SHOWN = 10


def main(count: int, username: str) -> None:
    """Time `count` searches by records of which half stand in the register."""
    officer = Officer.objects.get(username=username)
    _rows, queries = registers(Person.objects.count(), SEED)
    step = max(1, len(queries) // (count + WARM_UP))
    chosen = queries[::step][: count + WARM_UP]
    records = [record_of(row) for row in chosen]
    scored = [timed(partial(scores_for, record, to=officer)) for record in records]
    searched = [timed(partial(candidates_for, record, to=officer)) for record in records]
    looked_up = [timed(look_up(record)) for record in records]
    found = [
        row["person_id"] in {each.person.note for each in candidates}
        for row, (_taken, candidates) in zip(chosen, searched, strict=True)
        if row["in_register"] == "1"
    ]
    answer(
        {
            "search": p95(scored),
            "page": p95(searched),
            "look_up": p95(looked_up),
            "found": sum(found) / max(1, len(found)),
        }
    )


def p95(taken: list[tuple[float, Any]]) -> float:
    """Return the milliseconds that 95 of 100 do not exceed, the warm-up left out."""
    times = sorted(milliseconds for milliseconds, _result in taken[WARM_UP:])
    return times[int(len(times) * 0.95)]


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = act()
    return (time.perf_counter() - start) * 1000, result


def look_up(record: Record) -> Callable[[], object]:
    """Return a function that only reads who holds the same keys; below that no search can go."""
    numbers = {key_number(key) for key in comparison_keys(record)}
    often = KeyFrequency.objects.filter(key__in=numbers, holders__gt=limits.MOST_HOLDERS)
    keys = sorted(numbers - set(often.values_list("key", flat=True)))
    places = ", ".join(["%s"] * len(keys)) or "NULL"
    statement = (
        f"SELECT person_id, COUNT(*) FROM {PersonKey._meta.db_table} WHERE key IN ({places}) "
        "GROUP BY person_id ORDER BY 2 DESC LIMIT 200"
    )

    def act() -> object:
        with connection.cursor() as cursor:
            cursor.execute(statement, keys)
            return cursor.fetchall()

    return act


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
