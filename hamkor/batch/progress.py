"""How far a long piece of work has come: a line that is rewritten, on a terminal only."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

WIDTH = 24
SECONDS_BETWEEN = 0.2

Item = TypeVar("Item")


class Bar:
    """One line on a terminal; writes nothing where nobody watches.

    Args:
        label: what is being done, a word or two.
        total: about how many units there are in all; 0 when that is not known.
        stream: where to write; standard error unless told otherwise.
    """

    def __init__(self, label: str, total: int, stream: TextIO | None = None) -> None:
        self.label, self.total, self.stream = label, total, stream or sys.stderr
        self.done, self.shown_at, self.started = 0, 0.0, time.monotonic()
        self.is_watched = self.stream.isatty()

    def add(self, units: int) -> None:
        """Count units as done; show it five times a second at most."""
        self.done += units
        if self.is_watched and time.monotonic() - self.shown_at > SECONDS_BETWEEN:
            self.shown_at = time.monotonic()
            self._show(self.total)

    def close(self) -> None:
        """Show that all is done and go to the next line."""
        if self.is_watched:
            self._show(self.done)
            self.stream.write("\n")

    def _show(self, total: int) -> None:
        line = as_line(self.label, self.done, total, time.monotonic() - self.started)
        self.stream.write(f"\r{line}\033[K")
        self.stream.flush()


def as_line(label: str, done: int, total: int, seconds: float) -> str:
    """Return label, bar, share, time passed and time that may remain."""
    if not total:
        return f"{label:<10} {done:,}  {seconds:.0f} s"
    share = min(1.0, done / total)
    filled = "█" * round(share * WIDTH)
    left = f", {seconds * (1 - share) / share:.0f} s left" if 0 < share < 1 else ""
    return f"{label:<10} {filled:░<{WIDTH}} {share:4.0%} {done:,}  {seconds:.0f} s{left}"


def with_progress(items: Iterable[Item], label: str, total: int) -> Iterator[Item]:
    """Give `items` one by one and show how many of about `total` are done."""
    bar = Bar(label, total)
    for item in items:
        yield item
        bar.add(1)
    bar.close()


def count_with_progress(units: Iterable[int], label: str, total: int) -> int:
    """Let the work behind `units` be done, show how far it is, return the units done."""
    bar = Bar(label, total)
    for each in units:
        bar.add(each)
    bar.close()
    return bar.done
