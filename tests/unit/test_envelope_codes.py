"""Receipt codes that survive a telephone line and a cheap keyboard; secrets at rest."""

import hashlib
import hmac
import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor.envelope import (
    code_for,
    code_hash,
    codes,
    new_token,
    open_at_rest,
    parse_code,
    seal_at_rest,
)
from hamkor.errors import OurFault

PEPPER = b"pepper of an invented office ..."
SECRET = b"secret of an invented office ..."
CODE = code_for("a token", PEPPER)
WORK = codes.WORK  # read before the tests begin, which make it less
DIGITS = CODE.replace(" ", "")

tokens = st.text(string.ascii_letters + string.digits + "-_", min_size=22, max_size=22)


def test_a_token_has_128_bits_and_is_drawn_anew():
    drawn = {new_token() for _ in range(200)}
    assert len(drawn) == 200
    assert all(len(token) == 22 and set(token) <= set(string.printable) for token in drawn)


@given(token=tokens)
@settings(max_examples=100, deadline=None)
def test_a_code_is_shown_in_groups_of_four_and_read_back(token):
    code = code_for(token, PEPPER)
    assert [len(group) for group in code.split(" ")] == [4, 4, 4, 4, 4, 2]
    assert code.replace(" ", "").isdecimal()
    assert parse_code(code) == code


def test_the_same_form_posted_again_after_a_crash_gets_the_same_code():
    token = new_token()
    assert code_for(token, PEPPER) == code_for(token, PEPPER)
    assert code_for(token, PEPPER) != code_for(token, SECRET)
    assert code_for(token, PEPPER) != code_for(new_token(), PEPPER)


def test_a_posted_token_of_any_text_gives_a_code_and_never_an_error():
    for token in ("", "\0", "\ud800", "ё" * 10_000):
        assert parse_code(code_for(token, PEPPER))


def test_a_code_is_the_one_an_outsider_computes():
    number = int.from_bytes(
        hmac.new(PEPPER, b"receipt code\0a token", hashlib.sha256).digest(), "big"
    )
    assert DIGITS[:20] == str(number)[-20:]
    assert int(DIGITS) % 97 == 1


def test_the_check_digits_of_the_standards_example():
    # ISO/IEC 7064 completes 794 to 79444.
    assert parse_code("79444".zfill(22)) is not None
    assert parse_code("79445".zfill(22)) is None


def test_every_digit_is_equally_likely_in_every_place():
    codes = [code_for(str(n), PEPPER).replace(" ", "") for n in range(4000)]
    for place in range(20):
        counts = [sum(code[place] == digit for code in codes) for digit in string.digits]
        squares = sum((count - 400) ** 2 / 400 for count in counts)
        assert squares < 40  # chi-square, 9 degrees of freedom: p < 0.00001


def test_every_single_wrong_digit_is_noticed():
    for place, right in enumerate(DIGITS):
        for wrong in set(string.digits) - {right}:
            assert parse_code(DIGITS[:place] + wrong + DIGITS[place + 1 :]) is None


@given(token=tokens)
@settings(max_examples=200, deadline=None)
def test_two_neighbours_exchanged_are_always_noticed(token):
    digits = code_for(token, PEPPER).replace(" ", "")
    for place in range(21):
        first, second = digits[place : place + 2]
        if first != second:
            exchanged = digits[:place] + second + first + digits[place + 2 :]
            assert parse_code(exchanged) is None


def test_a_digit_lost_or_doubled_is_noticed():
    for place in range(22):
        assert parse_code(DIGITS[:place] + DIGITS[place + 1 :]) is None
        assert parse_code(DIGITS[:place] + DIGITS[place] + DIGITS[place:]) is None


@pytest.mark.parametrize(
    "typed",
    [
        DIGITS,
        CODE.replace(" ", "-"),
        CODE.replace(" ", "\u00a0"),
        CODE.replace(" ", " \u2013 "),
        f"\u202a{CODE}\u202c\n",
        f"Рамзи шумо: {CODE}.",
        CODE.translate({48 + n: chr(0x660 + n) for n in range(10)}),
        CODE.translate({48 + n: chr(0x6F0 + n) for n in range(10)}),
        CODE.translate({48 + n: chr(0xFF10 + n) for n in range(10)}),
        "\u200b".join(DIGITS),
    ],
    ids=[
        "no spaces", "hyphens", "hard spaces", "dashes", "pasted with marks", "pasted with words",
        "Arabic digits", "Persian digits", "wide digits", "invisible characters between",
    ],
)  # fmt: skip
def test_a_code_is_understood_however_it_was_typed(typed):
    assert parse_code(typed) == CODE


