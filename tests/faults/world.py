"""Whole nodes of several offices in one process, each with its own database, folder and clock.

Everything a node does (services, views, the worker's steps) runs unchanged: `SimulatedNode.inside`
puts the node's database, settings and time in the place of the process's own for as long as it
lasts. Time is virtual; it moves only when a test moves it.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import ConnectionHandler, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from hamkor import clock
from hamkor.node import Node, write_node
from hamkor.parties.offices import office
from hamkor.settings import _sqlite
from tests.faults.founding import found_office, trust_each_other

OFFICES = (
    "tj-prosecutor-general",
    "ru-prosecutor-general",
    "uz-prosecutor-general",
    "kg-prosecutor-general",
    "kz-prosecutor-general",
    "by-prosecutor-general",
    "am-prosecutor-general",
    "az-prosecutor-general",
    "md-prosecutor-general",
    "tm-prosecutor-general",
    "tj-military-prosecutor",
    "ru-military-prosecutor",
)
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MIGRATED = "FAULTS_MIGRATED_DATABASE"
"""Names, in the environment, a file with an empty database in which the tables are already."""
LATENCY = timedelta(milliseconds=20)


class Death(BaseException):
    """The process of a node ends here: nothing after this instruction happens."""


class SimulatedNode:
    """One office's node; `skew` is how far its clock is off."""

    def __init__(self, world: "World", folder: Path, office_id: str, database: str) -> None:
        self.world, self.office, self.skew = world, office_id, timedelta()
        self.node = Node(
            folder=folder,
            office=office_id,
            state=office(office_id).state,
            address=f"http://{office_id}.example",
            time_zone="UTC",
            is_demo=True,
        )
        write_node(self.node)
        self.database = open_database(database)
        self.is_down = False

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Be this node: its database, settings and clock are those of the process."""
        outer_database, outer_node, outer = connections["default"], settings.NODE, _current[-1:]
        connections["default"], settings.NODE = self.database, self.node
        _current.append(self)
        try:
            with clock.held_at(self.world.now + self.skew):
                yield
        finally:
            _current.pop()
            assert _current[-1:] == outer
            connections["default"], settings.NODE = outer_database, outer_node

    def do(self, verb: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """Call `verb` inside this node."""
        with self.inside():
            return verb(*arguments, **more)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read the node's database past everything that the node itself does."""
        self.database.ensure_connection()
        return self.database.connection.execute(sql, values).fetchall()

    def lose_power(self) -> None:
        """Forget all that was not committed, as the next process of the node would find it."""
        if self.database.connection is not None:
            self.database.connection.rollback()
        self.database.in_atomic_block = False
        self.database.needs_rollback = False
        self.database.savepoint_ids, self.database.atomic_blocks = [], []
        self.database.run_on_commit = []
        self.database.closed_in_transaction = False


_current: list[SimulatedNode] = []


def current_node() -> SimulatedNode:
    """Return the node inside which the caller runs."""
    return _current[-1]


class World:
    """Offices that trust each other. `now` is the true time; nobody is obliged to know it."""

    def __init__(self, folder: Path, count: int, *, is_on_disk: bool = False) -> None:
        self.now = START
        self.nodes: dict[str, SimulatedNode] = {}
        for office_id in OFFICES[:count]:
            home = folder / office_id
            path = str(home / "db.sqlite3") if is_on_disk else ":memory:"
            self.nodes[office_id] = SimulatedNode(self, home, office_id, path)
        for node in self.nodes.values():
            copy_database(empty_database(), node.database)
            node.do(found_office, node.node)
        trust_each_other(list(self.nodes.values()))
        self._first_pages = {name: _kept(node.database) for name, node in self.nodes.items()}
        self._first_files = {name: _files(node) for name, node in self.nodes.items()}

    def __iter__(self) -> Iterator[SimulatedNode]:
        return iter(self.nodes.values())

    def reset(self) -> None:
        """Go back to the morning on which the offices began to trust each other."""
        self.reset_time()
        for name, node in self.nodes.items():
            node.lose_power()
            _restore(self._first_pages[name], node.database)
            _restore_files(node, self._first_files[name])

    def reset_time(self) -> None:
        """Begin the first morning again, with all clocks right and all nodes up."""
        self.now = START
        for node in self:
            node.skew, node.is_down = timedelta(), False

    def move_on(self, **how_long: float) -> None:
        """Let time pass, as ``timedelta(**how_long)``; nobody does anything meanwhile."""
        self.now += timedelta(**how_long)

    def close(self) -> None:
        """Close the databases and delete the folders."""
        for node in self:
            close_database(node.database)
            shutil.rmtree(node.node.folder, ignore_errors=True)


def open_database(path: str) -> BaseDatabaseWrapper:
    """Return a connection of Django's to the SQLite database at `path`, set as a node's is."""
    options = _sqlite(path) | {"CONN_MAX_AGE": None}
    return ConnectionHandler({"default": options}).create_connection("default")


def close_database(database: BaseDatabaseWrapper) -> None:
    """Close it, also where Django keeps a database in memory open."""
    if database.connection is not None:
        database.connection.close()
        database.connection = None


def copy_database(source: sqlite3.Connection, target: BaseDatabaseWrapper) -> None:
    """Make `target` equal to `source`."""
    target.ensure_connection()
    source.backup(target.connection)


@cache
def empty_database() -> sqlite3.Connection:
    """Migrate once per process, unless somebody has; every node starts from a copy."""
    if MIGRATED in os.environ:
        return sqlite3.connect(os.environ[MIGRATED])
    database = open_database(":memory:")
    outer = connections["default"]
    connections["default"] = database
    try:
        call_command("migrate", verbosity=0)
    finally:
        connections["default"] = outer
    return _kept(database, closes=True)


def _kept(database: BaseDatabaseWrapper, *, closes: bool = False) -> sqlite3.Connection:
    kept = sqlite3.connect(":memory:")
    database.ensure_connection()
    database.connection.backup(kept)
    _open_copies.append(kept)
    if closes:
        close_database(database)
    return kept


_open_copies: list[sqlite3.Connection] = []


def _restore(source: sqlite3.Connection, target: BaseDatabaseWrapper) -> None:
    copy_database(source, target)


@dataclass(frozen=True)
class _File:
    """A file as it was; its inode changes whenever it is written anew."""

    content: bytes
    stamp: tuple[int, int]

    @classmethod
    def of(cls, path: Path) -> "_File":
        return cls(path.read_bytes(), _stamp(path))


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns


def _files(node: SimulatedNode) -> dict[Path, _File]:
    return {path: _File.of(path) for path in _paths(node)}


def _paths(node: SimulatedNode) -> list[Path]:
    found = node.node.folder.rglob("*")
    return [p for p in found if p.is_file() and not p.name.startswith("db.sqlite3")]


def _restore_files(node: SimulatedNode, first: dict[Path, _File]) -> None:
    """Keys that a node has changed are as they were; what it has added is gone."""
    for path in _paths(node):
        if path not in first:
            path.unlink()
    for path, file in first.items():
        if not path.exists() or _stamp(path) != file.stamp:
            path.write_bytes(file.content)
            first[path] = _File.of(path)
