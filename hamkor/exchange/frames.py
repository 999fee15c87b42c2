"""Sealed messages too large for a row, or for several offices at once: one file each.

::

    <node>/exchange/out-<message id>     sealed here; every row for its recipients names it
    <node>/exchange/in-<header hash>     arrived

A file is written, brought to the disk and only then given its name; the row that names it comes
after. So a name without a row may exist after a crash, and `sweep` removes it; a row without its
file never does.
"""

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from hamkor.errors import NodeIsFull
from hamkor.errors import gettext_noop as _
from hamkor.node import sync_folder

_UNFINISHED = ".part"
HASHES = ".hashes"
"""Ends the name of the file in which the hashes of a frame's chunks are kept."""

CLEAR = ("open-", "court-")
"""Begins the names of folders in which opened messages lie for the moment of their use."""


class Stored(Protocol):
    """A row that holds a frame, or the name of the file that does."""

    @property
    def frame(self) -> bytes | memoryview: ...
    @property
    def stored_in(self) -> str: ...


def folder() -> Path:
    """Return where the files lie; make it when it is the first."""
    path: Path = settings.NODE.folder / "exchange"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def free_bytes() -> int:
    """Return how much more the disk under the node takes."""
    return shutil.disk_usage(settings.NODE.folder).free


def check_room(wanted_bytes: int) -> None:
    """Check that the disk has room for a message and for what the node needs besides.

    Raises:
        NodeIsFull: it has not. Nothing is taken in then, but receipts for our own messages,
            which are small, still are.
    """
    if free_bytes() - wanted_bytes < settings.MIN_FREE_BYTES:
        raise NodeIsFull(_("There is no room on the disk of this node"))


@contextmanager
def writing(name: str) -> Iterator[BinaryIO]:
    """Write a file that has its name only when all of it is on the disk."""
    path = folder() / name
    unfinished = path.with_name(name + _UNFINISHED)
    try:
        with unfinished.open("w+b") as file:
            yield file
            bring_to_disk(file)
        give_name(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)  # there is none when it has its name


def keep(name: str, content: bytes) -> None:
    """Write `content` durably under `name`."""
    with writing(name) as file:
        file.write(content)


def bring_to_disk(file: BinaryIO) -> None:
    """Return when the disk has what was written.

    Raises:
        OSError: it has not, and nobody can say what it has: nothing may be acknowledged.
    """
    file.flush()
    os.fsync(file.fileno())


def give_name(unfinished: Path, path: Path) -> None:
    """Rename, durably: the name must survive a loss of power as the content does."""
    unfinished.replace(path)
    sync_folder(path.parent)


def frame_of(row: Stored) -> bytes:
    """Return the whole frame; for a large one use `open_frame`."""
    return (folder() / row.stored_in).read_bytes() if row.stored_in else bytes(row.frame)


def open_frame(row: Stored) -> BinaryIO:
    """Open the frame for reading."""
    return (folder() / row.stored_in).open("rb") if row.stored_in else BytesIO(row.frame)


def sweep(known: Collection[str], *, untouched_since: float) -> int:
    """Remove files that no row names, left by a process that died; tell how many.

    Args:
        known: names that rows or running uploads hold.
        untouched_since: POSIX time; younger files may belong to a transaction under way.
    """
    removed = 0
    for path in folder().iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= untouched_since:
                continue
            if path.is_dir() and path.name.startswith(CLEAR):
                shutil.rmtree(path)
                removed += 1
            elif path.is_file() and path.name.removesuffix(HASHES) not in known:
                path.unlink()
                removed += 1
    return removed
