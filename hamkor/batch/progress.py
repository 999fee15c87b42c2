"""How far a long piece of work has come: a line that is rewritten, on a terminal only."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

WIDTH = 24
SECONDS_BETWEEN = 0.2

Item = TypeVar("Item")


def with_progress(
    items: Iterable[Item], label: str, total: int, *, step: int = 1, stream: TextIO | None = None
) -> Iterator[Item]:
    """Give `items` one by one and show on a terminal how many of `total` are done.

    Args:
        items: what is worked on.
        label: what is being done, a word or two.
        total: about how many units there are in all; 0 when that is not known.
        step: how many units each item stands for.
        stream: where to write; standard error unless told otherwise.
    """
    stream = stream or sys.stderr
    if not stream.isatty():
        yield from items
        return
    shown_at, started = 0.0, time.monotonic()
    done = 0
    for item in items:
        yield item
        done += step
        if time.monotonic() - shown_at > SECONDS_BETWEEN:
            shown_at = time.monotonic()
            stream.write(f"\r{bar(label, done, total, shown_at - started)}\033[K")
            stream.flush()
    stream.write(f"\r{bar(label, done, done, time.monotonic() - started)}\033[K\n")


def bar(label: str, done: int, total: int, seconds: float) -> str:
    """Return the line: label, bar, share, time passed and time that may remain."""
    if not total:
        return f"{label:<10} {done:,}  {seconds:.0f} s"
    share = min(1.0, done / total)
    filled = "█" * round(share * WIDTH)
    left = f", {seconds * (1 - share) / share:.0f} s left" if 0 < share < 1 else ""
    return f"{label:<10} {filled:░<{WIDTH}} {share:4.0%} {done:,}  {seconds:.0f} s{left}"
