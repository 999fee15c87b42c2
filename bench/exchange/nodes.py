"""Two whole nodes on this machine, each a web process and a worker, over HTTP."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bench.report import Figure
from tests.exchange.test_two_nodes import DUSHANBE, MOSCOW, RunningNode

IDLE_MESSAGES = 100
PAUSE_SECONDS = 0.3
BACKLOG = 10_000
MATTERS = 100
PATIENCE_SECONDS = 900
TIMES = "SELECT queued_at, receipt_at FROM exchange_outboxmessage WHERE status = 'delivered'"
WAITING = "SELECT count(*) FROM exchange_outboxmessage WHERE status = 'waiting'"


def figures() -> Iterator[Figure]:
    """Give the time from queueing to the verified receipt, and how fast a backlog is gone."""
    with two_nodes() as (dushanbe, moscow):
        for node in (dushanbe, moscow):
            node.start("web")
            node.start("worker")
        _wait(lambda: all(node.is_answering() for node in (dushanbe, moscow)))
        yield from _latency(dushanbe)
        for node in (dushanbe, moscow):
            node.stop()
        yield _drain(dushanbe, moscow)


@contextmanager
def two_nodes() -> Iterator[tuple[RunningNode, RunningNode]]:
    """Make the nodes of Dushanbe and Moscow, which trust each other; nothing runs yet."""
    with tempfile.TemporaryDirectory(prefix="hamkor-bench-") as name:
        pair = tuple(RunningNode(Path(name) / o, o) for o in (DUSHANBE, MOSCOW))
        dushanbe, moscow = pair
        dushanbe.trust(moscow)
        moscow.trust(dushanbe)
        try:
            yield dushanbe, moscow
        finally:
            for node in pair:
                node.stop()


def _latency(dushanbe: RunningNode) -> Iterator[Figure]:
    """Say one thing at a time to an idle office."""
    dushanbe.feed(MOSCOW, 1, IDLE_MESSAGES, PAUSE_SECONDS).wait(PATIENCE_SECONDS)
    _wait(lambda: dushanbe.rows(WAITING) == [(0,)])
    taken = sorted(_milliseconds(*row) for row in dushanbe.rows(TIMES))[: IDLE_MESSAGES - 1]
    name = "from queueing to verified receipt, localhost HTTP, idle"
    yield Figure(f"{name}, p50", statistics.median(taken), "ms", len(taken), target="< 50")
    yield Figure(f"{name}, p99", taken[len(taken) * 99 // 100], "ms", len(taken), target="< 200")


def _drain(dushanbe: RunningNode, moscow: RunningNode) -> Figure:
    """Let everything wait for an office that comes back."""
    dushanbe.feed(MOSCOW, MATTERS, BACKLOG // MATTERS, 0).wait(PATIENCE_SECONDS)
    moscow.start("web")
    _wait(moscow.is_answering)
    start = time.perf_counter()
    dushanbe.start("worker")
    _wait(lambda: dushanbe.rows(WAITING) == [(0,)])
    rate = BACKLOG / (time.perf_counter() - start)
    return Figure(f"a backlog of {BACKLOG:,} drains", rate, "1/s", 1, target="≥ 100")


def _milliseconds(queued_at: str, receipt_at: str) -> float:
    queued, receipted = map(datetime.fromisoformat, (queued_at, receipt_at))
    return (receipted - queued).total_seconds() * 1_000


def _wait(condition) -> None:  # type: ignore[no-untyped-def]
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > give_up_at:
            raise RuntimeError("the nodes did not come to an end")
        time.sleep(0.05)
