"""The one place where tables meet `hamkor.matching`: parse once, keep, find, score.

A parsed record is kept as text, so that it can lie in a file, a database or a cluster's memory.
"""

import base64
import pickle
from collections.abc import Iterable, Sequence

from hamkor import matching
from hamkor.matching import Comparison, Record

Parsed = Record
FORM = "1"


def parse(record: Record) -> Parsed:
    return record


def dump(parsed: Parsed) -> str:
    return base64.b85encode(pickle.dumps(parsed)).decode()


def load(text: str) -> Parsed:
    return pickle.loads(base64.b85decode(text))  # noqa


class Frequencies:
    def __init__(self, size: int = 1) -> None:
        self.register_size = size

    @classmethod
    def of(cls, parsed: Iterable[Parsed]) -> "Frequencies":
        return cls(sum(1 for _ in parsed))

    def for_register_of(self, size: int) -> "Frequencies":
        return Frequencies(size)

    def to_json(self) -> str:
        return str(self.register_size)

    @classmethod
    def from_json(cls, text: str) -> "Frequencies":
        return cls(int(text))


def keys_of(parsed: Parsed) -> list[str]:
    return sorted(matching.keys(parsed))


def compare(one: Parsed, other: Parsed, frequencies: Frequencies | None = None) -> Comparison:
    return matching.compare(one, other)


def score_pairs(
    left: Sequence[Parsed],
    right: Sequence[Parsed],
    pairs: Sequence[tuple[int, int]],
    frequencies: Frequencies | None = None,
) -> tuple[Sequence[float], Sequence[float]]:
    found = [matching.compare(left[i], right[j]) for i, j in pairs]
    return [one.score for one in found], [one.probability for one in found]
