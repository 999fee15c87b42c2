"""The one place where tables meet `hamkor.matching`: parse once, keep, find, score."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from hamkor import matching
from hamkor.matching import FORM_VERSION, Comparison, Frequencies, Parsed, Weights, parse

FORM = str(FORM_VERSION)
"""Of what is kept on disk: when it changes, what was kept is made anew."""

__all__ = ["FORM", "Comparison", "Parsed", "Scale", "dump", "keys_of", "load", "parse"]


def dump(parsed: Parsed) -> str:
    """Return a parsed record as text, for a file, a database or a cluster's memory."""
    return json.dumps(parsed.to_json(), ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Parsed:
    """Return the record that `dump` wrote."""
    return Parsed.from_json(text)


def keys_of(parsed: Parsed) -> list[str]:
    """Return the keys of a record, always in the same order."""
    return sorted(matching.keys(parsed))


@dataclass(frozen=True)
class Scale:
    """What pairs are weighed on: how common names are where one searches, and the weights.

    The default is what a page has for two records of no register: usual names, shipped weights.
    """

    frequencies: Frequencies | None = None
    weights: Weights | None = None

    @classmethod
    def of(
        cls, sample: Iterable[Parsed], size: int | None = None, weights: Weights | None = None
    ) -> Self:
        """Count names in a sample of a register of `size` persons; None: the sample is all."""
        return cls.counted(Frequencies.of(sample), size, weights)

    @classmethod
    def counted(
        cls, counted: Frequencies, size: int | None = None, weights: Weights | None = None
    ) -> Self:
        """Take counts of a sample for those of a register of `size` persons."""
        if size is None or not counted.register_size:
            return cls(replace(counted, register_size=size or counted.register_size), weights)
        share = size / counted.register_size
        names = {root: round(bearers * share) for root, bearers in counted.names.items()}
        return cls(Frequencies(size, names), weights)

    def to_json(self) -> str:
        """Return what `from_json` reads in another process, or on another machine."""
        return json.dumps(
            {
                "frequencies": self.frequencies and self.frequencies.to_json(),
                "weights": self.weights and self.weights.model_dump(mode="json"),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the scale that `to_json` wrote."""
        kept = json.loads(text)
        frequencies, weights = kept["frequencies"], kept["weights"]
        return cls(
            Frequencies.from_json(frequencies) if frequencies else None,
            Weights.model_validate(weights) if weights else None,
        )

    def compare(self, one: Parsed, other: Parsed) -> Comparison:
        """Weigh a pair, with reasons."""
        return matching.compare(one, other, frequencies=self.frequencies, weights=self.weights)

    def score_pairs(
        self, left: Sequence[Parsed], right: Sequence[Parsed], pairs: Iterable[tuple[int, int]]
    ) -> tuple[list[float], list[float]]:
        """Return scores and probabilities of pairs of places in the two lists."""
        return matching.score_pairs(
            left, right, pairs, frequencies=self.frequencies, weights=self.weights
        )
