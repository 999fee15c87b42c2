"""How much each finding proves: numbers that were learnt, with the record of how."""

from datetime import date
from functools import cache
from math import log2
from pathlib import Path

import yaml
from pydantic import model_validator

from hamkor.data_files import Fact, load
from hamkor.matching.levels import CONTRADICTING, NAME_FIELDS, NUMBERED, SAID

SHIPPED = Path(__file__).parent / "weights.yaml"
KINDS = ("same", "stranger", "sibling", "twin", "parent")
"""What a pair can be: one person, or any of these."""
OTHERS = KINDS[1:]


class HowOften(Fact):
    """How often a finding occurs, by what the pair really is.

    Where the chance depends on how common a name is, the number is multiplied by that share.
    """

    same: float
    stranger: float
    sibling: float
    twin: float
    parent: float


class Learnt(Fact):
    """The record of how the weights came about."""

    on: date
    how: str
    from_data: str
    pairs: int
    of_one_person: int
    seed: int


class Limits(Fact):
    """Where the bands lie. `register_size` is supposed where the register is not counted.

    `prior_bits` is added to what the size of the register asks for. Chosen on judged pairs: so
    that probabilities add up to the pairs of one person. `likely_despite` is the probability
    that is asked for where a finding is doubtful.
    """

    prior_bits: float
    register_size: int
    likely_from: float
    unlikely_below: float
    likely_despite: float = 0.8


class Weights(Fact):
    learnt: Learnt
    limits: Limits
    share: dict[str, float]
    usual_frequency: dict[str, float]
    findings: dict[str, dict[str, HowOften]]

    @model_validator(mode="after")
    def _knows_every_level(self) -> "Weights":
        known = {(field, level) for field, levels in self.findings.items() for level in levels}
        if known != set(NUMBERED):
            raise ValueError(f"levels missing or unknown: {sorted(known ^ set(NUMBERED))}")
        for number, (field, level) in enumerate(NUMBERED):
            if not _is_on_one_side(number, self.findings[field][level]):
                raise ValueError(f"{field} {level} must support or contradict, whoever it is")
        return self

    def as_yaml(self) -> str:
        """Return the file that `Weights.read` reads."""
        return yaml.safe_dump(self.model_dump(mode="json"), sort_keys=False, allow_unicode=True)

    @classmethod
    def read(cls, path: Path) -> "Weights":
        """Return the weights in a file; whoever learnt their own gives its path."""
        return load(path, cls)


Bits = tuple[float, float, float, float, float]
NOTHING: Bits = (0.0, 0.0, 0.0, 0.0, 0.0)
SUMS_REMEMBERED = 100_000
LEAST_REGISTER = 1_000
"""Persons below whom the bar does not sink further."""


class Table:
    """The weights as binary logarithms, by number of level: what the scoring reads.

    Attributes:
        bits: for each level, one number for each of `KINDS`.
        uses: for levels of a name whose chance depends on how common the name is, by which of
            `OTHERS` it does (1 or 0); None for all other levels.
        cap: the commonness from which on an agreement would count against one person; it is
            never counted higher.
    """

    __slots__ = ("_sums", "bits", "cap", "log_share", "uses", "weights")

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.bits: tuple[Bits, ...] = tuple(
            _bits(weights.findings[field][level]) for field, level in NUMBERED
        )
        self.uses = tuple(_uses(number) for number in range(len(NUMBERED)))
        self.cap = tuple(
            min(bits[0] - bits[1 + kind] for kind in range(4) if uses[kind]) if uses else 0.0
            for bits, uses in zip(self.bits, self.uses, strict=True)
        )
        whole = sum(weights.share.values())
        self.log_share = tuple(log2(weights.share[kind] / whole) for kind in OTHERS)
        self._sums: dict[tuple[int, ...], Bits] = {}

    def sum_of(self, numbers: tuple[int, ...]) -> Bits:
        """Return the sum of some levels, each of which stands for itself."""
        known = self._sums.get(numbers)
        if known is None:
            if len(self._sums) >= SUMS_REMEMBERED:
                self._sums.clear()
            columns = zip(NOTHING, *(self.bits[number] for number in numbers), strict=True)
            same, stranger, sibling, twin, parent = (sum(column) for column in columns)
            known = self._sums[numbers] = (same, stranger, sibling, twin, parent)
        return known

    def against_stranger(self, number: int, commonness: float) -> float:
        """Return how much a level speaks for one person rather than for a stranger."""
        bits = self.bits[number]
        share = min(commonness, self.cap[number]) if self.uses[number] else 0.0
        return bits[0] - bits[1] - share

    @property
    def usual_bits(self) -> float:
        """The score at which, among pairs that share a key, nothing speaks either way."""
        return max(0.0, self.weights.limits.prior_bits)

    def prior_bits(self, register_size: int) -> float:
        """Return the score at which a pair is as likely one person as not.

        One bit for each doubling of the register, and one because half of those who are looked
        for are in no register. In a small register it is relatives and wrong spellings that
        agree, and they do not become fewer with it.
        """
        return log2(2 * max(register_size, LEAST_REGISTER)) + self.weights.limits.prior_bits


def _is_on_one_side(number: int, odds: HowOften) -> bool:
    """Agreement must never count against one person, nor contradiction for."""
    uses = uses_of(number)
    others = [
        getattr(odds, kind) for kind, is_used in zip(OTHERS, uses, strict=True) if not is_used
    ]
    if number in CONTRADICTING:
        return bool(odds.same <= min(others))
    return bool(odds.same >= max(others, default=0.0))


def _bits(odds: HowOften) -> Bits:
    return (
        log2(odds.same),
        log2(odds.stranger),
        log2(odds.sibling),
        log2(odds.twin),
        log2(odds.parent),
    )


def uses_of(number: int) -> tuple[int, int, int, int]:
    """Say for each of `OTHERS` whether the chance of a level depends on how common a name is."""
    return _uses(number) or (0, 0, 0, 0)


def _uses(number: int) -> tuple[int, int, int, int] | None:
    """A given name is no relative's by birth; a father's father bears a name of his own."""
    field, _level = NUMBERED[number]
    if field not in NAME_FIELDS or number in CONTRADICTING or number in SAID:
        return None
    return {"given": (1, 1, 1, 1), "surname": (1, 0, 0, 0), "patronymic": (1, 0, 0, 1)}[field]


@cache
def shipped_weights() -> Weights:
    """Return the weights of this release; the node does not start when the file is wrong."""
    return Weights.read(SHIPPED)


@cache
def usual_table() -> Table:
    return Table(shipped_weights())


def table_of(weights: Weights | None) -> Table:
    """Return the table of `weights`, of the shipped ones if None; made once for each."""
    if weights is None:
        return usual_table()
    known = _tables.get(id(weights))
    if known is None or known.weights is not weights:
        if len(_tables) >= TABLES_REMEMBERED:
            _tables.clear()
        known = _tables[id(weights)] = Table(weights)
    return known


TABLES_REMEMBERED = 8
_tables: dict[int, Table] = {}
