"""Full cycles a second in one process: ours, the peer's, and what bare Django manages."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bench.exchange.contender import Contender, running
from bench.report import Figure, compare

SECONDS = 2.0
RUNS = 5
SIZES = {"10 kB": 10 * 1024, "1 MB": 1024**2}
TARGET = "≥ 15 × peer, ≥ 0.4 × limit"
ROW_PER_STEP = (
    "bare Django, a row per step: sealed, posted, three rows, signed answer, three commits"
)
ONE_COMMIT = "bare Django whose sender keeps nothing: one commit a cycle"


def figures(peers: Path | None) -> Iterator[Figure]:
    """Let the four take turns, at 10 kB and at 1 MB; then say what each sends for 10 kB."""
    with ExitStack() as stack:
        ours = stack.enter_context(running("ours.py"))
        bare = stack.enter_context(running("bare_django.py"))
        barest = stack.enter_context(running("bare_django.py", "one_commit"))
        peer = stack.enter_context(running("peer_as2.py", python=peers)) if peers else None
        for label, size in SIZES.items():
            figure = _cycle(label, size, ours, peer, bare)
            yield figure
            rate = barest.per_second(size, SECONDS)
            yield replace(
                figure,
                name=f"… {label}, beside one commit a cycle",
                limit=rate,
                limit_name=ONE_COMMIT,
                target="",
            )
        yield _bytes_on_the_wire(ours, peer)


def _cycle(
    label: str, size: int, ours: Contender, peer: Contender | None, bare: Contender
) -> Figure:
    return compare(
        f"full cycles, {label}, one process, SQLite FULL",
        "1/s",
        ours=lambda: ours.per_second(size, SECONDS),
        peer=(str(peer.facts["name"]), lambda: peer.per_second(size, SECONDS)) if peer else None,
        limit=(ROW_PER_STEP, lambda: bare.per_second(size, SECONDS)),
        target=TARGET,
        runs=RUNS,
    )


def _bytes_on_the_wire(ours: Contender, peer: Contender | None) -> Figure:
    return Figure(
        "bytes on the wire for 10 kB",
        ours.facts["wire_bytes"],
        "B",
        1,
        peer=peer.facts["wire_bytes"] if peer else None,
        peer_name=str(peer.facts["name"]) if peer else "",
        limit=SIZES["10 kB"],
        limit_name="the document alone",
        target="≤ 11,800",
    )
