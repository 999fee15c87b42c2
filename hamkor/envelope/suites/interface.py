"""The five calls behind which an algorithm is computed."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Description:
    """What a set of algorithms can do: the names it signs with, and those it wraps keys with."""

    signatures: tuple[str, ...]
    wrappings: tuple[str, ...]


class Algorithms(Protocol):
    """Computes signatures and wrapped keys. Keys are bytes that only the implementation reads.

    A secret may be the name of a key that lies in a token and never leaves it.
    """

    def describe(self) -> Description:
        """Say which algorithms these are."""

    def sign(self, algorithm: str, secret: bytes, text: bytes) -> bytes:
        """Return the signature over `text`.

        Raises:
            OurFault: the key does not fit the algorithm, or is not at hand.
        """

    def verify(self, algorithm: str, public: bytes, text: bytes, signature: bytes) -> bool:
        """Say whether `signature` over `text` was made with the other half of `public`."""

    def wrap(self, algorithm: str, public: bytes, plain: bytes, info: bytes) -> bytes:
        """Return `plain`, at most 64 bytes, so that only the owner of `public` can read it.

        Args:
            algorithm: how.
            public: of the recipient.
            plain: a content key.
            info: what the wrapped key is bound to: it opens under no other.

        Raises:
            OurFault: the key does not fit the algorithm.
        """

    def unwrap(self, algorithm: str, secret: bytes, wrapped: bytes, info: bytes) -> bytes:
        """Give back what `wrap` was given.

        Raises:
            ValueError: it was made for another key or bound to something else, or was changed.
            OurFault: the key is not at hand.
        """
