"""The test that compares times finds what differs and lets pass what does not."""

import random

import pytest

from bench.codes import p_of_equal, ranks_of


def test_ranks_count_from_one_and_equals_share():
    assert ranks_of([3.0, 1.0, 3.0, 2.0]) == [3.5, 1.0, 3.5, 2.0]


def test_a_known_example_has_the_known_p():
    # 1..5 against 6..10: U = 0, mean 12.5, deviation sqrt(22.9166)
    assert p_of_equal([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]) == pytest.approx(0.00902, abs=1e-4)


def test_one_kind_against_itself_passes_and_a_shift_is_found():
    chance = random.Random(7)
    one, other = ([chance.gauss(50, 3) for _ in range(2000)] for _ in range(2))
    assert p_of_equal(one, other) > 0.01
    assert p_of_equal(one, [value + 0.5 for value in other]) < 0.01
