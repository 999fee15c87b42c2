"""Whatever anybody posts to an office: a receipt or a code, soon, and never a lasting trace."""

import random
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamkor import envelope
from hamkor.exchange.identity import our_public_keys
from tests.faults.scenes import posted, quiet_line, rows, sealed

CODES = {"malformed", "too_large", "not_for_us", "unknown_sender", "bad_signature"}
MOST_BYTES = 8 * 1024**2


@pytest.fixture
def offices(world_of):
    world = world_of(2)
    with quiet_line(world):
        yield list(world)


def assert_not_taken(office, content, true_hash):
    """Nothing is stored, and no answer could be taken for one to the message itself."""
    answer = posted(office, content)
    if answer.status_code == 200:
        receipt = envelope.read_receipt(answer.text, office.do(our_public_keys))
        assert (receipt.what, receipt.header_hash == true_hash) == ("refused", False)
    else:
        assert (answer.status_code, answer.text in CODES) == (400, True), answer.text
    assert rows(office, "exchange_inboxmessage") == 0


def assert_refused(office, content):
    answer = posted(office, content)
    assert answer.status_code == 400, answer.text
    assert answer.text in CODES
    assert rows(office, "exchange_inboxmessage") == 0


ONE_WORLD = HealthCheck.function_scoped_fixture  # nothing is left behind in it: see the test
MAGIC = b"HMKR\x02"


@given(
    st.one_of(
        st.binary(max_size=2_000),
        st.binary(max_size=300).map(lambda rest: MAGIC + rest),
        st.tuples(st.integers(0, 2**64 - 1), st.binary(max_size=300)).map(
            lambda pair: MAGIC + pair[0].to_bytes(8, "big") + pair[1]
        ),
        st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner)).map(
            lambda value: MAGIC + (20).to_bytes(8, "big") + repr(value).encode()
        ),
    )
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_get_a_code_and_leave_nothing_behind(offices, content):
    assert_refused(offices[1], content)


def test_a_frame_cut_at_any_of_many_bytes_is_refused_and_the_whole_one_taken(offices):
    sender, receiver = offices
    frame = sealed(sender, receiver, bytes(1_000))
    for end in {*range(0, len(frame), 37), len(frame) - 1}:
        assert_refused(receiver, frame[:end])
    assert_refused(receiver, frame + b"\0")
    assert posted(receiver, frame).status_code == 200


def test_a_frame_with_any_of_many_bits_changed_is_refused(offices):
    sender, receiver = offices
    frame = sealed(sender, receiver, bytes(500))
    _header, true_hash = envelope.read_header(frame)
    chance = random.Random(11)
    for at in sorted(chance.sample(range(len(frame)), 250)):
        changed = bytearray(frame)
        changed[at] ^= 1 << chance.randrange(8)
        assert_not_taken(receiver, bytes(changed), true_hash)
    assert posted(receiver, frame).status_code == 200


def test_two_messages_spliced_are_refused(offices):
    sender, receiver = offices
    one, other = (sealed(sender, receiver, content * 700) for content in (b"a", b"b"))
    _header, true_hash = envelope.read_header(one)
    for at in range(len(MAGIC), min(len(one), len(other)), 211):
        if (mixed := one[:at] + other[at:]) != other:
            assert_not_taken(receiver, mixed, true_hash)


def test_a_message_for_another_office_is_refused(world_of):
    world = world_of(3)
    with quiet_line(world):
        sender, receiver, third = world
        answer = posted(third, sealed(sender, receiver))
        assert (answer.status_code, answer.text) == (400, "not_for_us")
        assert rows(third, "exchange_inboxmessage") == 0


@pytest.mark.parametrize(
    "content",
    [
        MAGIC + (16 * 1024 + 1).to_bytes(8, "big") + b"{" * (16 * 1024 + 1),
        MAGIC + (2**63).to_bytes(8, "big"),
        MAGIC + (16_000).to_bytes(8, "big") + b'{"a":' * 3_200,
        MAGIC + (16_000).to_bytes(8, "big") + b"[" * 16_000,
        MAGIC + (12).to_bytes(8, "big") + b'{"a":1' + b"e" + b"9" * 5,
        b"\0" * (4 * 1024**2),
    ],
    ids=["header 16 kB + 1", "endless", "nested objects", "nested lists", "a number", "zeros"],
)
def test_hostile_shapes_cost_little_memory(offices, content):
    tracemalloc.start()
    try:
        assert_refused(offices[1], content)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_BYTES + 3 * len(content)
