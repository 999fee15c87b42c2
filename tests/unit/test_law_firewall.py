"""The purpose firewall: no limits, however written, open a way to migration enforcement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.errors import FirewallBreach
from hamkor.law.firewall import LAWFUL_PURPOSES, Purpose, check_purpose

words = st.sampled_from([*Purpose]) | st.text(max_size=30)
limits = st.lists(words, max_size=6)


@given(limits)
def test_migration_enforcement_never_passes_whatever_the_limits_say(limits):
    with pytest.raises(FirewallBreach) as caught:
        check_purpose("migration_enforcement", limits=limits)
    assert caught.value.provision


@given(words, limits)
def test_a_use_passes_exactly_when_it_is_lawful_and_among_the_limits(purpose, limits):
    may_pass = purpose in set(LAWFUL_PURPOSES) and purpose in limits
    try:
        check_purpose(purpose, limits=limits)
    except FirewallBreach:
        assert not may_pass
    else:
        assert may_pass


@pytest.mark.parametrize("purpose", sorted(LAWFUL_PURPOSES))
def test_without_limits_nothing_may_be_done_with_the_material(purpose):
    with pytest.raises(FirewallBreach):
        check_purpose(purpose, limits=())
    check_purpose(purpose, limits=(purpose,))
