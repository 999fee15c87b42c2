"""How common each name is: a common name proves less than a rare one."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import log2
from typing import Any

from hamkor.errors import RuleViolation
from hamkor.errors import gettext_noop as _
from hamkor.matching.parsed import Parsed
from hamkor.matching.vocabulary import commonness
from hamkor.matching.weights import shipped_weights

VERSION = 1
LEAST_COUNTED = 3
"""Names held by fewer persons are not listed: the list would name them, and counts that small
tell nothing."""
BELIEVED_AT = 15_000
"""Persons in a register at which what was counted there weighs as much as what is usual."""


@dataclass(frozen=True, eq=False)
class Frequencies:
    """Shares of persons by root of the name, counted in one register or judged.

    Attributes:
        register_size: persons who were counted; 0: nobody, what is usual is taken.
        names: how many persons bear each root in any part of their names.
        searched: persons among whom one is looked for; the more there are, the more agree by
            chance. 0: those who were counted.
    """

    register_size: int = 0
    names: Mapping[str, int] = field(default_factory=dict)
    searched: int = 0
    _remembered: dict[str, float] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, records: Iterable[Parsed]) -> "Frequencies":
        """Count the names of a register; roots that fewer than three persons bear are left out.

        Records that say the very same count once: copies make no name common.
        """
        counted: Counter[str] = Counter()
        seen: set[int] = set()
        for record in records:
            form = hash(record.order)
            if form not in seen:
                seen.add(form)
                counted.update(roots_of(record))
        return cls(len(seen), {root: n for root, n in counted.items() if n >= LEAST_COUNTED})

    def to_json(self) -> dict[str, Any]:
        return {
            "v": VERSION,
            "size": self.register_size,
            "names": dict(self.names),
            "searched": self.searched,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any] | str) -> "Frequencies":
        """Return what was stored.

        Raises:
            RuleViolation: another version stored it; count the register anew.
        """
        form = json.loads(stored) if isinstance(stored, str) else stored
        if form.get("v") != VERSION:
            raise RuleViolation(_("These frequencies are of another version: count them anew"))
        return cls(form["size"], form["names"], form.get("searched", 0))

    def searched_or(self, supposed: int) -> int:
        """Return among how many persons one is looked for, `supposed` where nobody has said."""
        return self.searched or self.register_size or supposed

    def bits(self, one: str, other: str) -> float:
        """Return the binary logarithm of the share of persons who bear the commoner root."""
        ours = self._remembered.get(one)
        if ours is None:
            ours = self._remembered[one] = self._bits_of(one)
        theirs = self._remembered.get(other)
        if theirs is None:
            theirs = self._remembered[other] = self._bits_of(other)
        return ours if ours > theirs else theirs

    def _bits_of(self, root: str) -> float:
        usual = shipped_weights().usual_frequency[commonness(root) if root else "rare"]
        if not self.register_size:
            return log2(usual)
        counted = self.names.get(root, LEAST_COUNTED - 1)
        # A name that is common where it is listed but unknown here is rare here.
        return log2((counted + BELIEVED_AT * usual) / (self.register_size + BELIEVED_AT))


def roots_of(record: Parsed) -> set[str]:
    """Return the names that a record counts for."""
    return {word.main for name in record.names for word in name.words if word.main}


@cache
def usual_frequencies() -> Frequencies:
    """Return what is usual among names of the region, for a register not yet counted."""
    return Frequencies()
