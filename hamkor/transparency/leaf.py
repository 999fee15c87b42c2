"""What is hashed into the tree for one thing: its kind and a salted digest, nothing else."""

import hashlib

SALT_BYTES = 16
DIGEST_BYTES = 32
_PREFIX = b"hamkor-leaf/v1\n"


def entry(kind: str, salt: bytes, digest: bytes) -> bytes:
    """Return the text of a leaf: three lines; the last is SHA-256(salt ‖ digest), hexadecimal.

    Raises:
        ValueError: the salt has not 16 bytes or the digest not 32: with fixed lengths the two
            cannot slide into each other.
    """
    if len(salt) != SALT_BYTES or len(digest) != DIGEST_BYTES:
        raise ValueError("a leaf has a salt of 16 bytes and a digest of 32")
    salted = hashlib.sha256(salt + digest).hexdigest()
    return _PREFIX + f"{kind}\n{salted}\n".encode()


def leaf_hash(text: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962, 2.1): the byte 0 goes before it."""
    return hashlib.sha256(b"\0" + text).digest()


def hash_of(kind: str, salt: bytes, digest: bytes) -> bytes:
    """Return the leaf hash of a thing."""
    return leaf_hash(entry(kind, salt, digest))
