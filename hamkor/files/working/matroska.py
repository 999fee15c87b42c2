"""WebM (RFC 8794, RFC 9559), as browsers record it: what tells more is emptied in place."""

from dataclasses import dataclass

from hamkor.files.working.refusing import CannotClean

VOID = b"\xec"
ENTERED = {0x18538067, 0x1549A966, 0x1F43B675, 0x1654AE6B, 0xAE, 0xA0}
"""Segment, Info, Cluster, Tracks, TrackEntry, BlockGroup."""
EMPTIED = {
    *(0x1254C367, 0x1941A469, 0x1043A770, 0x7BA9, 0x4461, 0x4D80, 0x5741, 0x73A4, 0x7384),
    *(0x536E, 0x3CB923, 0x3C83AB, 0x3EB923, 0x3E83BB, 0x4444, 0x114D9B74, 0xBF),
}
"""Tags, attachments, chapters, title, date, programs, names of the file and track, seek table."""
UNTIL_NEXT = {0x18538067, 0x1F43B675}
"""May be of unknown length; a live recording is."""
DEEPEST = 6


@dataclass(frozen=True)
class Element:
    """Where an element lies; `end` is None when its length is unknown."""

    name: int
    start: int
    inside: int
    end: int | None


def clean_matroska(content: bytes) -> bytes:
    """Return the recording without names, dates, programs and tags.

    Raises:
        CannotClean: damaged.
    """
    film = bytearray(content)
    at = 0
    while at < len(film):
        element = _read(film, at)
        end = len(film) if element.end is None else element.end
        if end > len(film):
            raise CannotClean
        if element.name in ENTERED:
            at = element.inside  # its children follow as if they stood beside it
        else:
            if element.name in EMPTIED:
                _empty(film, element.start, end)
            at = end
    return bytes(film)


def _read(film: bytearray, at: int) -> Element:
    name_length = _length_of(film, at, most=4)
    name = int.from_bytes(film[at : at + name_length], "big")
    size_at = at + name_length
    size_length = _length_of(film, size_at, most=8)
    bits = 7 * size_length
    size = int.from_bytes(film[size_at : size_at + size_length], "big") & (1 << bits) - 1
    inside = size_at + size_length
    if size == (1 << bits) - 1:
        if name not in UNTIL_NEXT:
            raise CannotClean
        return Element(name, at, inside, None)
    return Element(name, at, inside, inside + size)


def _length_of(film: bytearray, at: int, *, most: int) -> int:
    first = film[at] if at < len(film) else 0
    length = 9 - first.bit_length() if first else 9
    if length > most or at + length > len(film):
        raise CannotClean
    return length


def _empty(film: bytearray, start: int, end: int) -> None:
    """Put a void of the same length there: one byte of name, one or eight of length."""
    length = end - start
    is_short = length < 9
    size = bytes([0x80 | length - 2]) if is_short else (1 << 56 | length - 9).to_bytes(8, "big")
    film[start:end] = (VOID + size).ljust(length, b"\0")
