"""Worlds of nodes for the tests of this folder, each made once per process."""

import shutil
from collections.abc import Callable, Iterator

import pytest

from tests.faults.world import World


@pytest.fixture(scope="session")
def _worlds(tmp_path_factory, django_db_blocker) -> Iterator[dict[int, World]]:
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
