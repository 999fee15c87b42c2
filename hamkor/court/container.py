"""An ASiC-E container (EN 319 162-1): a ZIP file that lists and signs all that is in it."""

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO, Self
from urllib.parse import quote, unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from hamkor.envelope import ContainerKey
from hamkor.errors import Malformed, TooLarge
from hamkor.errors import gettext_noop as _

MEDIA_TYPE = b"application/vnd.etsi.asic-e+zip"
MIMETYPE = "mimetype"
MANIFEST = "META-INF/ASiCManifest001.xml"
SIGNATURE = "META-INF/signature001.p7s"
MAX_ITEMS = 50_000
MAX_SMALL_BYTES = 8 * 1024 * 1024
"""Longest item that is read whole: all but the documents."""
_PIECE = 1024 * 1024
_DAMAGE = (
    KeyError, OSError, BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError,
    zlib.error,
)  # fmt: skip

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"'
    ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
    f'<asic:SigReference URI="{SIGNATURE}" MimeType="application/pkcs7-signature"/>\n'
)
_ITEM = (
    '<asic:DataObjectReference URI="{uri}" MimeType="{media_type}">'
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
    "<ds:DigestValue>{digest}</ds:DigestValue></asic:DataObjectReference>\n"
)
_TAIL = "</asic:ASiCManifest>\n"
_LISTED = re.compile(
    re.escape(_ITEM)
    .replace(r"\{uri\}", r"([A-Za-z0-9%/._~-]{1,2000})")
    .replace(r"\{media_type\}", r"([a-z0-9.+/-]{1,127})")
    .replace(r"\{digest\}", r"([A-Za-z0-9+/]{43}=)")
)


class ContainerWriter:
    """Writes a container, item by item, and signs it at the end."""

    def __init__(self, file: BinaryIO, *, at: datetime) -> None:
        """Begin a container in an empty file."""
        self._zip = ZipFile(file, "w", allowZip64=True)
        self._at = at
        self._listed: list[tuple[str, str, bytes]] = []
        # First and not compressed, so that a program that knows no ZIP sees what this is.
        self._zip.writestr(self._info(MIMETYPE, ZIP_STORED), MEDIA_TYPE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._zip.close()  # also of a container that will be thrown away

    def add(self, name: str, media_type: str, content: bytes) -> None:
        """Add an item."""
        with self.adding(name, media_type) as write:
            write.write(content)

    @contextmanager
    def adding(self, name: str, media_type: str) -> Iterator["_Hashing"]:
        """Add an item of any size while it is being written."""
        with self._zip.open(self._info(name, ZIP_DEFLATED), "w", force_zip64=True) as item:
            hashing = _Hashing(item)
            yield hashing
        self._listed.append((name, media_type, hashing.digest()))

    def finish(self, key: ContainerKey) -> None:
        """List and sign all that was added; the container is complete then."""
        manifest = manifest_of(self._listed)
        self._zip.writestr(self._info(MANIFEST, ZIP_DEFLATED), manifest)
        self._zip.writestr(self._info(SIGNATURE, ZIP_DEFLATED), key.sign(manifest))

    def _info(self, name: str, compression: int) -> ZipInfo:
        moment = self._at
        year = min(max(moment.year, 1980), 2107)
        at = (year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
        info = ZipInfo(name, at)
        info.compress_type = compression
        info.external_attr = 0o644 << 16
        return info


class _Hashing:
    """A file that remembers what went through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self._hash.update(piece)
        return self._file.write(piece)

    def digest(self) -> bytes:
        return self._hash.digest()


class Container:
    """A container that was opened; nothing in it is proven yet."""

    def __init__(self, path: Path) -> None:
        """Open the file at `path`.

        Raises:
            Malformed: it is no container, or holds a name twice.
            TooLarge: it holds more items than any export.
        """
        try:
            self._zip = ZipFile(path)
            self._check_first()
        except (OSError, BadZipFile, NotImplementedError, ValueError) as error:
            raise Malformed(_("This file is not a container of an office.")) from error

    @property
    def names(self) -> list[str]:
        """Return the names of all items, in the order in which they lie."""
        return self._zip.namelist()

    def read(self, name: str) -> bytes:
        """Return an item, whole.

        Raises:
            Malformed: it is missing or damaged.
            TooLarge: it is longer than `MAX_SMALL_BYTES`.
        """
        whole = b""
        for piece in self.pieces(name):
            whole += piece
            if len(whole) > MAX_SMALL_BYTES:
                raise TooLarge(_("An item of the container is longer than it may be."))
        return whole

    def digest(self, name: str) -> tuple[int, bytes]:
        """Return length and SHA-256 of an item of any size; see `read` for errors."""
        length, digest = 0, hashlib.sha256()
        for piece in self.pieces(name):
            digest.update(piece)
            length += len(piece)
        return length, digest.digest()

    def pieces(self, name: str) -> Iterator[bytes]:
        """Give an item piece by piece; see `read` for errors."""
        try:
            with self._zip.open(name) as item:
                while piece := item.read(_PIECE):
                    yield piece
        except _DAMAGE as error:
            raise Malformed(_("An item of the container is missing or damaged.")) from error

    def listed(self) -> list[tuple[str, str, bytes]]:
        """Return name, media type and SHA-256 of all that the container says is in it.

        Raises:
            Malformed: it does not say it in the agreed way.
        """
        raw = self.read(MANIFEST)
        found = _LISTED.findall(raw.decode("ascii", errors="replace"))
        listed = [
            (unquote(uri), media_type, base64.b64decode(digest))
            for uri, media_type, digest in found
        ]
        if manifest_of(listed) != raw:
            raise Malformed(_("The list of what is in the container is not in the agreed form."))
        return listed

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def _check_first(self) -> None:
        items = self._zip.infolist()
        names = [item.filename for item in items]
        if len(items) > MAX_ITEMS:
            raise TooLarge(_("The container holds more than any export."))
        if not items or len(set(names)) != len(names):
            raise ValueError("an item lies in it twice, or none")
        is_first = (items[0].filename, items[0].compress_type) == (MIMETYPE, ZIP_STORED)
        is_short = items[0].file_size == len(MEDIA_TYPE)
        if not is_first or not is_short or self._zip.read(MIMETYPE) != MEDIA_TYPE:
            raise ValueError("not an ASiC-E container")


def manifest_of(listed: list[tuple[str, str, bytes]]) -> bytes:
    """Return the ASiCManifest over items, given with name, media type and SHA-256."""
    items = (
        _ITEM.format(uri=quote(name), media_type=media_type, digest=_base64(digest))
        for name, media_type, digest in listed
    )
    return (_HEAD + "".join(items) + _TAIL).encode()


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
