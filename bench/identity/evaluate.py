"""Accuracy by set and kind, in a minute: `python -m bench.identity.evaluate --data DIR`."""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.identity.measures import (
    best_f1,
    false_match_rate_at_recall,
    rate_accepted,
    recall_at_precision,
)
from hamkor import matching
from hamkor.batch.people import pair_of
from hamkor.batch.tables import open_pairs
from hamkor.matching import Record

Score = Callable[[Sequence[tuple[Record, Record]]], Sequence[float]]
SETS = {"names": "real_pairs", "records": "record_pairs", "adversarial": "adversarial_pairs"}
TWINS_AND_DOCUMENTS = ("twins", "twin", "same_doc_other_person")


@dataclass(frozen=True)
class Pairs:
    """A set of labelled pairs; `kinds` says what is difficult about each."""

    records: list[tuple[Record, Record]]
    truth: list[bool]
    kinds: list[str]
    sources: list[str]


def read_pairs(path: Path) -> Pairs:
    """Read a labelled file of pairs in either layout."""
    found = Pairs([], [], [], [])
    for row in open_pairs(path).rows():
        one, other = pair_of(row)
        found.records.append((one.record, other.record))
        found.truth.append(row.cells["match"] == "1")
        found.kinds.append(row.cells.get("kind", ""))
        found.sources.append(row.cells.get("source", ""))
    return found


def our_scores(records: Sequence[tuple[Record, Record]]) -> list[float]:
    """Score pair by pair, as a page does."""
    return [matching.compare(one, other).score for one, other in records]


def summary(pairs: Pairs, scores: Sequence[float]) -> dict[str, float]:
    """Return what the tables of the field report, for one set."""
    value, threshold = best_f1(scores, pairs.truth)
    return {
        "F1": value,
        "threshold": threshold,
        "FMR@95%R": false_match_rate_at_recall(scores, pairs.truth),
        "R@99.9%P": recall_at_precision(scores, pairs.truth),
    }


def by_kind(
    groups: Sequence[str], pairs: Pairs, scores: Sequence[float], threshold: float
) -> Iterator[str]:
    """Give per group: pairs, and the share accepted of same and of different persons."""
    found: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for group, is_match, score in zip(groups, pairs.truth, scores, strict=True):
        found[group, is_match].append(score)
    for (group, is_match), values in sorted(found.items()):
        what = "same" if is_match else "different"
        share = rate_accepted(values, threshold)
        yield f"    {group:<28} {what:<9} {len(values):>6}  accepted {share:.3f}"


def main(arguments: list[str]) -> int:
    """Print F1, false-match rate and recall for each set of a folder."""
    parser = argparse.ArgumentParser(prog="bench.identity.evaluate")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", choices=SETS)
    options = parser.parse_args(arguments)
    for name, file in SETS.items():
        if options.only not in {None, name}:
            continue
        pairs = read_pairs(options.data / f"{file}.csv")
        started = time.perf_counter()
        scores = our_scores(pairs.records)
        rate = len(scores) / (time.perf_counter() - started)
        found = summary(pairs, scores)
        print(name, *(f"{key} {value:.4f}" for key, value in found.items()), f"{rate:,.0f}/s")
        groups = pairs.sources if name == "names" else pairs.kinds
        print(*by_kind(groups, pairs, scores, found["threshold"]), sep="\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
