"""Accuracy on pairs: names alone, full records, one difficulty each; ours and each peer's."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Literal

from bench.identity import peers
from bench.identity.evaluate import SETS, Pairs, our_scores, read_pairs
from bench.identity.measures import (
    best_f1,
    false_match_rate_at_recall,
    rate_accepted,
    recall_at_precision,
)
from bench.report import Figure
from hamkor import matching
from hamkor.batch.people import COLUMNS
from hamkor.batch.tables import Row, open_pairs
from hamkor.matching import Parsed

Scores = Mapping[str, Sequence[float]]
Measure = Callable[[Pairs, Sequence[float]], float]
RUNS = 5
EACH_WITH_EACH = 500
SAID = {"names": "real names", "records": "full records", "adversarial": "one difficulty each"}


def f1(pairs: Pairs, scores: Sequence[float]) -> float:
    """Return the best F1 any threshold gives."""
    return best_f1(scores, pairs.truth)[0]


def strict_recall(pairs: Pairs, scores: Sequence[float]) -> float:
    """Return the recall at 99.9 % precision."""
    return recall_at_precision(scores, pairs.truth)


def false_matches(pairs: Pairs, scores: Sequence[float]) -> float:
    """Return the false-match rate at 95 % recall."""
    return false_match_rate_at_recall(scores, pairs.truth)


def accepted(*kinds: str) -> Measure:
    """Measure the share of pairs of these kinds that the best threshold accepts."""

    def measure(pairs: Pairs, scores: Sequence[float]) -> float:
        threshold = best_f1(scores, pairs.truth)[1]
        labels = zip(pairs.kinds, pairs.sources, scores, strict=True)
        chosen = [score for kind, source, score in labels if {kind, source} & set(kinds)]
        return rate_accepted(chosen, threshold)

    return measure


def persian_recall(pairs: Pairs, scores: Sequence[float]) -> float:
    """Return the share of the same persons accepted where one name is in Persian letters."""
    threshold = best_f1(scores, pairs.truth)[1]
    together = zip(pairs.records, pairs.truth, scores, strict=True)
    chosen = [score for pair, is_match, score in together if is_match and _has_persian(pair)]
    return rate_accepted(chosen, threshold)


def _has_persian(pair: Sequence[object]) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in repr(pair))


# What is measured, and which peer stands beside ours in that line: the one that is best in it, or
# the one with the best F1, where a peer that accepts everybody would win.
Choice = Literal["most", "least", "best F1"]
MEASURES: Mapping[str, Sequence[tuple[str, Measure, Choice]]] = {
    "names": [
        ("F1", f1, "most"),
        ("recall at 99.9 % precision", strict_recall, "most"),
        ("recall, Persian script", persian_recall, "best F1"),
    ],
    "records": [
        ("F1", f1, "most"),
        ("false-match rate at 95 % recall", false_matches, "least"),
        ("recall at 99.9 % precision", strict_recall, "most"),
    ],
    "adversarial": [
        ("F1", f1, "most"),
        ("twins accepted", accepted("twins", "twin"), "best F1"),
        ("shared document accepted", accepted("same_doc_other_person"), "best F1"),
    ],
}


def figures(data: Path) -> Iterator[Figure]:
    """Give every measure of every set, with all peers' values in the note."""
    for name, file in SETS.items():
        path = data / f"{file}.csv"
        pairs = read_pairs(path)
        started = time.perf_counter()
        scores = {"ours": our_scores(pairs.records)}
        seconds = {"ours": time.perf_counter() - started}
        for method in peers.METHODS:
            if found := peers.score(method, _cells(path), pairs.truth):
                scores[method], seconds[method] = found
        for said, measure, choice in MEASURES[name]:
            yield _figure(f"{SAID[name]}: {said}", measure, choice, pairs, scores)
        if name == "records":
            yield _speed(len(pairs.truth), seconds)
            yield from speeds_of_forms(pairs)


def _figure(name: str, measure: Measure, choice: Choice, pairs: Pairs, scores: Scores) -> Figure:
    values = {method: measure(pairs, each) for method, each in scores.items()}
    ours = values.pop("ours")
    best = _choose(choice, values, pairs, scores)
    told = ", ".join(f"{method} {value:.3f}" for method, value in values.items())
    unit = "share, less is better" if choice == "least" or "accepted" in name else "share"
    return Figure(name, ours, unit, 1, values.get(best), f"{best} (all: {told})" if best else "")


def _choose(choice: Choice, values: Mapping[str, float], pairs: Pairs, scores: Scores) -> str:
    if choice == "best F1":
        return max(values, key=lambda method: f1(pairs, scores[method]), default="")
    return (max if choice == "most" else min)(values, key=values.__getitem__, default="")


def _speed(count: int, seconds: Mapping[str, float]) -> Figure:
    rates = {method: count / each for method, each in seconds.items()}
    ours = rates.pop("ours")
    told = ", ".join(f"{method} {rate:,.0f}" for method, rate in rates.items())
    return Figure(
        "pairs a second, one at a time, parsing included",
        ours,
        "1/s",
        1,
        rates.get("logic-v2"),
        told,
    )


def speeds_of_forms(pairs: Pairs) -> Iterator[Figure]:
    """Give pairs a second on one core, of records that were read before."""
    left, right = ([matching.parse(pair[side]) for pair in pairs.records] for side in (0, 1))
    judged = [(place, place) for place in range(len(left))]
    some = range(min(EACH_WITH_EACH, len(left)))
    each = [(one, other) for one in some for other in some]
    for said, first, second, asked in (
        ("as they stand in the file", left, right, judged),
        ("each with each", left[: len(some)], right[: len(some)], each),
    ):
        rates = [_rate(first, second, asked) for _run in range(RUNS + 1)]
        name = f"pairs a second, one core, records read before, {said}"
        yield Figure(name, median(rates[1:]), "1/s", RUNS, target="≥ 100,000")
        yield Figure(f"{name}, nothing remembered yet", rates[0], "1/s", 1)


def _rate(left: list[Parsed], right: list[Parsed], asked: list[tuple[int, int]]) -> float:
    started = time.perf_counter()
    matching.score_pairs(left, right, asked)
    return len(asked) / (time.perf_counter() - started)


def _cells(path: Path) -> list[tuple[dict[str, str], dict[str, str]]]:
    return [_two_rows(row) for row in open_pairs(path).rows()]


def _two_rows(row: Row) -> tuple[dict[str, str], dict[str, str]]:
    if "name1" in row.cells:
        return {"full_name": row.cells["name1"]}, {"full_name": row.cells["name2"]}
    one, other = (
        {column: row.cells.get(f"{side}_{column}", "") for column in COLUMNS} for side in "ab"
    )
    return one, other
