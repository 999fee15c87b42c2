"""Documents on this node's disk: sealed under its pepper, whole or not there at all."""

import hashlib
import os
from pathlib import Path
from uuid import UUID

from django.conf import settings

from hamkor import envelope
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _


def store_file(reference: UUID, content: bytes) -> str:
    """Keep `content` under `reference` and return its SHA-256, hexadecimal.

    When this returns, a power cut no longer loses it. A file that is already there is replaced in
    one step: a reader sees the old one or the new one.
    """
    path = _path(reference)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealed = envelope.seal_at_rest(
        settings.NODE.read_secret("pepper"), content, context=str(reference)
    )
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    with unfinished.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _sync_folder(path.parent)
    _sync_folder(path.parent.parent)
    return hashlib.sha256(content).hexdigest()


def read_file(reference: UUID) -> bytes:
    """Return what was kept under `reference`.

    Raises:
        NotFound: nothing is kept under it.
        OurFault: what lies on disk was changed, or sealed by another node.
    """
    try:
        sealed = _path(reference).read_bytes()
    except FileNotFoundError:
        raise NotFound(_("The file is not on this node's disk")) from None
    pepper = settings.NODE.read_secret("pepper")
    return envelope.open_at_rest(pepper, sealed, context=str(reference))


def _path(reference: UUID) -> Path:
    name = str(reference)
    folder: Path = settings.NODE.files_folder
    return folder / name[:2] / name


def _sync_folder(folder: Path) -> None:
    """Make a new name in `folder` last; a file's own fsync does not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
