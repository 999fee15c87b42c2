"""Employers and recruiters as different people write them. All firms are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamkor.matching.organisations import (
    SENTENCES,
    compare_organisations,
    organisation_keys,
    organisation_name,
)
from tests.unit.test_matching import untimed

FIRMS = ["ООО «Бахтсвет»", "BAKHTSVET LLC", "ҶДММ Нури Шарқ", "СМУ-5", "ИП Холов", "Орион Сервис"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ООО «Бахтсвет»", "BAKHTSVET LLC"),
        ("ООО «Бахтсвет»", "Бахтсвет, общество с ограниченной ответственностью"),
        ("ҶДММ «Нури Шарқ»", "OOO Шарк Нури"),
        ("ОсОО Нурзаман", "ЖЧК «НУРЗАМАН»"),
        ("Бахтсвет", "Бахцвет"),
    ],
)
def test_one_firm_is_recognised_in_another_spelling(one, other):
    found = compare_organisations(one, other)
    assert found.verdict in ("likely_same", "possible")
    assert found.score > 3
    assert organisation_keys(one) & organisation_keys(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ООО Бахтсвет", "ООО Орион"),
        ("ИП Холов", "ИП Сафаров"),
        ("СМУ-5", "СМУ-7"),
        ("Орион Сервис", "Нурзаман Сервис"),
    ],
)
def test_what_two_firms_share_besides_their_names_proves_nothing(one, other):
    assert compare_organisations(one, other).verdict in ("unlikely", "possible")
    assert compare_organisations(one, other).against is not None


def test_an_abbreviation_is_found_by_its_first_letters():
    long, short = "Дорожно-ремонтное управление", "ДРУ"
    assert compare_organisations(long, short).reasons[0].level == "initials"
    assert organisation_keys(long) & organisation_keys(short)


@pytest.mark.parametrize("name", ["", "   ", "«»", "🙂", "123"])
def test_a_name_of_nothing_cannot_be_compared(name):
    assert compare_organisations(name, "Бахтсвет").verdict == "cannot_say"
    assert organisation_keys(name) == set()


def test_a_name_of_common_words_alone_is_never_surely_the_same():
    assert compare_organisations("Торг Сервис", "Торг-Сервис").verdict == "possible"


@untimed
@given(
    st.sampled_from(FIRMS) | st.text(max_size=60), st.sampled_from(FIRMS) | st.text(max_size=60)
)
def test_it_does_not_matter_which_name_comes_first(one, other):
    there, back = compare_organisations(one, other), compare_organisations(other, one)
    assert there.verdict == back.verdict
    assert there.score == pytest.approx(back.score)
    for reason in there.reasons:
        assert reason.sentence in SENTENCES.values()
        assert reason.sentence % reason.facts
    for key in organisation_keys(one):
        assert key.isascii()
        assert len(key) <= 78


def test_a_long_name_is_cut():
    assert len(organisation_name("завод " * 10_000).words) <= 8
