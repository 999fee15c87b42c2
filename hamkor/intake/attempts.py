"""Wrong codes are slowed, never locked out: a lock would also shut out the person in need."""

import hashlib
import math
from datetime import datetime, timedelta

from django.core.cache import cache

from hamkor.clock import now

FREE_FAILURES = 3
LONGEST_WAIT_SECONDS = 60
REMEMBERED_SECONDS = 3600


def seconds_to_wait(key: str) -> int:
    """Return how long whoever tries under `key` must still wait; 0 for not at all."""
    failures, last_at = _recall(key)
    if failures < FREE_FAILURES or last_at is None:
        return 0
    delay = min(2 ** min(failures - FREE_FAILURES, 10), LONGEST_WAIT_SECONDS)
    return max(0, math.ceil((last_at + timedelta(seconds=delay) - now()).total_seconds()))


def note_failure(key: str) -> None:
    """Remember a wrong code: the first three cost nothing, then the wait doubles to a minute."""
    failures, _last_at = _recall(key)
    cache.set(_cache_key(key), (failures + 1, now()), REMEMBERED_SECONDS)


def note_success(key: str) -> None:
    """Forget the failures under `key`."""
    cache.delete(_cache_key(key))


def _recall(key: str) -> tuple[int, datetime | None]:
    held: tuple[int, datetime | None] = cache.get(_cache_key(key), (0, None))
    return held


def _cache_key(key: str) -> str:
    # Keys are sessions or addresses of people in danger; what lies on disk must not name them.
    return "code-attempts:" + hashlib.sha256(key.encode()).hexdigest()
