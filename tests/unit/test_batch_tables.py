"""Tables as offices export them: read whole, or refused with the place of the fault."""

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamkor.batch import tables
from hamkor.batch.people import person_of
from hamkor.batch.progress import Bar
from hamkor.batch.tables import Row, open_pairs, open_persons
from hamkor.errors import UnreadableTable

untimed = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)
cells = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x85\u2028\u2029"),
    max_size=20,
)


@pytest.fixture
def write(tmp_path):
    def write(content, name="list.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def rows_of(path):
    return list(open_persons(path).rows())


@untimed
@given(st.lists(st.tuples(cells, cells), max_size=5), st.sampled_from(",;\t"))
def test_what_a_spreadsheet_wrote_is_read_as_it_was(tmp_path, written, delimiter):
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=delimiter)
    table.writerows([("full_name", "note"), *written])
    path = tmp_path / "list.csv"
    path.write_text("\ufeff" + text.getvalue(), encoding="utf-8", newline="")
    read = [tuple(row.cells.values()) for row in rows_of(path)]
    assert read == [(name.strip(), note.strip()) for name, note in written]


@untimed
@given(st.binary(max_size=200))
def test_any_bytes_are_a_table_or_are_refused(tmp_path, content):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with suppress(UnreadableTable):
        rows_of(path)


def test_another_encoding_is_refused_with_row_and_column(write):
    text = "id,full_name,dob\n1,Said,1990\n2,Рахмонов,1991\n"
    with pytest.raises(UnreadableTable, match=r"list\.csv, row 3, column full_name: not UTF-8"):
        rows_of(write(text.encode("cp1251")))


def test_a_header_in_another_encoding_is_refused_too(write):
    with pytest.raises(UnreadableTable, match="row 1, column 2: not UTF-8"):
        open_persons(write("full_name,дата\nа,б\n".encode("cp1251")))
    with pytest.raises(UnreadableTable, match="UTF-16"):
        open_persons(write("full_name\nСаид\n".encode("utf-16")))


@pytest.mark.parametrize("content", ["", "\n", "   \n"])
def test_an_empty_file_is_said_to_be_empty(write, content):
    with pytest.raises(UnreadableTable, match="is empty"):
        open_persons(write(content))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableTable, match=r"none\.csv cannot be read: No such file"):
        open_persons(tmp_path / "none.csv")


def test_missing_columns_are_named_beside_those_that_are_there(write):
    with pytest.raises(
        UnreadableTable, match=r"no column full_name / surname / given; .* id, fio"
    ):
        open_persons(write("id,fio\n1,Саид\n"))
    with pytest.raises(UnreadableTable, match="no column name1, name2 / a_full_name, b_full_name"):
        open_pairs(write("name1,dob\nСаид,1990\n"))


def test_a_column_that_stands_there_twice_is_refused(write):
    with pytest.raises(UnreadableTable, match="the column dob stands there twice"):
        open_persons(write("full_name,dob,dob\nСаид,1990,1991\n"))


def test_a_row_of_another_length_is_set_aside_and_the_next_one_read(write):
    first, second, third = rows_of(write("full_name,dob\nСаид,1990,more\nУмед\nОдил,1991\n"))
    assert first.problem == "list.csv, row 2: 3 cells where the header has 2"
    assert second.problem == "list.csv, row 3: 1 cells where the header has 2"
    assert second.cells == {"full_name": "Умед", "dob": ""}
    assert (third.problem, third.cells["full_name"]) == ("", "Одил")


def test_a_cell_that_is_too_long_is_set_aside_and_cut(write):
    (row,) = rows_of(write(f"full_name\n{'ш' * 2001}\n"))
    assert row.problem == "list.csv, row 2, column full_name: 2,001 characters, at most 2,000"
    assert len(row.cells["full_name"]) == 2000
    (row,) = rows_of(write(f"full_name\n{'ш' * 2000}\n"))
    assert row.problem == ""


def test_a_row_without_end_is_refused(write, monkeypatch):
    monkeypatch.setattr(tables, "LONGEST_LINE_BYTES", 100)
    with pytest.raises(UnreadableTable, match="row 2: longer than 100 bytes"):
        rows_of(write(f"full_name\n{'x' * 300}\n"))


def test_quotes_that_never_close_are_refused(write):
    content = 'full_name\n"' + "x\n" * 100_000
    with pytest.raises(UnreadableTable, match=r"list\.csv, row 2: not a row of a table"):
        rows_of(write(content))


def test_empty_lines_are_passed_over_and_zero_bytes_dropped(write):
    (row,) = rows_of(write("full_name\n\nСа\0ид\n\n"))
    assert row.cells == {"full_name": "Саид"}


@pytest.mark.parametrize(
    ("written", "sex"),
    [("M", "m"), ("муж.", "m"), ("Зан", "f"), ("ж", "f"), ("", ""), ("x", ""), ("4", "")],
)
def test_the_sex_is_read_in_the_languages_of_the_offices_or_left_open(written, sex):
    assert person_of(Row(2, {"full_name": "Саид", "sex": written})).record.sex == sex


def test_a_date_that_cannot_be_is_not_used_and_is_said():
    person = person_of(Row(7, {"a_full_name": "Саид", "a_dob": "31.02.1990"}), "a_")
    assert person.record.born is None
    assert person.unread == ("row 7, column a_dob: “31.02.1990” is not a date and was not used",)
    assert person_of(Row(7, {"full_name": "Саид", "dob": "00.00.0000"})).unread == ()


def test_documents_keep_their_kind():
    person = person_of(Row(2, {"doc_no": "A1", "nat_id": "7", "citizenship": "tj"}))
    kinds = [(one.kind, one.number) for one in person.record.documents]
    assert kinds == [("passport", "A1"), ("national_id", "7")]
    assert person.record.citizenship == "TJ"
    assert person.record.names == ()


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_shown_on_a_terminal_only():
    watched, file = Terminal(), io.StringIO()
    for stream in (watched, file):
        bar = Bar("reading", 10, stream)
        bar.add(5)
        bar.close()
    assert "50% 5" in watched.getvalue()
    assert watched.getvalue().endswith("\n")
    assert file.getvalue() == ""
