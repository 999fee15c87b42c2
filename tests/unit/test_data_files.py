from datetime import date

import pytest

from hamkor.data_files import Fact, Names, Source, broken, load, load_folder
from hamkor.errors import BrokenDataFile


class Sample(Fact):
    code: str
    count: int = 0
    day: date | None = None
    rows: tuple["Row", ...] = ()


class Row(Fact):
    id: str


def write(tmp_path, text, name="sample.yaml"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def fault(tmp_path, text):
    with pytest.raises(BrokenDataFile) as caught:
        load(write(tmp_path, text), Sample)
    error = caught.value
    assert error.path == "sample.yaml"
    assert str(error).startswith("sample.yaml")
    return error.line, error.field, error.problem


def test_a_file_becomes_a_frozen_object(tmp_path):
    sample = load(write(tmp_path, "code: TJ\nday: 2025-10-20\n"), Sample)
    assert (sample.code, sample.day) == ("TJ", date(2025, 10, 20))
    with pytest.raises(ValueError, match="frozen"):
        sample.code = "RU"


@pytest.mark.parametrize("word", ["no", "NO", "yes", "on", "off", "y"])
def test_words_that_other_readers_take_for_true_or_false_stay_words(tmp_path, word):
    assert load(write(tmp_path, f"code: {word}\n"), Sample).code == word


def test_a_repeated_key_is_named_with_its_line(tmp_path):
    line, field, problem = fault(tmp_path, "code: TJ\ncount: 1\ncode: RU\n")
    assert (line, field) == (3, "code")
    assert "'code' is repeated" in problem


def test_a_repeated_key_deep_inside_is_found_too(tmp_path):
    line, _field, problem = fault(tmp_path, "code: TJ\nrows:\n  - id: a\n    id: b\n")
    assert (line, "repeated" in problem) == (4, True)


def test_an_unknown_key_is_named(tmp_path):
    line, field, problem = fault(tmp_path, "code: TJ\n\nkolour: red\n")
    assert (line, field) == (3, "kolour")
    assert "not permitted" in problem


def test_a_missing_field_is_named_at_the_nearest_line(tmp_path):
    assert fault(tmp_path, "code: TJ\nrows:\n  - id: a\n  - {}\n")[:2] == (4, "rows.1.id")


def test_a_wrong_type_is_named(tmp_path):
    assert fault(tmp_path, "code: TJ\ncount: many\n")[:2] == (2, "count")


def test_a_number_where_a_word_is_wanted_is_not_guessed(tmp_path):
    assert fault(tmp_path, "code: 7\n")[:2] == (1, "code")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("code: [1, 2\n", "did not find expected"),
        ("? [a, b]\n: c\n", "plain word"),
        ("code: TJ\nday: 2025-02-31\n", "day value is outside"),
        (b"code: \xff\xfe\n", "codec"),
        ("code: a\x00b\n", "control characters"),
        ("", "valid dictionary"),
        ("- just a list\n", "valid dictionary"),
        ("code: !!python/object:os.system x\n", "could not determine a constructor"),
    ],
    ids=["open bracket", "key that is a list", "31 February", "not UTF-8", "NUL", "empty",
         "list for a mapping", "code in the file"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path, text, says):
    assert says in fault(tmp_path, text)[2]


def test_a_day_that_does_not_exist_is_named_by_its_field(tmp_path):
    assert fault(tmp_path, "code: TJ\nday: 2025-02-31\n")[:2] == (2, "day")


def test_a_file_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(BrokenDataFile, match=r"absent\.yaml"):
        load(tmp_path / "absent.yaml", Sample)


def test_a_folder_gives_its_files_by_name_and_leaves_the_rest(tmp_path):
    write(tmp_path, "code: TJ\n", "tj.yaml")
    write(tmp_path, "code: RU\n", "ru.yaml")
    write(tmp_path, "not ours", "notes.txt")
    files = load_folder(tmp_path, Sample)
    assert {stem: file.code for stem, file in files.items()} == {"ru": "RU", "tj": "TJ"}


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (("code",), 1),
        (("rows", 1, "id"), 4),
        (("rows", 9, "id"), 3),
        (("rows", "id"), 3),
        (("code", "deeper"), 1),
        (("absent",), 1),
        ((), 1),
    ],
)
def test_a_fault_found_later_still_points_to_the_line(tmp_path, location, line):
    path = write(tmp_path, "code: TJ\nrows:\n  - id: a\n  - id: b\n")
    assert broken(path, location, "wrong").line == line


def test_a_fault_in_an_empty_file_has_no_line(tmp_path):
    assert broken(write(tmp_path, ""), ("code",), "wrong").line == 0


def test_a_name_is_given_in_each_language_of_the_person():
    names = Names(tg="Тоҷикистон", ru="Таджикистан", en="Tajikistan")
    spoken = [names.in_language(code) for code in ("tg-cyrl", "ru", "en", "uz-latn")]
    assert spoken == ["Тоҷикистон", "Таджикистан", "Tajikistan", "Tojikiston"]


@pytest.mark.parametrize(
    ("confidence", "shown_plain"), [("high", True), ("medium", False), ("low", False)]
)
def test_only_what_was_read_in_the_text_is_shown_without_a_mark(confidence, shown_plain):
    source = Source(instrument="X", checked_on=date(2026, 11, 23), confidence=confidence)
    assert source.is_verified is shown_plain


def test_a_name_is_said_in_the_language_of_its_file_or_of_the_catalogues():
    known = Names(tg="Муҳоҷир", ru="Мигрант", en="no such name in any catalogue")
    said = {code: known.in_language(code) for code in ("tg-cyrl", "ru", "en", "uz", "xx")}
    assert said == {
        "tg-cyrl": "Муҳоҷир",
        "ru": "Мигрант",
        "en": known.en,
        "uz": known.en,
        "xx": known.en,
    }