@pytest.mark.parametrize("typed", ["", " ", "12", "\0", "²" * 22, "½" * 22, "ё" * 22, DIGITS * 2])
def test_what_is_no_code_is_none(typed):
    assert parse_code(typed) is None


def test_raised_digits_are_footnotes_not_digits():
    raised = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
    assert parse_code("".join(raised[digit] for digit in DIGITS)) is None


def test_a_paste_of_two_hundred_characters_is_read_and_no_longer_one():
    assert parse_code(CODE.ljust(200)) == CODE
    assert parse_code(CODE.ljust(201)) is None


@given(typed=st.text(max_size=250))
@settings(deadline=None)
def test_any_text_is_a_code_or_none(typed):
    assert parse_code(typed) is None or len(parse_code(typed)) == 27


@pytest.fixture
def _as_slow_as_for_people(monkeypatch):
    """Undo what makes the tests of other things fast."""
    monkeypatch.setattr(codes, "WORK", WORK)


def test_a_stored_code_is_found_again_however_it_was_typed():
    stored = code_hash(CODE, PEPPER)
    assert len(stored) == 32
    assert code_hash(CODE.replace(" ", "-"), PEPPER) == stored
    assert code_hash(CODE, SECRET) != stored
    assert code_hash(code_for("another token", PEPPER), PEPPER) != stored


@pytest.mark.usefixtures("_as_slow_as_for_people")
def test_the_stored_form_is_slow_scrypt_with_a_salt_of_the_office():
    salt = hmac.new(PEPPER, b"code", hashlib.sha256).digest()
    slow = hashlib.scrypt(CODE.encode(), salt=salt, n=16384, r=8, p=1, dklen=32)
    assert code_hash(CODE, PEPPER) == slow


@pytest.mark.usefixtures("_as_slow_as_for_people")
def test_what_is_no_code_is_hashed_all_the_same_and_found_nowhere(monkeypatch):
    worked = []
    scrypt = hashlib.scrypt
    monkeypatch.setattr(
        hashlib, "scrypt", lambda *a, **k: worked.append((k["n"], k["r"])) or scrypt(*a, **k)
    )
    nothing = {code_hash(typed, PEPPER) for typed in ("", "12", DIGITS[:-1] + "x", "\ud800")}
    assert worked == [(16384, 8)] * 4
    assert len(nothing) == 1
    assert nothing.isdisjoint({code_hash(CODE, PEPPER)})


@given(plain=st.binary(max_size=200), context=st.text(string.printable, max_size=20))
@settings(max_examples=50, deadline=None)
def test_what_was_put_away_is_found_again(plain, context):
    assert (
        open_at_rest(SECRET, seal_at_rest(SECRET, plain, context=context), context=context)
        == plain
    )


def test_what_was_put_away_opens_with_no_other_secret_or_context():
    put_away = seal_at_rest(SECRET, b"totp seed", context="totp 17")
    for secret, context in ((PEPPER, "totp 17"), (SECRET, "totp 18"), (SECRET, "")):
        with pytest.raises(OurFault, match="does not open"):
            open_at_rest(secret, put_away, context=context)
    assert open_at_rest(SECRET, put_away, context="totp 17") == b"totp seed"


def test_no_byte_of_what_was_put_away_can_be_changed_or_cut():
    put_away = seal_at_rest(SECRET, b"totp seed", context="totp 17")
    dice = random.Random(17)
    for position in range(len(put_away)):
        changed = bytearray(put_away)
        changed[position] ^= dice.randrange(1, 256)
        for damaged in (bytes(changed), put_away[:position]):
            with pytest.raises(OurFault):
                open_at_rest(SECRET, damaged, context="totp 17")


def test_the_same_secret_put_away_twice_looks_different_and_shows_nothing():
    first, second = (seal_at_rest(SECRET, b"totp seed", context="a") for _ in range(2))
    assert first[:1] == second[:1] == b"\x01"
    assert first[1:17] != second[1:17]
    assert first[17:29] != second[17:29]
    assert b"totp" not in first


def test_a_secret_that_is_too_short_protects_nothing():
    with pytest.raises(OurFault, match="too short"):
        seal_at_rest(b"x" * 15, b"", context="a")
    assert seal_at_rest(b"x" * 16, b"", context="a")
