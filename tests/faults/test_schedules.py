"""A seeded few of the random schedules; `run.py bench faults` plays all of them."""

import pytest

from tests.faults.schedules import play

FEW = [(2, 4), (3, 2)]


@pytest.mark.parametrize(("offices", "schedules"), FEW)
def test_whatever_the_network_and_the_machines_do_nothing_is_lost_and_nothing_doubled(
    world_of, offices, schedules
):
    world = world_of(offices)
    outcomes = [play(world, seed) for seed in range(schedules)]
    assert {o.seed: o.wrong for o in outcomes if o.wrong} == {}
    assert sum(o.said for o in outcomes) >= schedules


def test_a_schedule_can_be_played_again_from_its_number(world_of):
    first, again = (play(world_of(2), 7, steps=8) for _ in range(2))
    assert (first.said, first.endured) == (again.said, again.endured)
