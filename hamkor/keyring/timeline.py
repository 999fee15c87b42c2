"""What a statement says changes at a few instants only; between them it is read once."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

from hamkor.envelope import CLOCK_SKEW, GRACE, OfficeStatement

T = TypeVar("T")


class Timeline(Generic[T]):
    """A value that depends on the time, and changes only where a key begins or ends."""

    def __init__(self, statement: OfficeStatement, read: Callable[[datetime], T]) -> None:
        self._read = read
        self._turns = sorted(
            turn
            for key in statement.keys
            for turn in (
                key.not_before - CLOCK_SKEW,
                key.not_before,
                key.not_after,
                key.not_after + GRACE,
            )
        )
        self._values: dict[int, T] = {}

    def value(self, at: datetime) -> T:
        """Return the value at `at`."""
        place = bisect_right(self._turns, at)
        if place not in self._values:
            self._values[place] = self._read(at)
        return self._values[place]
