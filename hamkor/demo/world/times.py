"""When things happen: people write at any hour, offices work on weekdays."""

from datetime import datetime, timedelta
from random import Random

SATURDAY = 5
# UTC; within working hours from Moscow to Bishkek.
OPENS, CLOSES = 6, 11


def at_work(chance: Random, moment: datetime) -> datetime:
    """Return an instant of office hours on the day of `moment`, or on the next working day."""
    while moment.weekday() >= SATURDAY:
        moment += timedelta(days=1)
    return moment.replace(
        hour=chance.randint(OPENS, CLOSES - 1),
        minute=chance.randrange(60),
        second=chance.randrange(60),
        microsecond=chance.randrange(1_000_000),
    )


def days_later(chance: Random, moment: datetime, least: int, most: int) -> datetime:
    """Return office hours `least` to `most` days (at least one) after `moment`."""
    return at_work(chance, moment + timedelta(days=chance.randint(least, most)))


def soon(chance: Random, moment: datetime) -> datetime:
    """Return some minutes later, on the same day."""
    return moment + timedelta(minutes=chance.randint(6, 40), seconds=chance.randrange(60))
