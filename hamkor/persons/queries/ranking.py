"""Which records share most with one: found by equal keys through one index, on both databases."""

from collections.abc import Iterable
from math import log2

from django.db import connection

from hamkor.persons import limits
from hamkor.persons.keys import key_number
from hamkor.persons.models import KeyFrequency, Person, PersonKey

FEWEST = 2
"""How many hold a rare key: it was shared by chance once, or it would not be looked at."""

# CROSS JOIN keeps SQLite from reading the whole table of keys; PostgreSQL takes it as any join.
RANK = """
WITH wanted(number, bits) AS (VALUES {rows})
SELECT held.person_id
FROM wanted CROSS JOIN {table} held
WHERE held.key = wanted.number
GROUP BY held.person_id
ORDER BY SUM(wanted.bits) DESC, held.person_id
LIMIT %s
"""


def rank(
    keys: Iterable[str], *, at_most: int, most_holders: int | None = limits.MOST_HOLDERS
) -> list[int]:
    """Return the primary keys of the persons that share most with `keys`, the most first.

    A shared key counts by how rare it is: log2 of the register's size by its holders.

    Args:
        keys: as `matching` writes them, or words to search for.
        at_most: how many persons.
        most_holders: keys that more persons hold are left out; None leaves none out.
    """
    bits = _bits({key_number(key) for key in keys}, most_holders)
    if not bits:
        return []
    rows = ", ".join(["(%s, %s)"] * len(bits))
    statement = RANK.format(rows=rows, table=PersonKey._meta.db_table)
    values = [value for pair in sorted(bits.items()) for value in pair]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, at_most])
        return [pk for (pk,) in cursor.fetchall()]


def _bits(numbers: set[int], most_holders: int | None) -> dict[int, float]:
    counted = dict(KeyFrequency.objects.filter(key__in=numbers).values_list("key", "holders"))
    newest = Person.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return {
        number: log2(1 + newest / counted.get(number, FEWEST))
        for number in numbers
        if most_holders is None or counted.get(number, 0) <= most_holders
    }
