"""Linking two tables: F1 and seconds, ours and Splink's alone."""

import csv
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from bench.identity import peers
from bench.identity.measures import best_f1, f1
from bench.report import Figure
from hamkor.batch.linking.link import Wanted, link_tables
from hamkor.batch.tables import open_persons

csv.field_size_limit(sys.maxsize)


def figures(left: Path, right: Path) -> Iterator[Figure]:
    """Give F1 and seconds; ours at its own threshold, Splink's at the best there is for it."""
    truth = true_pairs(left, right)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.csv"
        started = time.perf_counter()
        linked = link_tables([open_persons(left), open_persons(right)], out, Wanted())
        seconds = time.perf_counter() - started
        found = {(row["left_rec_id"], row["right_rec_id"]) for row in read(out)}
    right_ones = len(found & truth)
    theirs = peers.ask("link", left, right)
    size = f"{linked.rows // 2:,} × {linked.rows // 2:,}"
    peer = "Splink alone, learnt without labels"
    said = f1(right_ones, len(found) - right_ones, len(truth))
    yield Figure(f"linking {size}: F1", said, "share", 1, _best(theirs, truth), peer)
    yield Figure(
        f"linking {size}: time", seconds, "s", 1, theirs and float(theirs["seconds"]), peer
    )
    yield Figure(f"linking {size}: pairs scored", float(linked.candidates), "pairs", 1)


def _best(theirs: dict[str, list[tuple[str, str, float]]] | None,
          truth: Collection[tuple[str, str]]) -> float | None:  # fmt: skip
    if not theirs:
        return None
    scores = [score for _one, _other, score in theirs["pairs"]]
    is_true = [(one, other) in truth for one, other, _score in theirs["pairs"]]
    missed = len(truth) - sum(is_true)
    lowest = min(scores, default=0.0) - 1
    return best_f1([*scores, *[lowest] * missed], [*is_true, *[True] * missed])[0]


def true_pairs(left: Path, right: Path) -> set[tuple[str, str]]:
    """Return the pairs of record ids that are one person."""
    holders: dict[str, list[str]] = {}
    for row in read(right):
        holders.setdefault(row["person_id"], []).append(row["rec_id"])
    return {
        (row["rec_id"], other) for row in read(left) for other in holders.get(row["person_id"], [])
    }


def read(path: Path) -> list[dict[str, str]]:
    """Read a table whole."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
