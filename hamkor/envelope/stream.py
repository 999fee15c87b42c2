"""Encrypt a part in chunks, so that it can be of any size and a missing end is noticed.

AES-256-GCM over chunks of 1 MiB. The nonce is part number (4 bytes), chunk number (7) and a mark
of the last chunk (1): chunks can be neither reordered, dropped, nor moved to another part. It is
the STREAM construction that the age file format uses. A key serves one message only.
"""

from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK_BYTES = 1024 * 1024
TAG_BYTES = 16


def encrypt_part(key: bytes, part: int, plain: bytes) -> bytes:
    """Encrypt `plain` as part number `part` of the message that `key` belongs to."""
    cipher = AESGCM(key)
    chunks = _chunks(plain, CHUNK_BYTES)
    return b"".join(
        cipher.encrypt(_nonce(part, number, is_last), chunk, None)
        for number, chunk, is_last in chunks
    )


def decrypt_part(key: bytes, part: int, sealed: bytes) -> bytes:
    """Give back what `encrypt_part` was given.

    Raises:
        ValueError: the bytes were changed, cut, or sealed as another part or with another key.
    """
    cipher = AESGCM(key)
    chunks = _chunks(sealed, CHUNK_BYTES + TAG_BYTES)
    try:
        return b"".join(
            cipher.decrypt(_nonce(part, number, is_last), chunk, None)
            for number, chunk, is_last in chunks
        )
    except InvalidTag as error:
        raise ValueError("a chunk does not open") from error


def _chunks(whole: bytes, size: int) -> Iterator[tuple[int, memoryview, bool]]:
    """Cut `whole`; an empty one is a single empty chunk, which is also the last."""
    count = max(1, -(-len(whole) // size))
    view = memoryview(whole)
    for number in range(count):
        yield number, view[number * size : (number + 1) * size], number == count - 1


def _nonce(part: int, number: int, is_last: bool) -> bytes:
    return part.to_bytes(4, "big") + number.to_bytes(7, "big") + bytes([is_last])
