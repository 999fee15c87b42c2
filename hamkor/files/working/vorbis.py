"""Ogg (RFC 3533) with Opus (RFC 7845) or Vorbis: the packet of comments is written anew, empty."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hamkor.files.working.refusing import CannotClean

HEADER = 27
POLYNOMIAL = 0x04C11DB7
EMPTY = b"\0\0\0\0\0\0\0\0"
"""A vendor without a name, and no comments."""
OPUS, VORBIS = b"OpusTags" + EMPTY, b"\x03vorbis" + EMPTY + b"\x01"


@dataclass(frozen=True)
class Page:
    """One page: type flags, position, stream, its packets in segments, and how it lay there."""

    flags: int
    position: bytes
    stream: bytes
    number: int
    lacing: bytes
    body: bytes
    raw: bytes = b""


def clean_ogg(content: bytes) -> bytes:
    """Return the sound with empty comments.

    Raises:
        CannotClean: damaged, of several streams, or of another coding.
    """
    pages = list(_pages(content))
    if len({page.stream for page in pages}) != 1 or len(pages) < 2:
        raise CannotClean
    first, rest = pages[0], pages[1:]
    if first.body.startswith(b"OpusHead"):
        return b"".join(_numbered([first, *_without_comments(rest, OPUS)]))
    if first.body.startswith(b"\x01vorbis"):
        return b"".join(_numbered([first, *_without_comments(rest, VORBIS)]))
    raise CannotClean


def _without_comments(pages: list[Page], comments: bytes) -> list[Page]:
    """Replace the first packet of `pages` by `comments`; what follows in its page stays."""
    for place, page in enumerate(pages):
        for end, lace in enumerate(page.lacing):
            if lace < 255:
                return [_page_after(page, end, comments), *pages[place + 1 :]]
    raise CannotClean


def _page_after(page: Page, end: int, comments: bytes) -> Page:
    """Return the page in which the comments ended, beginning with `comments` instead."""
    behind = page.body[sum(page.lacing[: end + 1]) :]
    lacing = bytes([len(comments)]) + page.lacing[end + 1 :]
    return replace(page, flags=page.flags & ~1, lacing=lacing, body=comments + behind, raw=b"")


def _numbered(pages: list[Page]) -> Iterator[bytes]:
    """Write the pages; those that are as they were keep their check sums, which cost much."""
    for number, page in enumerate(pages):
        is_as_it_was = page.raw and page.number == number
        yield page.raw if is_as_it_was else _written(replace(page, number=number))


def _pages(content: bytes) -> Iterator[Page]:
    at = 0
    while at < len(content):
        header = content[at : at + HEADER]
        if len(header) < HEADER or header[:5] != b"OggS\0":
            raise CannotClean
        lacing = content[at + HEADER : at + HEADER + header[26]]
        body_at = at + HEADER + len(lacing)
        body = content[body_at : body_at + sum(lacing)]
        if len(lacing) < header[26] or len(body) < sum(lacing):
            raise CannotClean
        number = int.from_bytes(header[18:22], "little")
        end = body_at + len(body)
        raw = content[at:end]
        yield Page(header[5], header[6:14], header[14:18], number, lacing, body, raw)
        at = end


def _written(page: Page) -> bytes:
    parts = (b"OggS\0", bytes([page.flags]), page.position, page.stream)
    head = b"".join((*parts, page.number.to_bytes(4, "little")))
    tail = bytes([len(page.lacing)]) + page.lacing + page.body
    check = _check_sum(head + bytes(4) + tail).to_bytes(4, "little")
    return head + check + tail


def _table() -> list[int]:
    values = []
    for start in range(256):
        value = start << 24
        for _bit in range(8):
            value = (value << 1 ^ (POLYNOMIAL if value & 0x80000000 else 0)) & 0xFFFFFFFF
        values.append(value)
    return values


_TABLE = _table()


def _check_sum(content: bytes) -> int:
    check = 0
    for byte in content:
        check = (check << 8 & 0xFFFFFFFF) ^ _TABLE[check >> 24 ^ byte]
    return check
