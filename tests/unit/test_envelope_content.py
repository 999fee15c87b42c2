"""Texts of a complaint open with its key, at their place, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.envelope import blind_key, new_content_key, open_content, seal_content
from hamkor.envelope.content import Steady, padded_length
from hamkor.errors import OurFault

KEY = bytes(range(32))
PLACE = {"part": "facts", "context": "intake_complaint happened 1"}


@given(st.binary(max_size=3000))
def test_what_was_sealed_opens_to_the_letter(plain):
    assert open_content(KEY, seal_content(KEY, plain, **PLACE), **PLACE) == plain


@given(st.binary(min_size=1, max_size=60), st.data())
def test_a_changed_byte_anywhere_is_our_fault_and_nothing_else(plain, data):
    sealed = bytearray(seal_content(KEY, plain, **PLACE))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(OurFault):
        open_content(KEY, bytes(sealed), **PLACE)


@given(st.binary(max_size=200), st.integers(0, 300))
def test_a_text_cut_short_is_our_fault_and_nothing_else(plain, keep):
    sealed = seal_content(KEY, plain, **PLACE)
    if keep < len(sealed):
        with pytest.raises(OurFault):
            open_content(KEY, sealed[:keep], **PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"part": "identity"},
        {"context": "intake_complaint happened 2"},
        {"context": "intake_complaint wanted 1"},
    ],
)
def test_a_text_does_not_open_as_another_part_nor_at_another_place(elsewhere):
    sealed = seal_content(KEY, b"they took my passport", **PLACE)
    with pytest.raises(OurFault):
        open_content(KEY, sealed, **PLACE | elsewhere)


def test_another_complaints_key_opens_nothing():
    sealed = seal_content(KEY, b"they took my passport", **PLACE)
    with pytest.raises(OurFault):
        open_content(new_content_key(), sealed, **PLACE)


def test_a_short_key_protects_nothing_and_is_refused():
    with pytest.raises(OurFault, match="too short"):
        seal_content(b"short", b"text", **PLACE)


def test_the_same_text_looks_different_each_time():
    assert len({seal_content(KEY, b"yes", **PLACE) for _ in range(50)}) == 50


def test_short_answers_cannot_be_told_apart_by_length():
    lengths = {len(seal_content(KEY, b"x" * length, **PLACE)) for length in range(32)}
    assert len(lengths) == 1


@given(st.integers(1, 200_000))
def test_padding_adds_at_most_an_eighth_beyond_the_shortest(length):
    padded = padded_length(length)
    assert padded >= length
    assert padded == 32 or padded <= length * 1.13 + 1


@given(st.integers(1, 200_000))
def test_padding_never_shortens_what_is_longer(length):
    assert padded_length(length) <= padded_length(length + 1)


def test_twenty_thousand_letters_have_few_lengths():
    assert len({padded_length(length) for length in range(1, 20_000)}) < 160


def test_a_blind_key_is_equal_for_equals_and_depends_on_secret_and_purpose():
    blind = blind_key(b"s" * 20, "p:карим", purpose="alike")
    assert blind == blind_key(b"s" * 20, "p:карим", purpose="alike")
    others = {
        blind_key(b"t" * 20, "p:карим", purpose="alike"),
        blind_key(b"s" * 20, "p:карим", purpose="other"),
        blind_key(b"s" * 20, "p:каримa", purpose="alike"),
    }
    assert blind not in others
    assert len(others) == 3
    assert "карим" not in blind


REGISTER = Steady(b"s" * 32, "register")


@given(st.binary(max_size=500))
def test_a_steady_text_opens_to_the_letter_and_looks_the_same_each_time(plain):
    sealed = REGISTER.seal(plain, context="nameform written")
    assert REGISTER.open(sealed, context="nameform written") == plain
    assert REGISTER.seal(plain, context="nameform written") == sealed


@given(st.binary(max_size=60), st.data())
def test_a_changed_byte_of_a_steady_text_is_our_fault(plain, data):
    sealed = bytearray(REGISTER.seal(plain, context="nameform written"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(OurFault):
        REGISTER.open(bytes(sealed), context="nameform written")


def test_a_steady_text_opens_in_no_other_column_and_with_no_other_secret():
    sealed = REGISTER.seal(b"karimov", context="nameform written")
    assert sealed != REGISTER.seal(b"karimov", context="nameform surname")
    for other, context in (
        (REGISTER, "nameform surname"),
        (Steady(b"t" * 32, "register"), "nameform written"),
        (Steady(b"s" * 32, "other"), "nameform written"),
    ):
        with pytest.raises(OurFault):
            other.open(sealed, context=context)
