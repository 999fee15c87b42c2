"""A file for offices without a network: frames, receipts and statements one behind another.

::

    bundle  = magic, then parts, each after its length (8 bytes, big-endian):
              0 the cover, signed (JWS)    1 the list of items, JSON    2 … the items
    volume  = magic, bundle id (16), number and count (4 each), length (8), SHA-256 (32), and as
              much of the bundle as the stick takes

The cover names the digest of the list, and the list that of each item. What is in a bundle proves
itself, too: its seals, signatures and order are those of the wire.
"""

import hashlib
import io
import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from pydantic import Field

from hamkor.envelope import signed
from hamkor.envelope.claims import MAX_COUNT, Claims, Digest, Instant, OfficeId
from hamkor.envelope.keys import OfficeKeys, PublicKeys
from hamkor.envelope.root import five_digit_groups
from hamkor.errors import InputRefused, Malformed
from hamkor.errors import gettext_noop as _

BUNDLE_TYPE = "hamkor-bundle+jws"
MAGIC = b"HMKB\x01"
VOLUME_MAGIC = b"HMKV\x01"
KINDS = ("statement", "directory", "frame", "receipt", "checkpoint", "witnessed")
MAX_ITEMS = 100_000
MAX_SMALL_BYTES = 16 * 1024 * 1024
"""Longest item that is not a frame, and longest list; inclusive."""

_VOLUME = struct.Struct(">5s16sIIQ32s")
_LENGTH = struct.Struct(">Q")
_PIECE = 1024 * 1024
_CODE_GROUPS = 4


class Cover(Claims):
    """What is signed of a bundle.

    Attributes:
        bundle_id: drawn at random.
        sender: office that wrote it.
        recipient: office for which it is.
        made_at: by the sender's clock.
        items: SHA-256 of the list.
        count: of items.
    """

    bundle_id: UUID
    sender: OfficeId
    recipient: OfficeId
    made_at: Instant
    items: Digest
    count: int = Field(ge=0, le=MAX_COUNT)


@dataclass(frozen=True)
class Item:
    """One thing in a bundle; `content` can be read from its first byte, once or more often."""

    kind: str
    length: int
    digest: str
    content: BinaryIO


def item_of(kind: str, content: bytes | BinaryIO) -> Item:
    """Return what is to be put into a bundle; hashes it."""
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    digest, length = _digest(file)
    file.seek(0)
    return Item(kind, length, digest, file)


def sign_cover(
    items: Sequence[Item],
    keys: OfficeKeys,
    *,
    bundle_id: UUID,
    sender: str,
    recipient: str,
    at: datetime,
) -> str:
    """Sign that these items are a bundle of `sender` for `recipient`."""
    listed = hashlib.sha256(_list_of(items)).hexdigest()
    cover = Cover(
        bundle_id=bundle_id,
        sender=sender,
        recipient=recipient,
        made_at=at,
        items=listed,
        count=len(items),
    )
    return signed.sign_by(cover.to_payload(), typ=BUNDLE_TYPE, keys=keys)


