"""What an employer owes, from sums as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.errors import InputRefused
from hamkor.intake.answers import check_answers, read_answers, write_answers
from hamkor.intake.claims import claim_in, read_amount

sums = st.integers(0, 10**9).map(str)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("60 000", "60000"),
        ("60\u00a0000", "60000"),
        ("1200,50", "1200.50"),
        ("1'200.5", "1200.5"),
        ("0", "0"),
    ],
)
def test_a_sum_is_read_as_people_write_it(written, amount):
    assert read_amount(written) == Decimal(amount)


@pytest.mark.parametrize(
    "written", ["", "бисёр", "-5", "1.234.567", "5 рубл", "1e9", "٣", "9" * 14, "1,234"]
)
def test_what_may_mean_two_things_or_nothing_is_no_sum(written):
    assert read_amount(written) is None


def test_four_months_less_what_was_paid():
    claim = claim_in(
        {"pay_amount": "60 000", "pay_units": "4", "pay_received": "20000", "pay_currency": "RUB"}
    )
    assert (claim.total, claim.currency) == (220_000, "RUB")


def test_pay_for_the_whole_job_is_owed_once():
    claim = claim_in({"pay_amount": "90000", "pay_per": "job", "pay_units": "30"})
    assert claim.total == 90_000


@given(amount=sums, units=sums, received=sums)
def test_a_claim_is_never_below_nothing_and_never_above_what_was_promised(amount, units, received):
    said = {"pay_amount": amount, "pay_units": units, "pay_received": received}
    claim = claim_in(said)
    if int(amount) and int(units):
        assert 0 <= claim.total <= int(amount) * int(units)
    else:
        assert claim is None


@given(given_=st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True), st.text()))
def test_answers_are_read_back_as_they_were_written_and_those_left_open_are_not_kept(given_):
    assert read_answers(write_answers(given_)) == {k: v for k, v in given_.items() if v}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"a": "b"}',
        '{"A":"b"}',
        '{"a":5}',
        '{"a":""}',
        '{"b":"x","a":"x"}',
        '{"a":"x\\u0000"}',
        '{"a":"' + "x" * 501 + '"}',
    ],
)
def test_answers_that_no_form_wrote_are_refused(text):
    with pytest.raises(InputRefused):
        check_answers(text, field="answers")
