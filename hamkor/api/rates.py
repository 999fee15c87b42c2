"""How much one token may do: it is slowed, and told when to come back."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.core.cache import cache

from hamkor import clock
from hamkor.api.scopes import Scope


@dataclass(frozen=True)
class Rate:
    """So many requests in each window of so many seconds."""

    requests: int
    seconds: int


RATES: Final[dict[Scope, tuple[Rate, ...]]] = {
    Scope.COMPLAINTS_FILE: (Rate(20, 60), Rate(500, 24 * 3600)),
    Scope.COMPLAINTS_FOLLOW: (Rate(60, 60), Rate(5_000, 24 * 3600)),
    Scope.COMPLAINTS_WRITE: (Rate(30, 60), Rate(1_000, 24 * 3600)),
}
WRONG_CODES: Final = Rate(30, 3600)
"""Codes that nobody has, asked with one token: beyond it all codes wait."""


def seconds_to_wait(token: UUID, scope: Scope) -> int:
    """Count one request and return 0, or how long to wait when there were too many."""
    return max(_count(f"{token}:{scope}", rate) for rate in RATES[scope])


def seconds_after_wrong_codes(token: UUID) -> int:
    """Return how long all codes wait after too many wrong ones; 0 for not at all."""
    key, left = _window(f"{token}:codes", WRONG_CODES)
    return left if cache.get(key, 0) >= WRONG_CODES.requests else 0


def note_wrong_code(token: UUID) -> None:
    """Remember that a code was asked for that nobody has."""
    _count(f"{token}:codes", WRONG_CODES)


def _count(name: str, rate: Rate) -> int:
    key, left = _window(name, rate)
    cache.add(key, 0, rate.seconds)
    return left if cache.incr(key) > rate.requests else 0


def _window(name: str, rate: Rate) -> tuple[str, int]:
    """Return the key of the present window and how many seconds of it are left."""
    instant = int(clock.now().timestamp())
    key = f"api-rate:{name}:{rate.seconds}:{instant // rate.seconds}"
    return key, rate.seconds - instant % rate.seconds
