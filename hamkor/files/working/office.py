"""Word files: text and pictures go over; authors, times, programs and embedded files do not."""

import io
import re
import zipfile

from hamkor.files.kinds import UNPACKABLE
from hamkor.files.working.pictures import clean_jpeg_stream
from hamkor.files.working.refusing import CannotClean

MOST_ENTRIES = 2_000
MOST_BYTES = 200 * 1024 * 1024
"""Unpacked; what claims more is refused before a byte is unpacked."""
MIDNIGHT = (1980, 1, 1, 0, 0, 0)
LEFT_OUT = re.compile(
    r"(docProps/|customXml/|word/embeddings/|word/activeX/|word/people\.xml$|word/commentsExtensible"
    r"|word/commentsIds|word/vba|docMetadata/|.*thumbnail|.*\.(?:emf|wmf|bin|exe)$)"
)
WHO_AND_WHEN = re.compile(
    rb"\s(?:w|w14|w15|w16du|cp):(?:author|date|dateUtc|initials|userId|providerId"
    rb'|rsid\w*|paraId|textId)="[^"]*"'
)
SESSIONS = re.compile(
    rb"<w:rsids>.*?</w:rsids>|<w:attachedTemplate[^>]*/>|<w:mailMerge>.*?</w:mailMerge>", re.S
)
RELATION = re.compile(rb"<Relationship\s[^>]*?/>")
TARGET = re.compile(rb'Target="([^"]*)"')
OVERRIDE = re.compile(rb'<Override\s[^>]*?PartName="/([^"]*)"[^>]*?/>')


def clean_word(content: bytes) -> bytes:
    """Return the document without what says who made it, when and with what.

    Raises:
        CannotClean: damaged, larger than it may be, or with a picture that cannot be cleaned.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _rewrite(archive)
    except UNPACKABLE as error:
        raise CannotClean from error


def _rewrite(archive: zipfile.ZipFile) -> bytes:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise CannotClean
    kept = [entry for entry in entries if not LEFT_OUT.match(entry.filename)]
    names = {entry.filename for entry in kept}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as rewritten:
        for entry in kept:
            made = _clean_entry(entry.filename, _read(archive, entry), names)
            rewritten.writestr(
                zipfile.ZipInfo(entry.filename, MIDNIGHT), made, zipfile.ZIP_DEFLATED
            )
    return written.getvalue()


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Unpack no more than the entry claims to hold."""
    with archive.open(entry) as file:
        content = file.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise CannotClean
    return content


def _clean_entry(name: str, content: bytes, names: set[str]) -> bytes:
    ending = name.rpartition(".")[2].lower()
    if ending in ("jpg", "jpeg"):
        return clean_jpeg_stream(content)
    if ending == "rels":
        return RELATION.sub(lambda found: _relation(found, name, names), content)
    if name == "[Content_Types].xml":
        return OVERRIDE.sub(lambda found: found[0] if found[1].decode() in names else b"", content)
    return SESSIONS.sub(b"", WHO_AND_WHEN.sub(b"", content)) if ending == "xml" else content


def _relation(found: re.Match[bytes], name: str, names: set[str]) -> bytes:
    """Keep a relation to what is still there; links to the outside world open nothing here."""
    if b'TargetMode="External"' in found[0]:
        return (
            b"" if b"hyperlink" not in found[0] else TARGET.sub(b'Target="about:blank"', found[0])
        )
    target = TARGET.search(found[0])
    if target is None:
        return b""
    folder = name.replace("_rels/", "").rpartition("/")[0]
    return found[0] if _resolved(folder, target[1].decode(errors="replace")) in names else b""


def _resolved(folder: str, target: str) -> str:
    """Name the entry that a relation written in `folder` points to."""
    if target.startswith("/"):
        return target[1:]
    parts = folder.split("/") if folder else []
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts = [*parts, part]
    return "/".join(parts)
