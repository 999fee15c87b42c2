"""Make `hamkor/matching/weights.yaml` again: `python -m bench.identity.learning --data DIR`.

DIR holds judged pairs (`real_pairs.csv`, `record_pairs.csv`, `adversarial_pairs.csv`) and a
register with queries (the smallest `register_*.csv`, `queries_*.csv`). Three steps:

1. How often a finding occurs for one person, and for strangers, is counted among judged pairs and
   among random pairs of the register.
2. A logistic fit moves these numbers, and those of relatives, so that pairs of one person are told
   from all others; it is drawn back to the counts, and kept on its side at each step.
3. `prior_bits` is set so that, among pairs of the register that share a key, probabilities add up
   to the pairs of one person.

The same data give the same weights. Needs the extra `batch` (numpy).
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import log2
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.identity.evaluate import SETS, read_pairs
from bench.identity.fitting import Model, Pairs, fit, model_of, pairs_of, weights_of
from hamkor import matching
from hamkor.batch.people import person_of
from hamkor.batch.tables import open_persons
from hamkor.matching import Frequencies, Parsed, Weights

FIRST = Path(__file__).parent / "first_values.yaml"
RANDOM_PAIRS = 30_000
MOST_HOLDERS = 3_000
"""A key that more records have brings no candidates here."""
IMPORTANCE = {"names": 1.0, "records": 3.0, "adversarial": 1.0, "register": 3.0}
"""Chosen with persons kept apart (`crossing.py`). Single difficulties are many in their file and
few in life: of more importance, they spoil what is found among full records."""
HOW = (
    "Shares counted among pairs of one person and random pairs, then fitted to tell pairs of one "
    "person from all others (logistic loss, kept near the counts); prior_bits so that "
    "probabilities add up. Made by bench/identity/learning.py."
)
FROM_DATA = (
    "development half of the evaluation data: real public names in two spellings, generated "
    "records, one difficulty per pair, a register and queries"
)


class Candidates(NamedTuple):
    """Queries, the register, the pairs of them that share a key, and which are one person."""

    queries: list[Parsed]
    register: list[Parsed]
    places: list[tuple[int, int]]
    truth: list[bool]

    def pairs(self) -> Iterator[tuple[Parsed, Parsed]]:
        """Give the two records of each pair."""
        for one, other in self.places:
            yield self.queries[one], self.register[other]


def candidates_in(folder: Path) -> Candidates:
    """Return the pairs of a query and a record of the register that share a key."""
    queries, asked = _persons(_smallest(folder, "queries"))
    register, held = _persons(_smallest(folder, "register"))
    holders: dict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(register):
        for key in matching.keys(record):
            holders[key].append(place)
    places = [
        (one, other) for one, query in enumerate(queries) for other in _sharing(query, holders)
    ]
    return Candidates(queries, register, places, [asked[i] == held[j] for i, j in places])


def _smallest(folder: Path, what: str) -> Path:
    return min(folder.glob(f"{what}_*.csv"), key=lambda path: path.stat().st_size)


def _persons(path: Path) -> tuple[list[Parsed], list[str]]:
    rows = list(open_persons(path).rows())
    forms = [matching.parse(person_of(row).record) for row in rows]
    return forms, [row.cells["person_id"] for row in rows]


def _sharing(query: Parsed, holders: dict[str, list[int]]) -> list[int]:
    lists = (holders.get(key, []) for key in sorted(matching.keys(query)))
    return sorted({place for held in lists if len(held) < MOST_HOLDERS for place in held})


def judged_in(folder: Path) -> dict[str, Pairs]:
    """Return what is found in each set of judged pairs."""
    sets = {}
    for name, file in SETS.items():
        read = read_pairs(folder / f"{file}.csv")
        forms = [(matching.parse(one), matching.parse(other)) for one, other in read.records]
        sets[name] = pairs_of(forms, read.truth)
    return sets


def random_pairs(register: list[Parsed], seed: int) -> Pairs:
    """Return pairs of the register drawn by chance: strangers, but for a handful."""
    drawn = np.random.default_rng(seed).integers(0, len(register), (RANDOM_PAIRS, 2))
    forms = [(register[i], register[j]) for i, j in drawn.tolist() if i != j]
    return pairs_of(forms, [False] * len(forms))


def prior_of(weights: Weights, candidates: Candidates) -> float:
    """Return the `prior_bits` with which probabilities add up to the pairs of one person.

    Names are counted in the register, as whoever searches it does.
    """
    scores, _shares = matching.score_pairs(
        candidates.queries,
        candidates.register,
        candidates.places,
        frequencies=Frequencies.of(candidates.register),
        weights=weights,
    )
    lowest, highest = min(scores), max(scores)
    while highest - lowest > 1e-3:
        middle = (lowest + highest) / 2
        odds = np.exp2(np.clip(middle - np.array(scores), -60, 60))
        is_too_low = float((1 / (1 + odds)).sum()) > sum(candidates.truth)
        lowest, highest = (middle, highest) if is_too_low else (lowest, middle)
    return round(lowest - log2(2 * len(candidates.register)), 2)


@dataclass(frozen=True)
class Lesson:
    """What is learnt from: pairs by set, those of the register last; random pairs; candidates."""

    sets: dict[str, Pairs]
    random: Pairs
    candidates: Candidates


def lesson_in(folder: Path, *, seed: int) -> Lesson:
    """Return what a folder teaches."""
    judged, candidates = judged_in(folder), candidates_in(folder)
    found = pairs_of(list(candidates.pairs()), candidates.truth)
    return Lesson(
        judged | {"register": found}, random_pairs(candidates.register, seed), candidates
    )


def fitted(lesson: Lesson, start: Weights) -> Weights:
    """Return `start` with findings, shares and usual names as the lesson teaches them."""
    judged = [lesson.sets[name] for name in SETS]
    counted = Model.counted(model_of(start), judged, lesson.random)
    model = fit([(lesson.sets[name], IMPORTANCE[name]) for name in IMPORTANCE], counted)
    return weights_of(model, start)


def learn(folder: Path, *, on: date, seed: int, start: Weights) -> Weights:
    """Learn the weights from the files of a folder."""
    lesson = lesson_in(folder, seed=seed)
    learnt = start.learnt.model_copy(
        update={
            "on": on,
            "how": HOW,
            "from_data": FROM_DATA,
            "pairs": sum(len(each.truth) for each in lesson.sets.values()),
            "of_one_person": int(sum(each.truth.sum() for each in lesson.sets.values())),
            "seed": seed,
        }
    )
    weights = fitted(lesson, start).model_copy(update={"learnt": learnt})
    prior = prior_of(weights, lesson.candidates)
    limits = weights.limits.model_copy(update={"prior_bits": prior})
    return weights.model_copy(update={"limits": limits})


def main(arguments: list[str]) -> int:
    """Write the weights that a folder of judged pairs teaches."""
    parser = argparse.ArgumentParser(prog="bench.identity.learning", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="WEIGHTS.yaml")
    parser.add_argument("--on", type=date.fromisoformat, required=True, help="day of the record")
    parser.add_argument(
        "--start", type=Path, metavar="WEIGHTS.yaml", default=FIRST, help="believed before"
    )
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    start = Weights.read(options.start)
    weights = learn(options.data, on=options.on, seed=options.seed, start=start)
    options.out.write_text(Weights.model_validate(weights.model_dump()).as_yaml(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
