"""What may be uploaded: decided by the content; the name must agree, the browser is not asked."""

import io
import lzma
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import pikepdf
from django.conf import settings
from PIL import Image

from hamkor.errors import InputRefused
from hamkor.errors import gettext_noop as _

MAX_PIXELS = 50_000_000
"""A photograph of 50 megapixels; a small file can hold far more and fill the memory."""
MAX_DOCX_XML_BYTES = 50 * 1024 * 1024
LONGEST_NAME = 120
# What a broken or booby-trapped archive raises, whichever way it was packed.
UNPACKABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(KeyError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError),
)
_NO_NAME = "file"
FIRST_TRACKS = 64 * 1024
"""Where a WebM names its tracks; those of pictures begin with V_."""


@dataclass(frozen=True)
class Upload:
    """A file that was looked at and may be kept.

    Attributes:
        name: cleaned: no path, no control characters, at most 120 characters.
        media_type: of the content, whatever the browser said.
        content: as uploaded, to the byte.
    """

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class _Kind:
    media_type: str
    endings: frozenset[str]
    opens: Callable[[bytes], bool]


def check_upload(name: str, content: bytes) -> Upload:
    """Look at an uploaded file and say under which name and type it may be kept.

    Allowed are pictures (JPEG, PNG, WebP), PDF, Word (docx), plain text in UTF-8, and sound or
    video of a telephone (MP3, OGG, M4A, AMR, MP4, 3GP, WebM).

    Raises:
        InputRefused: empty, too large, not of an allowed type, with an ending that does not
            belong to its content, or not readable.
    """
    clean = clean_name(name)
    if not content:
        raise InputRefused(_("The file “%(name)s” is empty"), field="files", name=clean)
    if len(content) > settings.MAX_ATTACHMENT_BYTES:
        megabytes = settings.MAX_ATTACHMENT_BYTES // 1024**2
        raise InputRefused(
            _("The file “%(name)s” is larger than %(megabytes)s MB"),
            field="files",
            name=clean,
            megabytes=megabytes,
        )
    kind = _kind_of(content)
    if kind is None:
        raise InputRefused(
            _(
                "Files of the type of “%(name)s” are not taken in: send a picture, a PDF, a Word"
                " file (docx), plain text, or sound or video from a telephone"
            ),
            field="files",
            name=clean,
        )
    _check_ending(clean, kind)
    if not kind.opens(content):
        raise InputRefused(
            _("The file “%(name)s” cannot be opened: it is damaged or locked with a password"),
            field="files",
            name=clean,
        )
    return Upload(clean, kind.media_type, content)


def clean_name(name: str) -> str:
    """Return a file's name without path, control or invisible characters, not too long."""
    visible = "".join(
        character
        for character in unicodedata.normalize("NFC", name)
        if unicodedata.category(character)[0] != "C"
    )
    last = re.split(r"[/\\]", visible)[-1].strip().strip(".")
    path = PurePosixPath(last or _NO_NAME)
    return path.stem[: LONGEST_NAME - len(path.suffix[:10])] + path.suffix[:10]


def _check_ending(name: str, kind: _Kind) -> None:
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    if ending not in kind.endings:
        raise InputRefused(
            _("The name “%(name)s” does not fit the content: it should end in .%(ending)s"),
            field="files",
            name=name,
            ending=min(kind.endings, key=len),
        )


def _opens_as_picture(content: bytes) -> bool:
    """Decode every pixel; a picture that only begins well is no evidence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    return False
                picture.load()
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
        return False
    return True


def _opens_as_pdf(content: bytes) -> bool:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return len(pdf.pages) > 0
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError):
        return False


def _opens_as_docx(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = archive.getinfo("word/document.xml")
            if text.file_size > MAX_DOCX_XML_BYTES or "word/vbaProject.bin" in archive.namelist():
                return False
            with archive.open(text) as file:
                return b"<" in file.read(MAX_DOCX_XML_BYTES)
    except UNPACKABLE:
        return False


def _opens_always(_content: bytes) -> bool:
    return True


def _is_docx(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04") and b"word/document.xml" in content


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(character >= " " or character in "\t\n\r\f" for character in text)


def _is_mp3(content: bytes) -> bool:
    # An ID3 tag, or a frame header of MPEG layer III: eleven bits of sync, layer bits 01.
    is_frame = len(content) > 2 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2
    return content.startswith(b"ID3") or is_frame


def _is_webm(content: bytes) -> bool:
    return content.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in content[:64]


def _brand(content: bytes) -> bytes:
    return content[8:12] if content[4:8] == b"ftyp" else b""


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MP4_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"MSNV")

_SIGNATURES: tuple[tuple[Callable[[bytes], bool], _Kind], ...] = (
    (
        lambda c: c.startswith(b"\xff\xd8\xff"),
        _Kind("image/jpeg", frozenset({"jpg", "jpeg"}), _opens_as_picture),
    ),
    (
        lambda c: c.startswith(b"\x89PNG\r\n\x1a\n"),
        _Kind("image/png", frozenset({"png"}), _opens_as_picture),
    ),
    (
        lambda c: c[:4] == b"RIFF" and c[8:12] == b"WEBP",
        _Kind("image/webp", frozenset({"webp"}), _opens_as_picture),
    ),
    (
        lambda c: c.startswith(b"%PDF-"),
        _Kind("application/pdf", frozenset({"pdf"}), _opens_as_pdf),
    ),
    (_is_docx, _Kind(WORD, frozenset({"docx"}), _opens_as_docx)),
    (
        lambda c: c.startswith(b"OggS"),
        _Kind("audio/ogg", frozenset({"ogg", "oga", "opus"}), _opens_always),
    ),
    (
        lambda c: c.startswith((b"#!AMR\n", b"#!AMR-WB\n")),
        _Kind("audio/amr", frozenset({"amr"}), _opens_always),
    ),
    (
        lambda c: _brand(c) in (b"M4A ", b"M4B "),
        _Kind("audio/mp4", frozenset({"m4a"}), _opens_always),
    ),
    (
        lambda c: _brand(c)[:3] == b"3gp",
        _Kind("video/3gpp", frozenset({"3gp"}), _opens_always),
    ),
    (
        lambda c: _brand(c) in _MP4_BRANDS,
        _Kind("video/mp4", frozenset({"mp4", "m4a"}), _opens_always),
    ),
    (
        lambda c: _is_webm(c) and b"V_" not in c[:FIRST_TRACKS],
        _Kind("audio/webm", frozenset({"webm", "weba"}), _opens_always),
    ),
    (_is_webm, _Kind("video/webm", frozenset({"webm"}), _opens_always)),
    (_is_mp3, _Kind("audio/mpeg", frozenset({"mp3"}), _opens_always)),
    (_is_text, _Kind("text/plain", frozenset({"txt"}), _opens_always)),
)


def _kind_of(content: bytes) -> _Kind | None:
    return next((kind for fits, kind in _SIGNATURES if fits(content)), None)
