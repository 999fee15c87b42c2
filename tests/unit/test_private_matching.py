"""Two sets are compared and nothing else is told; whatever is no set of points is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor.errors import InputRefused
from hamkor.matching import DocumentNumber, Name, PartialDate, Record, keys
from hamkor.private_matching import (
    POINT_BYTES,
    blind,
    blind_again,
    in_common,
    items_of,
    new_secret,
)

pytest.importorskip("nacl", reason="needs the extra “private-matching”")
RUN = b"run 1"
MOST = 256
ZERO = bytes(POINT_BYTES)
ONE = b"\x01" + bytes(31)
"""The neutral element, which would betray nothing but hide everything."""
SMALL_ORDER = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")


def both_learn(ours: set[str], theirs: set[str]) -> tuple[set[str], set[str]]:
    """Go through the whole protocol; return what each side learns of its own items."""
    names, others = sorted(ours), sorted(theirs)
    a, b = new_secret(), new_secret()
    mine = blind({item: number for number, item in enumerate(names)}, secret=a, run=RUN)
    yours = blind({item: number for number, item in enumerate(others)}, secret=b, run=RUN)
    mine_again = blind_again(mine.points, secret=b, at_most=MOST)
    yours_again = blind_again(yours.points, secret=a, at_most=MOST)
    here = in_common(mine_again, yours_again, mine.owners, at_most=MOST)
    there = in_common(yours_again, mine_again, yours.owners, at_most=MOST)
    return {names[number] for number in here}, {others[number] for number in there}


small_sets = st.sets(st.sampled_from([f"d:{number}" for number in range(12)]), max_size=6)


@settings(max_examples=8, deadline=None)
@given(ours=small_sets, theirs=small_sets)
def test_both_sides_learn_what_they_share_and_nothing_else(ours, theirs):
    assert both_learn(ours, theirs) == (ours & theirs, ours & theirs)


def test_what_is_sent_is_the_same_for_no_two_runs_and_hides_how_many_there_are():
    items = {"d:4012345": 1, "d:4099999": 2}
    secret = new_secret()
    first, second = (blind(items, secret=secret, run=run) for run in (b"1", b"2"))
    sent = [
        {one.points[at : at + POINT_BYTES] for at in range(0, len(one.points), POINT_BYTES)}
        for one in (first, second)
    ]
    assert not sent[0] & sent[1]
    assert len(sent[0]) == len(first.owners) == 64
    assert len(blind({}, secret=secret, run=RUN).owners) == 64
    assert len(blind({str(n): n for n in range(65)}, secret=secret, run=RUN).owners) == 128


def test_the_order_tells_nothing():
    items = {str(number): number for number in range(64)}
    drawn = {blind(items, secret=new_secret(), run=RUN).owners for _time in range(3)}
    assert len(drawn) == 3


@pytest.mark.parametrize("wrong", [ZERO, ONE, SMALL_ORDER, b"\xff" * 32, b"short"])
def test_what_is_no_point_of_the_group_is_refused(wrong):
    with pytest.raises(InputRefused):
        blind_again(wrong, secret=new_secret(), at_most=MOST)


def test_too_many_points_and_one_sent_twice_are_refused():
    points = blind({"x": 1}, secret=new_secret(), run=RUN).points
    with pytest.raises(InputRefused, match="more points"):
        blind_again(points, secret=new_secret(), at_most=63)
    with pytest.raises(InputRefused, match="twice"):
        blind_again(points[:32] * 2, secret=new_secret(), at_most=MOST)
    with pytest.raises(InputRefused, match="as many points"):
        in_common(points[:32], points, (1, 2), at_most=MOST)


def record(name, born, *numbers):
    return Record(
        names=(Name(name),),
        born=PartialDate.parse(born) if born else None,
        documents=tuple(DocumentNumber("passport", number, "TJ") for number in numbers),
    )


def items(name, born, *numbers):
    held = record(name, born, *numbers)
    return items_of(held, keys(held))


def test_two_spellings_of_one_person_share_an_item_and_a_namesake_shares_none():
    ours = items("Раҳмонов Сироҷиддин", "1994-05-03")
    assert ours & items("RAKHMONOV SIROJIDDIN", "03.05.1994")
    assert not ours & items("Раҳмонов Сироҷиддин", "1994-05-04")
    assert items("Олимов Рустам", None, "40 1234567") & items("Назаров Умед", None, "401234567")


@pytest.mark.parametrize("born", [None, "1994", "01.01.1994", "1994-05"])
def test_a_name_without_a_whole_date_of_birth_is_not_compared(born):
    assert items("Раҳмонов Сироҷиддин", born) == frozenset()


def test_a_short_number_could_be_tried_out_and_is_not_compared():
    assert items("Раҳмонов", None, "1234") == frozenset()
