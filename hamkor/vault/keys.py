"""The folder of keys: one small file for each complaint, itself sealed under the node's pepper."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings

from hamkor import envelope
from hamkor.errors import NotFound
from hamkor.errors import gettext_noop as _
from hamkor.node import sync_folder


def make_key(owner: UUID) -> bytes:
    """Return the key of `owner`, drawn and made to last if there is none yet.

    Two processes that begin at once get the same key. A key that nothing comes to use is harmless.
    """
    path = _path(owner)
    with suppress(NotFound):
        return read_key(owner)
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(path.parent.parent)
    sealed = envelope.seal_at_rest(_pepper(), envelope.new_content_key(), context=_context(owner))
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}.part")
    _write_to_last(unfinished, sealed)
    # A link is made once, whoever else tries: a rename would let the later one win.
    with suppress(FileExistsError):
        path.hardlink_to(unfinished)
    unfinished.unlink()
    sync_folder(path.parent)
    return read_key(owner)


def read_key(owner: UUID) -> bytes:
    """Return the key of `owner`.

    Raises:
        NotFound: it was destroyed, or never lay in this folder.
        OurFault: the file was changed, or belongs to another node.
    """
    try:
        sealed = _path(owner).read_bytes()
    except FileNotFoundError:
        raise NotFound(_("This was erased: its key is destroyed")) from None
    return envelope.open_at_rest(_pepper(), sealed, context=_context(owner))


def has_key(owner: UUID) -> bool:
    """Say whether what belongs to `owner` can still be opened."""
    return _path(owner).exists()


def destroy_key(owner: UUID) -> None:
    """Make everything sealed for `owner` unreadable for good, in copies too. Twice is once.

    The bytes are overwritten first; a disk that moves its blocks may still keep them, which then
    open only with the node's pepper.
    """
    path = _path(owner)
    with suppress(FileNotFoundError):
        length = path.stat().st_size
        _write_over(path, secrets.token_bytes(length))
        path.unlink()
        sync_folder(path.parent)


def _context(owner: UUID) -> str:
    return f"key of {owner}"


def _pepper() -> bytes:
    pepper: bytes = settings.NODE.read_secret("pepper")
    return pepper


def _path(owner: UUID) -> Path:
    name = str(owner)
    folder: Path = settings.NODE.vault_folder
    return folder / name[:2] / name


def _write_to_last(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write_over(path: Path, content: bytes) -> None:
    with path.open("r+b") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
