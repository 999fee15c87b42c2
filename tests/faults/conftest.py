"""Worlds of nodes for the tests of this folder, each made once per process."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from django.db import connection

from tests.faults.world import MIGRATED, World, empty_database

TABLE = "exchange_peer"


@pytest.fixture(scope="session", autouse=True)
def _migrated_once(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[None]:
    """Let all worlds, in this process and others, begin with the tables of the tests.

    Making them takes longer than most tests. They are made once more in a file of their own when
    no other test of this run has asked for a database.
    """
    path = tmp_path_factory.mktemp("migrated") / "db.sqlite3"
    with django_db_blocker.unblock(), closing(sqlite3.connect(path)) as kept:
        if connection.vendor == "sqlite" and TABLE in connection.introspection.table_names():
            connection.connection.backup(kept)
        else:
            empty_database().backup(kept)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(MIGRATED, str(path))
        yield


@pytest.fixture(scope="session")
def _worlds(tmp_path_factory, _migrated_once, django_db_blocker) -> Iterator[dict[int, World]]:
    made: dict[int, World] = {}
    yield made
    with django_db_blocker.unblock():
        for world in made.values():
            world.close()


@pytest.fixture
def world_of(_worlds, tmp_path_factory, django_db_blocker) -> Iterator[Callable[[int], World]]:
    """Return a world of so many offices, on the morning on which they began to trust."""

    def get(count: int) -> World:
        if count not in _worlds:
            _worlds[count] = World(tmp_path_factory.mktemp(f"world{count}"), count)
        _worlds[count].reset()
        return _worlds[count]

    with django_db_blocker.unblock():
        yield get


@pytest.fixture
def disk_world(tmp_path, django_db_blocker) -> Iterator[World]:
    """Return a world of two offices whose databases are files."""
    with django_db_blocker.unblock():
        world = World(tmp_path / "world", 2, is_on_disk=True)
        yield world
        world.close()
    shutil.rmtree(tmp_path / "world", ignore_errors=True)
