"""Uzbek in Cyrillic letters is made from the Latin text by rule."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hamkor.command.translations.cyrillic import LETTERS, WORDS, in_cyrillic, with_own_signs


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Shikoyat berish", "Шикоят бериш"),
        ("SHIKOYAT", "ШИКОЯТ"),
        ("Oʻzbekiston, gʻisht, qoʻrqinch", "Ўзбекистон, ғишт, қўрқинч"),
        ("yoʻl, Yoʻq, yoʻqotdim", "йўл, Йўқ, йўқотдим"),
        ("yomon, yolgʻon, ayyor, daryo", "ёмон, ёлғон, айёр, дарё"),
        ("Yevropa, yetti, yaxshi, yurt", "Европа, етти, яхши, юрт"),
        ("eshik, aeroport, poema, men", "эшик, аэропорт, поэма, мен"),
        ("maʼlumot, sanʼat, Isʼhoq", "маълумот, санъат, Исҳоқ"),
        ("politsiya, migratsiya, deportatsion", "полиция, миграция, депортацион"),
        ("aytsa, ketsa, yotsin", "айтса, кетса, ётсин"),
        ("2026-yil 9-aprel, 9-aprelda", "2026-йил 9-апрель, 9-апрелда"),
        ("5000 rubl, rublda", "5000 рубль, рублда"),
        ("sudyaga, protsessga, Litsenziya", "судьяга, процессга, Лицензия"),
        ("moʻjiza, koeffitsiyenti, Belarus", "мўъжиза, коэффициенти, Беларусь"),
        ("fuqaro, hujjat, jarima, singlim, xizmat", "фуқаро, ҳужжат, жарима, синглим, хизмат"),
        ("115-FZ, KoAP 18.8", "115-ФЗ, КоАП 18.8"),
    ],
)
def test_words_are_spelled_as_people_write_them(latin, cyrillic):
    assert in_cyrillic(latin) == cyrillic


@pytest.mark.parametrize("sign", ["'", "‘", "’", "`", "´"])
def test_signs_are_those_of_the_alphabet_however_they_were_typed(sign):
    assert with_own_signs(f"O{sign}g{sign}il ma{sign}lum") == "Oʻgʻil maʼlum"
    assert with_own_signs("Oʻgʻil maʼlum “PDF”") == "Oʻgʻil maʼlum “PDF”"


@pytest.mark.parametrize(
    "kept",
    ["%(office)s", "100%%", "<strong>", "&nbsp;", "PDF", "https://example.org/a", "XIV", "ruID"],
)
def test_what_is_no_uzbek_stays_as_it_is(kept):
    assert in_cyrillic(f"bu {kept} emas") == f"бу {kept} эмас"


def test_a_place_between_letters_is_not_spelled():
    assert in_cyrillic("%(day)sgacha") == "%(day)sгача"


LATIN = st.text(st.sampled_from([*"abdefghijklmnopqrstuvxyzʻʼ -,.0123456789ABDEGHKLMNOQSTXYZ"]))


@given(LATIN)
@example("ʻ a ʻb")
def test_no_latin_letter_is_left_and_no_word_is_lost(text):
    said = in_cyrillic(text)
    assert not re.search("[a-z]", said)
    assert len(said.split()) == len(text.split())


@given(LATIN)
def test_what_is_cyrillic_already_is_not_changed_again(text):
    said = in_cyrillic(text)
    assert in_cyrillic(said) == said


@given(st.lists(st.sampled_from([*LETTERS, *WORDS]), min_size=1, max_size=8))
def test_capitals_stay_capitals(letters):
    word = "".join(letters)
    assert in_cyrillic(word) == in_cyrillic(word).lower()
    if len(word) > 2 and not re.fullmatch("[ivxlc]+", word):
        assert in_cyrillic(word.upper()) == in_cyrillic(word).upper()
