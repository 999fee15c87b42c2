"""A few of the crashes; `run.py bench faults` plays every point in every manner and size."""

from pkgutil import resolve_name

import pytest

from tests.faults import disk
from tests.faults.crash_matrix import launch
from tests.faults.crash_points import POINTS

FEW = (
    *("--point", "inside the commit", "--size", "10 kB", "--careless"),
    # Who survives a power cut there survives a kill -9, which takes less.
    *("--manner", "exception", "--manner", "power cut"),
)
needs_compiler = pytest.mark.skipif(disk.compiler() is None, reason=disk.NO_COMPILER)


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.name)
def test_every_crash_point_lies_in_a_function_that_the_program_has(point):
    assert bool(point.function) or bool(point.special)
    if point.function:
        assert callable(resolve_name(point.function))


def test_names_of_crash_points_are_told_apart():
    assert len({point.name for point in POINTS}) == len(POINTS)


@pytest.fixture(scope="module")
def outcomes():
    """What came of a few crashes, and of one of nodes that do not wait for their disks."""
    return list(launch(*FEW))


@needs_compiler
def test_whatever_process_dies_nothing_is_lost_doubled_or_receipted_in_vain(outcomes):
    *careful, _careless = outcomes
    assert {outcome["manner"] for outcome in careful} == {"exception", "power cut"}
    assert all(outcome["was_struck"] for outcome in careful)
    assert [outcome for outcome in careful if outcome["wrong"]] == []


@needs_compiler
def test_a_node_that_did_not_wait_for_its_disk_would_be_found_out(outcomes):
    *_careful, careless = outcomes
    assert careless["point"] == "careless receiver after the answer"
    assert any("without its message" in line for line in careless["wrong"])
