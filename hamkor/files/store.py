"""Documents on this node's disk: sealed, whole or not there at all."""

import hashlib
import os
import secrets
import shutil
from pathlib import Path
from uuid import UUID

from django.conf import settings

from hamkor import envelope
from hamkor.errors import NodeIsFull, NotFound
from hamkor.errors import gettext_noop as _
from hamkor.node import sync_folder
from hamkor.vault.keys import read_key


def store_file(reference: UUID, content: bytes, *, owner: UUID | None = None) -> str:
    """Keep `content` under `reference` and return its SHA-256, hexadecimal.

    It is sealed under the key of `owner` (a complaint), so that it is erased with that key; under
    the node's pepper when it belongs to the office itself.

    When this returns, a power cut no longer loses it. A file that is already there is replaced in
    one step: a reader sees the old one or the new one.
    """
    path = _path(reference)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sealed = envelope.seal_at_rest(_secret_of(owner), content, context=str(reference))
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    with unfinished.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_folder(path.parent)
    sync_folder(path.parent.parent)
    return hashlib.sha256(content).hexdigest()


def read_file(reference: UUID, *, owner: UUID | None = None) -> bytes:
    """Return what was kept under `reference` for `owner`.

    Raises:
        NotFound: nothing is kept under it, or the key of `owner` was destroyed.
        OurFault: what lies on disk was changed, or sealed by another node or for another owner.
    """
    try:
        sealed = _path(reference).read_bytes()
    except FileNotFoundError:
        raise NotFound(_("The file is not on this node's disk")) from None
    return envelope.open_at_rest(_secret_of(owner), sealed, context=str(reference))


def check_room(length: int) -> None:
    """Raise unless `length` bytes fit and room is left for everything else.

    Raises:
        NodeIsFull: they do not.
    """
    if shutil.disk_usage(settings.NODE.folder).free - length < settings.MIN_FREE_BYTES:
        raise NodeIsFull(_("There is no room for files here at the moment. Try again tomorrow"))


def delete_file(reference: UUID) -> None:
    """Remove what is kept under `reference`; nothing to remove is no error."""
    _path(reference).unlink(missing_ok=True)


def _secret_of(owner: UUID | None) -> bytes:
    pepper: bytes = settings.NODE.read_secret("pepper")
    return pepper if owner is None else read_key(owner)


def _path(reference: UUID) -> Path:
    name = str(reference)
    folder: Path = settings.NODE.files_folder
    return folder / name[:2] / name