def write_bundle(
    path: Path, items: Sequence[Item], cover: str, bundle_id: UUID, *, volume_bytes: int = 0
) -> list[Path]:
    """Write a bundle into `path`, or into numbered volumes beside it.

    Args:
        path: of the first or only file.
        items: in the order in which they are taken in.
        cover: see `sign_cover`.
        bundle_id: as in the cover.
        volume_bytes: longest file, inclusive; 0 for one file of any size.
    """
    sizes = [len(cover), len(_list_of(items)), *(item.length for item in items)]
    total = len(MAGIC) + sum(sizes) + _LENGTH.size * len(sizes)
    room = max(volume_bytes - _VOLUME.size, 1024) if volume_bytes else total
    count = max(1, -(-total // room))
    pieces = _Pieces(_stream(items, cover))
    written = []
    for number in range(1, count + 1):
        name = path if count == 1 else path.with_name(f"{path.name}.{number:03d}")
        _write_volume(
            name, bundle_id, number, count, pieces, min(room, total - room * (number - 1))
        )
        written.append(name)
    return written


class Bundle:
    """A bundle that lies in one file or in several."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Open the volumes of one bundle, in any order, and check that all are there and whole.

        Raises:
            InputRefused: one is missing, damaged, copied half, or of another bundle.
        """
        self._file = io.BufferedReader(_Joined(_volumes(paths)))
        if self._file.read(len(MAGIC)) != MAGIC:
            raise InputRefused(_("This is not a bundle of an office"))
        self.text = self._part(MAX_SMALL_BYTES).decode("ascii", errors="replace")
        self._signed = signed.take_apart(self.text, typ=BUNDLE_TYPE)
        self.cover = Cover.from_payload(self._signed.payload)
        self._list = self._part(MAX_SMALL_BYTES)
        if hashlib.sha256(self._list).hexdigest() != self.cover.items:
            raise Malformed(_("The list of a bundle is not the one that was signed."))

    @property
    def key_id(self) -> str:
        """Name the key that signed the cover."""
        return self._signed.key_id

    @property
    def check_code(self) -> str:
        """Return twenty digits by which two people know that they hold the same bundle."""
        return check_code(self.text)

    def verify(self, keys: PublicKeys) -> None:
        """Check that the office with these keys made the bundle.

        Raises:
            PeerFault: it did not.
        """
        self._signed.verify_by(keys)

    def items(self) -> Iterator[Item]:
        """Read the items in their order; the content of each is checked before it is given out.

        Raises:
            Malformed: an item is not the one that was signed for.
        """
        start = self._file.tell()
        for kind, length, digest in _read_list(self._list):
            content = _Slice(self._file, start + _LENGTH.size, length)
            self._file.seek(start)
            is_as_listed = self._file.read(_LENGTH.size) == _LENGTH.pack(length)
            if not is_as_listed or _digest(content) != (digest, length):
                raise Malformed(_("An item of a bundle is not the one that was signed."))
            content.seek(0)
            yield Item(kind, length, digest, content)
            start += _LENGTH.size + length

    def _part(self, limit: int) -> bytes:
        raw = self._file.read(_LENGTH.size)
        length = _LENGTH.unpack(raw)[0] if len(raw) == _LENGTH.size else limit + 1
        if length > limit:
            raise Malformed(_("A bundle ends too early."))
        return self._file.read(length)


def check_code(cover: str) -> str:
    """Return the code of a bundle with this cover; see `Bundle.check_code`."""
    groups = five_digit_groups(hashlib.sha256(cover.encode()).digest()).split()
    return " ".join(groups[:_CODE_GROUPS])


class _Slice(io.RawIOBase, BinaryIO):
    """A part of a file, read as a file."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self._file, self._start, self._length, self._at = file, start, length, 0

    def read(self, size: int | None = -1, /) -> bytes:
        left = self._length - self._at
        wanted = left if size is None or size < 0 else min(size, left)
        self._file.seek(self._start + self._at)
        content = self._file.read(wanted)
        self._at += len(content)
        return content

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(0, origin + offset)
        return self._at

    def tell(self) -> int:
        return self._at


class _Joined(io.RawIOBase):
    """Several files read as one."""

    def __init__(self, volumes: Sequence[tuple[Path, int]]) -> None:
        self._volumes, self._at = volumes, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        end = sum(length for _path, length in self._volumes)
        self._at = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: end}[whence] + offset
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        begins = 0
        for path, length in self._volumes:
            if begins <= self._at < begins + length:
                with path.open("rb") as file:
                    file.seek(_VOLUME.size + self._at - begins)
                    content = file.read(min(len(buffer), begins + length - self._at))
                buffer[: len(content)] = content
                self._at += len(content)
                return len(content)
            begins += length
        return 0


class _Pieces:
    """A stream of pieces, from which any number of bytes can be taken."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def take(self, size: int) -> Iterator[bytes]:
        while size:
            self._rest = self._rest or next(self._pieces)
            piece, self._rest = self._rest[:size], self._rest[size:]
            size -= len(piece)
            yield piece


def _stream(items: Sequence[Item], cover: str) -> Iterator[bytes]:
    yield MAGIC
    for part in (cover.encode(), _list_of(items)):
        yield _LENGTH.pack(len(part)) + part
    for item in items:
        yield _LENGTH.pack(item.length)
        item.content.seek(0)
        while piece := item.content.read(_PIECE):
            yield piece


def _write_volume(
    path: Path, bundle_id: UUID, number: int, count: int, pieces: _Pieces, length: int
) -> None:
    digest = hashlib.sha256()
    with path.open("xb") as file:
        file.write(bytes(_VOLUME.size))
        for piece in pieces.take(length):
            digest.update(piece)
            file.write(piece)
        file.seek(0)
        head = (VOLUME_MAGIC, bundle_id.bytes, number, count, length, digest.digest())
        file.write(_VOLUME.pack(*head))


def _volumes(paths: Sequence[Path]) -> list[tuple[Path, int]]:
    """Check the volumes and return them in their order, each with its length."""
    found: dict[int, tuple[Path, int]] = {}
    ids, counts = set(), set()
    for path in paths:
        bundle_id, number, count, length = _check_volume(path)
        ids.add(bundle_id)
        counts.add(count)
        found[number] = (path, length)
    if len(ids) > 1 or len(counts) > 1:
        raise InputRefused(_("These files belong to different bundles"))
    wanted = range(1, max(counts, default=1) + 1)
    for number in wanted:
        if number not in found:
            raise InputRefused(
                _("Volume %(number)s of %(count)s is missing"), number=number, count=len(wanted)
            )
    return [found[number] for number in wanted]


def _check_volume(path: Path) -> tuple[bytes, int, int, int]:
    try:
        with path.open("rb") as file:
            head = file.read(_VOLUME.size)
            if len(head) < _VOLUME.size or not head.startswith(VOLUME_MAGIC):
                raise InputRefused(_("%(name)s is not a bundle of an office"), name=path.name)
            _magic, bundle_id, number, count, length, expected = _VOLUME.unpack(head)
            digest, read = _digest_from_here(file)
    except OSError as error:
        raise InputRefused(
            _("The file %(name)s cannot be read: %(why)s"), name=path.name, why=error.strerror
        ) from error
    if read < length:
        raise InputRefused(_("%(name)s was copied only in part: copy it again"), name=path.name)
    if read > length or digest != expected.hex():
        raise InputRefused(_("%(name)s was damaged: copy it again"), name=path.name)
    return bundle_id, number, count, length


def _list_of(items: Sequence[Item]) -> bytes:
    return json.dumps(
        [[item.kind, item.length, item.digest] for item in items], separators=(",", ":")
    ).encode()


def _read_list(raw: bytes) -> list[tuple[str, int, str]]:
    """The list was signed: what is odd in it is its sender's doing."""
    try:
        rows = json.loads(raw)
        items = [(str(kind), int(length), str(digest)) for kind, length, digest in rows]
    except (ValueError, TypeError, RecursionError) as error:
        raise Malformed(_("The list of a bundle cannot be read.")) from error
    if len(items) > MAX_ITEMS or any(
        kind not in KINDS or length < 0 or (kind != "frame" and length > MAX_SMALL_BYTES)
        for kind, length, _digest in items
    ):
        raise Malformed(_("The list of a bundle cannot be read."))
    return items


def _digest(file: BinaryIO) -> tuple[str, int]:
    file.seek(0)
    return _digest_from_here(file)


def _digest_from_here(file: BinaryIO) -> tuple[str, int]:
    digest, length = hashlib.sha256(), 0
    while piece := file.read(_PIECE):
        digest.update(piece)
        length += len(piece)
    return digest.hexdigest(), length
