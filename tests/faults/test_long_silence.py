"""An office that sleeps for a month: what is too old is given up and said, the rest arrives."""

from tests.faults.long_silence import sleep_through


def test_after_31_days_the_oldest_are_given_up_their_officers_told_and_the_rest_arrives(world_of):
    outcome = sleep_through(world_of(2), 31)
    assert outcome["wrong"] == []
    assert outcome["came"] == {"expired": 2, "delivered": 29}
    assert outcome["told"] == 31
