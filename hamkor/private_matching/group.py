"""The group in which two offices multiply: edwards25519 by libsodium, no arithmetic of ours.

PyNaCl is asked for only when a run begins, so that a node without it runs as before.
"""

import hashlib
import secrets
from functools import cache
from typing import Any

from hamkor.errors import HamkorError, InputRefused
from hamkor.errors import gettext_noop as _

POINT_BYTES = 32
DOMAIN = b"hamkor private matching 1\0"


@cache
def _sodium() -> Any:
    try:
        from nacl import bindings
    except ImportError as error:
        raise HamkorError(
            _("Private matching needs PyNaCl: install Hamkor with the extra “private-matching”")
        ) from error
    return bindings


def new_secret() -> bytes:
    """Return a secret exponent for one run: never used for another, forgotten at its end."""
    drawn: bytes = _sodium().crypto_core_ed25519_scalar_reduce(secrets.token_bytes(64))
    return drawn


def point_of(item: str, run: bytes) -> bytes:
    """Return the point that stands for `item` in this run.

    Two Elligator 2 maps, added: one alone reaches only half of the points, and somebody could
    tell them from random ones (RFC 9380, section 3, builds `hash_to_curve` so). The run is part
    of what is hashed, so that nothing prepared for one run serves in another.
    """
    sodium = _sodium()
    digest = hashlib.sha512(DOMAIN + run + b"\0" + item.encode()).digest()
    halves = (digest[:POINT_BYTES], digest[POINT_BYTES:])
    one, other = (sodium.crypto_core_ed25519_from_uniform(half) for half in halves)
    point: bytes = sodium.crypto_core_ed25519_add(one, other)
    return point


def random_point() -> bytes:
    """Return a point that stands for nothing, to hide how many there are."""
    drawn: bytes = _sodium().crypto_core_ed25519_from_uniform(secrets.token_bytes(POINT_BYTES))
    return drawn


def multiply(point: bytes, secret: bytes) -> bytes:
    """Return `point` multiplied by `secret`.

    Raises:
        InputRefused: it is no point of the prime-order group. A point of small order would tell
            whoever sent it something about the secret.
    """
    sodium = _sodium()
    if len(point) != POINT_BYTES or not sodium.crypto_core_ed25519_is_valid_point(point):
        raise InputRefused(_("The other office sent something that is no point of the group"))
    product: bytes = sodium.crypto_scalarmult_ed25519_noclamp(secret, point)
    return product
