"""The node's clock: the only place that asks the machine what time it is.

Pure packages take the time as an argument; services call `now()`. A demo or a test that plays
the past holds the clock with `held_at`, in its own thread of execution only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


def today(time_zone: str) -> date:
    """Return the local date of the present instant in `time_zone` (an IANA name)."""
    return now().astimezone(ZoneInfo(time_zone)).date()


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) for the code inside."""
    token = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)
