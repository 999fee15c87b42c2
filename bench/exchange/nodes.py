"""Two whole nodes on this machine, each a web process and a worker, over mutual TLS."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import httpx

from bench.report import Figure
from hamkor.keyring import tls
from hamkor.node import load_node
from tests.exchange.test_two_nodes import DUSHANBE, MOSCOW, RunningNode, hamkor

IDLE_MESSAGES = 100
PAUSE_SECONDS = 0.3
BACKLOG = 10_000
BACKLOG_WHEN_BUSY = 1_000
"""Where others work on the machine as well, nobody waits for the whole backlog."""
MATTERS = 100
PATIENCE_SECONDS = 900
CASEWORK = "FROM exchange_outboxmessage WHERE traffic = 'casework'"
TIMES = f"SELECT queued_at, receipt_at {CASEWORK} AND status = 'delivered'"
WAITING = f"SELECT count(*) {CASEWORK} AND status = 'waiting'"


class TlsNode(RunningNode):
    """A node that calls others, and lets itself be called, with certificates only."""

    scheme, run_options = "https", ("--mutual-tls",)

    def certify(self, other: "TlsNode") -> None:
        """Let another office call, and believe it when it is called."""
        self.caller = other.folder
        path = self.folder / "other.crt"
        path.write_text(hamkor("node", "keys", "certificate", other.folder))
        hamkor("node", "keys", "certificate", self.folder, "--add", path, "--office", other.office)

    def is_answering(self) -> bool:
        """Say whether the other office gets an answer."""
        with suppress(httpx.TransportError):
            context = tls.client_context(load_node(self.caller))
            answer = httpx.get(f"{self.address}/exchange/v2/keys", verify=context)
            return answer.status_code == httpx.codes.OK
        return False


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
def two_nodes() -> Iterator[tuple[TlsNode, TlsNode]]:
    """Make the nodes of Dushanbe and Moscow, which trust each other; nothing runs yet."""
    with tempfile.TemporaryDirectory(prefix="hamkor-bench-") as name:
        pair = tuple(TlsNode(Path(name) / o, o) for o in (DUSHANBE, MOSCOW))
        dushanbe, moscow = pair
        dushanbe.trust(moscow)
        moscow.trust(dushanbe)
        dushanbe.certify(moscow)
        moscow.certify(dushanbe)
        try:
            yield dushanbe, moscow
        finally:
            for node in pair:
                node.stop()


def _latency(dushanbe: TlsNode) -> Iterator[Figure]:
    """Say one thing at a time to an idle office."""
    dushanbe.feed(MOSCOW, 1, IDLE_MESSAGES, PAUSE_SECONDS).wait(PATIENCE_SECONDS)
    _wait(lambda: dushanbe.rows(WAITING) == [(0,)])
    taken = sorted(_milliseconds(*row) for row in dushanbe.rows(TIMES))[: IDLE_MESSAGES - 1]
    name = "from queueing to verified receipt, localhost mutual TLS, idle"
    yield Figure(f"{name}, p50", statistics.median(taken), "ms", len(taken), target="< 50")
    yield Figure(f"{name}, p99", taken[len(taken) * 99 // 100], "ms", len(taken), target="< 200")


def _drain(dushanbe: TlsNode, moscow: TlsNode) -> Figure:
    """Let everything wait for an office that comes back."""
    backlog = BACKLOG_WHEN_BUSY if os.getloadavg()[0] > 1 else BACKLOG
    dushanbe.feed(MOSCOW, MATTERS, backlog // MATTERS, 0).wait(PATIENCE_SECONDS)
    moscow.start("web")
    _wait(moscow.is_answering)
    start = time.perf_counter()
    dushanbe.start("worker")
    _wait(lambda: dushanbe.rows(WAITING) == [(0,)])
    rate = backlog / (time.perf_counter() - start)
    return Figure(f"a backlog of {backlog:,} drains", rate, "1/s", 1, target="≥ 100")


def _milliseconds(queued_at: str, receipt_at: str) -> float:
    queued, receipted = map(datetime.fromisoformat, (queued_at, receipt_at))
    return (receipted - queued).total_seconds() * 1_000


def _wait(condition) -> None:  # type: ignore[no-untyped-def]
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > give_up_at:
            raise RuntimeError("the nodes did not come to an end")
        time.sleep(0.05)
