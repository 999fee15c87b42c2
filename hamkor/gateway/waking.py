"""The worker learns within a few milliseconds that another process has written something.

It asks the database, which knows: no socket, no file and no notice that could be lost or that a
service would have to remember.
"""

from threading import Event
from time import monotonic

from django.db import connection

LOOK_EVERY_SECONDS = 0.01
# Both cost some microseconds, and no table is read: SQLite counts the commits of others,
# PostgreSQL how far its log of writes has come.
_MARKS = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_current_wal_insert_lsn()::text",
}


class Watch:
    """Remembers how the database stood, and waits until it stands differently."""

    def __init__(self) -> None:
        """Begin with how it stands now."""
        self._seen = _mark()

    def has_changed(self, within_seconds: float, stop: Event) -> bool:
        """Wait until somebody has written something; False when nobody did in this time.

        Args:
            within_seconds: how long to wait at most.
            stop: set by whoever wants the wait to end.
        """
        give_up_at = monotonic() + within_seconds
        while not stop.is_set() and monotonic() < give_up_at:
            mark = _mark()
            if mark != self._seen:
                self._seen = mark
                return True
            stop.wait(min(LOOK_EVERY_SECONDS, within_seconds))
        return False


def _mark() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_MARKS[connection.vendor])
        (mark,) = cursor.fetchone()
    return str(mark)
