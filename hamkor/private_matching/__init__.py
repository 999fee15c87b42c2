"""Two offices learn which of their persons are probably one, and nothing of the others.

Pure: bytes in, bytes out. Private set intersection by two Diffie-Hellman secrets, the match-making
protocol of C. Meadows ("A More Efficient Cryptographic Matchmaking Protocol", IEEE S&P 1986), as
B. Huberman, M. Franklin and T. Hogg used it for sets ("Enhancing Privacy and Trust in Electronic
Communities", ACM EC 1999). What it tells all the same is said in
docs/howto/match-privately.md.
"""

from hamkor.private_matching.items import Kind, items_of
from hamkor.private_matching.protocol import (
    POINT_BYTES,
    Blinded,
    blind,
    blind_again,
    in_common,
    new_secret,
)

__all__ = [
    "POINT_BYTES",
    "Blinded",
    "Kind",
    "blind",
    "blind_again",
    "in_common",
    "items_of",
    "new_secret",
]
