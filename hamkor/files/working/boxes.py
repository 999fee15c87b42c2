"""MP4, M4A and 3GP (ISO 14496-12): boxes that say more than sound and pictures are emptied.

They keep their length, so that what points into the file still points to the same place.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from hamkor.files.working.refusing import CannotClean

HOLDERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"moof", b"traf"}
EMPTIED = {b"udta", b"meta", b"uuid", b"iods", b"skip", b"wide", b"loci", b"cprt"}
KNOWN = (
    HOLDERS
    | EMPTIED
    | {
        *(
            b"ftyp",
            b"mdat",
            b"free",
            b"mvhd",
            b"tkhd",
            b"mdhd",
            b"hdlr",
            b"vmhd",
            b"smhd",
            b"nmhd",
        ),
        *(
            b"dinf",
            b"stsd",
            b"stts",
            b"ctts",
            b"stsc",
            b"stsz",
            b"stz2",
            b"stco",
            b"co64",
            b"stss",
        ),
        *(
            b"elst",
            b"sdtp",
            b"sgpd",
            b"sbgp",
            b"cslg",
            b"stdp",
            b"stps",
            b"tref",
            b"tapt",
            b"mvex",
        ),
        *(
            b"mfhd",
            b"tfhd",
            b"tfdt",
            b"trun",
            b"sidx",
            b"mfra",
            b"styp",
            b"gmhd",
            b"trex",
            b"subs",
        ),
        *(b"saiz", b"saio", b"padb", b"mehd", b"pdin", b"styp"),
    }
)
WITH_TIMES = {b"mvhd", b"tkhd", b"mdhd"}
SOUND_AND_PICTURE = {b"soun", b"vide"}
DEEPEST = 12


@dataclass(frozen=True)
class Box:
    """Where a box lies: its start, the start of what it holds, its end (exclusive)."""

    kind: bytes
    start: int
    inside: int
    end: int


def clean_boxes(content: bytes) -> bytes:
    """Return the film or sound without places, devices, names and times.

    Raises:
        CannotClean: damaged, or with a track that is neither sound nor picture: telephones write
            their positions into such tracks.
    """
    cleaned = bytearray(content)
    _clean_within(cleaned, 0, len(cleaned), depth=0)
    return bytes(cleaned)


def _clean_within(film: bytearray, start: int, end: int, *, depth: int) -> None:
    if depth > DEEPEST:
        raise CannotClean
    for box in _boxes(film, start, end):
        if box.kind in HOLDERS:
            _clean_within(film, box.inside, box.end, depth=depth + 1)
        elif box.kind in EMPTIED or box.kind not in KNOWN:
            film[box.start + 4 : box.start + 8] = b"free"
            film[box.inside : box.end] = bytes(box.end - box.inside)
        else:
            _clean_box(film, box)


def _clean_box(film: bytearray, box: Box) -> None:
    if box.kind == b"free":
        film[box.inside : box.end] = bytes(box.end - box.inside)
    elif box.kind in WITH_TIMES:
        length = 16 if film[box.inside] == 1 else 8
        film[box.inside + 4 : box.inside + 4 + length] = bytes(length)
    elif box.kind == b"hdlr":
        _clean_handler(film, box)


def _clean_handler(film: bytearray, box: Box) -> None:
    """A handler says what a track is; its name often says which telephone made it."""
    what = bytes(film[box.inside + 8 : box.inside + 12])
    if what not in SOUND_AND_PICTURE | {b"url ", b"alis"}:
        raise CannotClean
    name = box.inside + 24
    film[name : box.end] = bytes(max(0, box.end - name))


def _boxes(film: bytearray, start: int, end: int) -> Iterator[Box]:
    at = start
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", film, at)
        inside = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", film, inside) if inside + 8 <= end else (0,)
            inside += 8
        elif size == 0:  # to the end
            size = end - at
        if size < inside - at or at + size > end:
            raise CannotClean
        yield Box(kind, at, inside, at + size)
        at += size
    if any(film[at:end]):
        raise CannotClean
