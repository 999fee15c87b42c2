"""What is on a disk after the power went: the model, and the record it is computed from.

The record is written by `disk.c`, preloaded into the processes of a test. The model is strict,
as POSIX is: a write is on the disk only once its file was synced after it; a new file, a rename
or a removal only once its folder was synced after it. Of what was not synced, a seeded chance
keeps all, nothing, or some: whole writes, and halves of writes at 512-byte sectors.

It does not model a disk that lies about a sync, nor one that loses what it has kept.
"""

import ctypes
import os
import random
import shutil
import struct
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

SOURCE = Path(__file__).with_name("disk.c")
HEAD = struct.Struct("<cIQQ")
SECTOR = 512
NO_COMPILER = "a power cut needs a C compiler: on Debian, apt-get install gcc"


class Fate(IntEnum):
    """What befalls a process at a write or a sync; numbers as in `disk.c`."""

    FULL = 1
    BROKEN = 2
    DEATH = 3


@dataclass(frozen=True)
class Operation:
    """One record: see `disk.c`."""

    kind: str
    path: str
    number: int
    content: bytes = field(repr=False)


def compiler() -> str | None:
    """Return the path of a C compiler, if there is one."""
    return shutil.which("gcc") or shutil.which("cc")


def build(folder: Path) -> Path | None:
    """Compile the recorder into `folder`; None where there is no compiler."""
    program = compiler()
    if program is None:
        return None
    library = folder / "disk.so"
    command = [program, "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return library


def environment(library: Path, watched: Path, journal: Path) -> dict[str, str]:
    """Return what a process needs in its environment to be recorded."""
    return {
        "LD_PRELOAD": str(library),
        "HAMKOR_DISK_FOLDER": str(watched),
        "HAMKOR_DISK_JOURNAL": str(journal),
    }


def is_recorded() -> bool:
    """Say whether this process is."""
    return "disk.so" in os.environ.get("LD_PRELOAD", "")


def strike_at_write(count: int, fate: Fate) -> None:
    """Let `count` more writes of this process go well, and then that happen."""
    ctypes.CDLL(None).hamkor_disk_at_write(ctypes.c_long(count), int(fate))


def strike_at_sync(count: int, fate: Fate) -> None:
    """Let `count` more syncs of this process go well, and then that happen."""
    ctypes.CDLL(None).hamkor_disk_at_sync(ctypes.c_long(count), int(fate))


def read(journal: Path) -> Iterator[Operation]:
    """Read a record; one that broke off at the death of its process ends there."""
    raw = journal.read_bytes()
    at = 0
    while at + HEAD.size <= len(raw):
        kind, path_length, number, length = HEAD.unpack_from(raw, at)
        at += HEAD.size
        path = raw[at : at + path_length].decode()
        content = raw[at + path_length : at + path_length + length]
        at += path_length + length
        if at > len(raw):
            return
        if kind == b"X":
            raise RuntimeError(f"not followed: {content.decode()} on {path}")
        yield Operation(kind.decode(), path, number, content)


class Disk:
    """A folder as it is remembered, and as the disk below holds it."""

    def __init__(self, before: Path, watched: Path) -> None:
        self.watched = watched
        self._names: dict[str, int] = {}
        self._kept_names: dict[str, int] = {}
        self._kept: dict[int, bytearray] = {}
        self._pending: defaultdict[int, list[Operation]] = defaultdict(list)
        self._moves: list[tuple[set[str], dict[str, int | None]]] = []
        for path in (p for p in before.rglob("*") if p.is_file()):
            name = str(watched / path.relative_to(before))
            self._kept[len(self._kept)] = bytearray(path.read_bytes())
            self._names[name] = self._kept_names[name] = len(self._kept) - 1

    def follow(self, operations: Iterator[Operation]) -> "Disk":
        """Do what was done."""
        for operation in operations:
            getattr(self, f"_{operation.kind.lower()}")(operation)
        return self

    def cut_power(self, chance: random.Random) -> None:
        """Make the folder what the disk holds: of what was not synced, as chance has it."""
        keep = chance.choice([0.0, 0.5, 1.0])
        for _folders, change in self._moves:
            if chance.random() < keep:
                self._commit_names(change)
        shutil.rmtree(self.watched)
        for name, number in self._kept_names.items():
            content = self._kept[number]
            for operation in self._pending[number]:
                if chance.random() < keep:
                    _apply(content, operation, _torn(operation, chance))
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def _w(self, done: Operation) -> None:
        self._pending[self._number(done.path)].append(done)

    _t = _w

    def _c(self, done: Operation) -> None:
        self._kept[len(self._kept)] = bytearray()
        self._move({done.path: len(self._kept) - 1})

    def _r(self, done: Operation) -> None:
        target = done.content.decode()
        self._move({done.path: None, target: self._number(done.path)})

    def _u(self, done: Operation) -> None:
        self._move({done.path: None})

    def _s(self, done: Operation) -> None:
        if done.path in self._names:
            number = self._names[done.path]
            for operation in self._pending.pop(number, []):
                _apply(self._kept[number], operation, operation.content)
            return
        for folders, change in self._moves:
            if done.path in folders:
                self._commit_names(change)
        self._moves = [move for move in self._moves if done.path not in move[0]]

    def _move(self, change: dict[str, int | None]) -> None:
        _rename(self._names, change)
        self._moves.append(({str(Path(name).parent) for name in change}, change))

    def _commit_names(self, change: dict[str, int | None]) -> None:
        _rename(self._kept_names, change)

    def _number(self, name: str) -> int:
        if name not in self._names:  # written through a name that is gone: kept by nobody
            self._kept[len(self._kept)] = bytearray()
            return len(self._kept) - 1
        return self._names[name]


def _rename(names: dict[str, int], change: dict[str, int | None]) -> None:
    for name, number in change.items():
        if number is None:
            names.pop(name, None)
        else:
            names[name] = number


def _apply(content: bytearray, operation: Operation, written: bytes) -> None:
    if operation.kind == "T":
        del content[operation.number :]
        content.extend(bytes(operation.number - len(content)))
        return
    end = operation.number + len(written)
    content.extend(bytes(max(0, end - len(content))))
    content[operation.number : end] = written


def _torn(operation: Operation, chance: random.Random) -> bytes:
    """One write in four is cut at a sector; the rest of it never reached the disk."""
    if operation.kind == "T" or chance.random() > 1 / 4:
        return operation.content
    sectors = len(operation.content) // SECTOR
    return operation.content[: SECTOR * chance.randint(0, sectors)]
