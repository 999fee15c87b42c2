"""What is stored of a token."""

import hashlib


def digest_of(secret: str) -> str:
    """Return the hash that is stored: a token is drawn, not chosen, so a fast one is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
