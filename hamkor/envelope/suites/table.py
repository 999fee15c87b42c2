"""The suites by name, the weakest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

SuiteName = Literal["A", "B", "G"]

ED25519 = "Ed25519"
ML_DSA_65 = "ML-DSA-65"
GOST_256 = "GOSTR34102012-256"
X25519 = "X25519"
HYBRID = "ML-KEM-768+X25519"
GOST_TRANSPORT = "GOST-CMS-256"


@dataclass(frozen=True)
class Suite:
    """One set of algorithms. Every signature of the set must verify.

    Attributes:
        name: as in statements and headers.
        signatures: names of the algorithms, in the order in which the signatures stand.
        wrapping: how the content key reaches a recipient.
        rank: a suite of lower rank than agreed is refused.
    """

    name: SuiteName
    signatures: tuple[str, ...]
    wrapping: str
    rank: int


SUITES: dict[str, Suite] = {
    suite.name: suite
    for suite in (
        Suite("A", (ED25519,), X25519, 1),
        Suite("B", (ED25519, ML_DSA_65), HYBRID, 2),
        # The national signature stands beside an international one, which everybody can verify.
        Suite("G", (ED25519, GOST_256), GOST_TRANSPORT, 2),
    )
}


def is_lower(suite: str, agreed: str) -> bool:
    """Say whether `suite` is less than `agreed`: weaker, or another one of the same strength."""
    return suite != agreed and SUITES[suite].rank <= SUITES[agreed].rank


def common_suite(ours: Iterable[str], theirs: Iterable[str]) -> SuiteName:
    """Return the highest suite that both lists hold; A, which everybody has, when there is none.

    Of two of the same rank it is the one that comes first in the alphabet, on both sides.
    """
    shared = {"A"} | set(ours) & set(theirs) & set(SUITES)
    best = min((SUITES[name] for name in shared), key=lambda suite: (-suite.rank, suite.name))
    return best.name
