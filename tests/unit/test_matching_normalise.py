"""Spellings of one name fold to one string; partial dates stay partial. All names invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor.matching import Name, PartialDate
from hamkor.matching.normalise import (
    clean,
    consonants,
    detect_legacy_font,
    fold,
    loose,
    persian_pattern,
    repair_legacy_font,
    root,
    script_of,
)
from hamkor.matching.words import words_of

untimed = settings(deadline=None)  # the machine may be busy
TAJIK = "Ҷумҳурии Тоҷикистон, шаҳрванди ҷумҳурӣ Қурбонов Ҷамшед Раҳимӣ, ноҳияи Ғафуров, моҳи ҷорӣ"
INTO_A = str.maketrans("ҷҳқӯӣғҶҲҚӮӢҒ", "љњќўїѓЉЊЌЎЇЃ")
INTO_B = str.maketrans("ҷҳқғӣҶҲҚҒӢ", "їіѕљњЇІЅЉЊ")


def roots(text):
    return {bare for word in words_of(Name(text)) for bare in word.roots}


@pytest.mark.parametrize(
    ("spellings", "kept"),
    [
        (
            [
                "Раҳмонов",
                "Рахмонова",
                "Раҳмонзода",
                "Раҳмонӣ",
                "Раҳмониён",
                "RAKHMONOV",
                "Rahmonzod",
                "Rakhmanova",
                "Рахмонзаде",
                "Rahmon",
                "Раҳмоновна",
                "Рахмонович",
                "Rahmonovič",
            ],
            "rohmon",
        ),
        (["Ҷамшед", "Джамшед", "Жамшед", "Jamshed", "Dzhamshed", "Djamched", "Чамшед"], "jomxid"),
        (["Юсуф", "Yusuf", "Iusuf", "Jusuf"], "iusuf"),
        (["Айнӣ", "Айни", "Aynī", "Ayni"], "oin"),
        (["Ниёзӣ", "Ниязи", "Niyozi", "Niyazi"], "nioz"),
        (["Ғафуров", "Гафуров", "Ghafurov", "Gʻafurov", "Ѓафуров"], "gofur"),
        (["Ҳоҷиев", "Хаджиев", "Khodzhiev", "Hojiyev", "Xojiyev"], "hoj"),
        (["Абдулкарим", "Абдукарим", "Abdul Karim", "Abdoulkarim"], "obdukorim"),
        (["Oʻktam", "O'ktam", "O`ktam", "Ўктам", "Уктам"], "uktom"),
        (["Фаррух", "Farrukh", "Фарух"], "foruh"),
        (["Шириншоҳ", "Шириншо", "Shirinshoh"], "xirinxo"),
        (["Хусрав", "Khusrav"], "husrov"),
    ],
)
def test_spellings_of_one_name_have_one_root(spellings, kept):
    assert {text: kept in roots(text) for text in spellings} == dict.fromkeys(spellings, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ҳасан", "Ҳусейн"), ("Карим", "Карима"), ("Умар", "Умед"), ("Назаров", "Низомов")],
)
def test_two_names_keep_two_roots(one, other):
    assert not roots(one) & roots(other)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Каримович", "patronymic"),
        ("Karimovna", "patronymic"),
        ("Karimovitch", "patronymic"),
        ("Карим угли", "patronymic"),
        ("Karim oʻgʻli", "patronymic"),
        ("Карим кызы", "patronymic"),
        ("Карим уулу", "patronymic"),
        ("Каримов", "surname"),
        ("Karimova", "surname"),
        ("Каримзода", "surname"),
        ("Карим", None),
        ("Станислав", None),
    ],
)
def test_the_ending_says_which_part_of_a_name_a_word_is(text, part):
    words = words_of(Name(f"{text} Шер"))
    assert [word.sure_role for word in words if word.text != "шер"] == [part]


def test_two_family_endings_in_one_name_say_nothing():
    assert {word.sure_role for word in words_of(Name("Ниязов Саидов"))} == {None}
    sure = {word.text: word.sure_role for word in words_of(Name("Ниязов Саидзода"))}
    assert sure == {"ниязов": "surname", "саидзода": None}


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Раҳмон", "cyrillic"),
        ("Oʻktam", "latin"),
        ("لطف", "persian"),
        ("CAид", "mixed"),
        ("12 —", "none"),
    ],
)
def test_the_script_is_told(text, script):
    assert script_of(text) == script


def test_latin_letters_in_a_cyrillic_word_are_read_as_cyrillic():
    assert clean("CAИДOB") == clean("САИДОВ")
    assert clean("SАID") == "said"  # Cyrillic А in a Latin word


def test_invisible_signs_and_stress_marks_are_gone():
    assert clean("Ра\u200bҳ\u00adмо\u0301нов\ufeff") == "раҳмонов"
    assert clean("И\u0304бро\u04b3им") == clean("Ӣброҳим")


def test_an_old_font_is_told_by_a_whole_text_and_repaired():
    assert detect_legacy_font(TAJIK.translate(INTO_A)) == "A"
    assert detect_legacy_font(TAJIK.translate(INTO_B)) == "B"
    assert repair_legacy_font(TAJIK.translate(INTO_A)) == TAJIK
    assert repair_legacy_font(TAJIK.translate(INTO_B)) == TAJIK


@pytest.mark.parametrize(
    "text",
    [
        TAJIK,
        "Љ",
        "Фаррухљонов",
        "Сергій Їжакевич, Андрій Юрійович Пінчук",
        "Віктар Караеў",
        "Љубиша Његош",
        "Ўктам Ғуломов",
        "",
    ],
)
def test_letters_of_other_languages_and_single_letters_are_left_alone(text):
    assert detect_legacy_font(text) is None
    assert repair_legacy_font(text) == text


def test_one_letter_of_an_old_font_keeps_both_its_readings():
    assert set(fold("љамол")) == {"jomol", "gomol"}


@pytest.mark.parametrize(
    ("persian", "spelled"),
    [
        ("لطف‌الله", "Лутфулло"),
        ("ابراهیم", "Иброҳим"),
        ("حسین", "Ҳусейн"),
        ("حسن", "Ҳасан"),
        ("ظریف", "Зариф"),
        ("صدرالدین", "Садриддин"),
        ("زرینه", "Зарина"),
        ("یوسف", "Юсуф"),
        ("رحمان‌اف", "Раҳмонов"),
        ("قادری", "Қодирӣ"),
    ],
)
def test_persian_letters_fit_the_name_they_write(persian, spelled):
    pattern = persian_pattern(clean(persian))
    assert any(pattern.fullmatch(each) for each in roots(spelled))


@pytest.mark.parametrize(("persian", "spelled"), [("حسین", "Ҳасан"), ("کریم", "Карам")])
def test_persian_letters_do_not_fit_another_name(persian, spelled):
    assert not any(persian_pattern(persian).fullmatch(each) for each in roots(spelled))


def test_what_translators_exchange_is_loose_and_vowels_are_no_consonants():
    assert loose(fold("рахим")[0]) == loose(fold("рагим")[0])
    assert consonants(fold("муҳаммад")[0]) == consonants(fold("магомед")[0]) == "mgmd"


@untimed
@given(st.text(max_size=80))
def test_any_word_folds_to_the_small_alphabet(text):
    for word in clean(text).split():
        for reading in fold(word):
            assert set(reading) <= set("bvgdjzklmnprstfhcxoiu")
            assert len(root(reading)[0]) <= len(reading)


@untimed
@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing_for_words_of_the_scripts_we_read(text):
    words = [word for word in clean(text).split() if script_of(word) in ("cyrillic", "persian")]
    assert [clean(word) for word in words if word.isalpha()] == [w for w in words if w.isalpha()]


def test_a_name_of_any_length_is_cut():
    assert len(words_of(Name("Саид " * 100_000))) <= 8
    assert len(words_of(Name("я" * 100_000))) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1990", (1990, None, None)),
        ("1990-05", (1990, 5, None)),
        ("1990-05-31", (1990, 5, 31)),
        ("31.05.1990", (1990, 5, 31)),
        ("00.00.1968", (1968, None, None)),
        ("XX.05.1968", (1968, 5, None)),
        (" 05.1990 ", (1990, 5, None)),
        ("1968-00-00", (1968, None, None)),
        ("<<.<<.1968", (1968, None, None)),
        ("29.02.2000", (2000, 2, 29)),
        ("01.01.1990", (1990, 1, 1)),
        ("31/12/1990", (1990, 12, 31)),
    ],
)
def test_a_date_is_read_as_far_as_it_is_known(text, parts):
    born = PartialDate.parse(text)
    assert born is not None
    assert (born.year, born.month, born.day) == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31.02.1990",
        "29.02.1999",
        "1990-13-01",
        "32.01.1990",
        "00.00.0000",
        "0000",
        "yesterday",
        "90",
        "1990-5-6-7",
        "aa.05.1990",
        "1",
        "1700",
        "9999-01-01",
        "٣١.٠٥.١٩",
    ],
)
def test_an_impossible_date_is_no_date(text):
    assert PartialDate.parse(text) is None


@untimed
@given(st.text(max_size=12))
def test_no_text_is_an_error(text):
    PartialDate.parse(text)


@untimed
@given(st.dates())
def test_a_full_date_comes_back_as_written(day):
    born = PartialDate.parse(day.isoformat())
    assert (str(born) == day.isoformat()) is (1850 <= day.year <= 2150)
