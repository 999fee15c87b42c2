"""What the way of learning gives for people it has not seen: two halves, each judged by the other.

`python -m bench.identity.crossing --data DIR` puts every person in one half. Weights are learnt
from pairs that lie in one half whole, and judge the other; of a pair whose two persons lie apart,
none of the weights has seen both. Candidates of the register stand in both: of them only the bar
is learnt that its size sets.
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bench.identity.evaluate import SETS, Pairs, read_pairs, summary
from bench.identity.fitting import Pairs as Found
from bench.identity.learning import FIRST, Lesson, fitted, lesson_in
from hamkor import matching
from hamkor.matching import Frequencies, Parsed, Weights

PERSONS = (("id1", "id2"), ("pid_a", "pid_b"))
"""Columns that say who the two are, where a file has them; each of its rows is its own, else."""
Halves = NDArray[np.int64]


def halves_in(path: Path) -> Halves:
    """Return in which half, 0 or 1, the two persons of each pair lie."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return np.array([_halves(row, number) for number, row in enumerate(rows)])


def _halves(row: dict[str, str], number: int) -> tuple[int, int]:
    for one, other in PERSONS:
        if row.get(one):
            return _half(row[one]), _half(row.get(other) or row[one])
    return _half(f"row {number}"), _half(f"row {number}")


def _half(who: str) -> int:
    return crc32(who.encode()) % 2


def taken(found: Found, chosen: NDArray[np.bool_]) -> Found:
    """Return some of the pairs."""
    places = np.cumsum(chosen) - 1
    named = chosen[found.rows]
    return Found(
        found.found[chosen],
        places[found.rows[named]],
        found.levels[named],
        found.classes[named],
        found.truth[chosen],
    )


def learnt_from(lesson: Lesson, halves: dict[str, Halves], half: int, start: Weights) -> Weights:
    """Learn from pairs that lie in one half whole."""
    sets = {
        name: taken(found, (halves[name] == half).all(axis=1)) if name in halves else found
        for name, found in lesson.sets.items()
    }
    return fitted(replace(lesson, sets=sets), start)


def scores(
    pairs: Pairs, halves: Halves, weights: Sequence[Weights], *, counts: bool
) -> list[float]:
    """Score each pair by the weights that its first person had no part in.

    Args:
        counts: how common each name is in the file is counted first, as `persons score` does.
    """
    forms = [(matching.parse(one), matching.parse(other)) for one, other in pairs.records]
    frequencies = _counted(forms, weights[0]) if counts else None
    found = np.zeros(len(forms))
    for half, judge in enumerate(weights):
        places = np.nonzero(halves[:, 0] != half)[0]
        found[places] = matching.score_pairs(
            [one for one, _other in forms],
            [other for _one, other in forms],
            [(place, place) for place in places.tolist()],
            frequencies=frequencies,
            weights=judge,
        )[0]
    return [float(score) for score in found]


def _counted(forms: list[tuple[Parsed, Parsed]], weights: Weights) -> Frequencies:
    counted = Frequencies.of(record for pair in forms for record in pair)
    return replace(counted, searched=weights.limits.register_size)


def main(arguments: list[str]) -> int:
    """Print the figures of each set."""
    parser = argparse.ArgumentParser(prog="bench.identity.crossing", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    folder: Path = parser.parse_args(arguments).data
    start = Weights.read(FIRST)
    lesson = lesson_in(folder, seed=0)
    halves = {name: halves_in(folder / f"{file}.csv") for name, file in SETS.items()}
    weights = [learnt_from(lesson, halves, half, start) for half in (0, 1)]
    for name, file in SETS.items():
        pairs = read_pairs(folder / f"{file}.csv")
        for counts, said in ((False, "usual names"), (True, "names counted")):
            found = summary(pairs, scores(pairs, halves[name], weights, counts=counts))
            print(f"{name}, {said}:", *(f"{key} {value:.4f}" for key, value in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
