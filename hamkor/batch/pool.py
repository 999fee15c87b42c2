"""Work handed to all cores, a few pieces ahead and no more, so that memory stays bounded."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.pool import AsyncResult, Pool
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
PIECES_AHEAD = 2


def open_pool() -> Pool | None:
    """Start one process per core; None on a machine with one core."""
    return get_context("spawn").Pool() if (os.cpu_count() or 1) > 1 else None


def each(
    pool: Pool | None, step: Callable[[Given], Made], pieces: Iterable[Given]
) -> Iterator[Made]:
    """Give the result of `step` for each piece, in the order of the pieces."""
    if pool is None:
        yield from map(step, pieces)
        return
    waiting: deque[AsyncResult[Made]] = deque()
    for piece in pieces:
        waiting.append(pool.apply_async(step, (piece,)))
        if len(waiting) > PIECES_AHEAD * (os.cpu_count() or 1):
            yield waiting.popleft().get()
    while waiting:
        yield waiting.popleft().get()
