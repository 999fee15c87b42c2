"""`hamkor persons`: compare, score and screen as an officer or another program calls them."""

import csv
import json
import math
import sqlite3
from dataclasses import replace

import pytest

from hamkor.batch import register as registers
from hamkor.batch.people import record_of_name
from hamkor.batch.surface import Scale, keys_of, parse
from hamkor.batch.tables import open_persons
from hamkor.command import main
from hamkor.matching import PartialDate

PERSONS = "rec_id,person_id,full_name,surname,given,patronymic,sex,dob,birthplace,doc_no\n"
REGISTER = (
    PERSONS
    + "R1,1,Раҳмонов Саид Каримович,Раҳмонов,Саид,Каримович,M,1990-05-31,Хуҷанд,400123456\n"
    + "R2,2,Раҳмонов Умед Каримович,Раҳмонов,Умед,Каримович,M,1992-01-12,Хуҷанд,400999111\n"
    + "R3,3,Азизова Нигина Одиловна,Азизова,Нигина,Одиловна,F,1985-03-02,Кӯлоб,\n"
)
QUERIES = (
    PERSONS
    + "Q1,1,RAKHMONOV SAID,RAKHMONOV,SAID,,M,1990-05-31,Ленинабад,\n"
    + "Q2,,Юлдашев Тимур,Юлдашев,Тимур,,M,1971-07-07,,\n"
    + "Q3,,,,,,,,,\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "queries.csv").write_text(QUERIES, encoding="utf-8")
    return tmp_path


def run(*arguments):
    return main(["persons", *map(str, arguments)])


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def score(folder, text, *options):
    path = folder / "pairs.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    code = run("score", path, "--out", folder / "out.csv", *options)
    return code, read(folder / "out.csv") if (folder / "out.csv").exists() else None


def screen(folder, *options):
    out = folder / "out.csv"
    register, queries = folder / "register.csv", folder / "queries.csv"
    code = run("screen", "--register", register, queries, "--out", out, *options)
    return code, read(out) if out.exists() else None


def test_two_names_are_compared_with_reasons(capsys):
    assert run("compare", "Раҳмонов Саид", "RAKHMONOV SAID") == 0
    said = capsys.readouterr().out
    assert "“Саид” and “SAID” are one name" in said
    assert "bits, probability" in said


def test_two_records_are_compared_for_another_program(capsys):
    one = json.dumps({"full_name": "Раҳмонов Саид", "dob": "1990-05-31", "sex": None})
    other = json.dumps({"surname": "Rahmonov", "given": "Umed", "dob": "1993-05-31"})
    assert run("compare", one, other, "--json", "--language", "ru") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["score"] == pytest.approx(sum(reason["bits"] for reason in found["reasons"]))
    assert {"probability", "verdict", "against", "would_settle"} <= found.keys()
    assert "Умед" in found["against"]["sentence"] or "имена" in found["against"]["sentence"]


@pytest.mark.parametrize("nothing", ["", "   ", "{}", "😀", '{"dob": "31.02.1990"}'])
def test_of_nothing_nothing_can_be_said(nothing, capsys):
    assert run("compare", nothing, "Раҳмонов Саид", "--json") == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "cannot_say"


def test_a_record_that_is_not_json_is_refused(capsys):
    assert run("compare", "{full_name: x}", "Саид") == 2
    assert "A is not JSON" in capsys.readouterr().err


def test_a_date_that_no_calendar_has_is_said_with_the_record_it_stands_in(capsys):
    assert run("compare", '{"full_name": "Раҳмонов Саид"}', '{"dob": "31.02.1968"}') == 0
    said = capsys.readouterr().err
    assert said == "B, column dob: “31.02.1968” is not a date and was not used\n"


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ('{"name": "Раҳмонов"}', "B: no column is called name; the columns are full_name, "),
        ('{"full_name": ["Саид"]}', "B, column full_name: one text, not a list"),
    ],
)
def test_a_record_in_which_nothing_would_be_read_is_refused(record, said, capsys):
    assert run("compare", "Раҳмонов Саид", record) == 2
    assert said in capsys.readouterr().err


def test_a_table_of_names_keeps_its_columns_and_order(folder):
    text = "id,name1,name2,match\n7,Раҳмонов Саид,Rakhmonov Said,1\n5,Азизова Нигина,Шер,0\n"
    code, rows = score(folder, text)
    assert code == 0
    assert list(rows[0]) == [
        "id", "name1", "name2", "match", "score", "probability", "verdict", "reasons",
    ]  # fmt: skip
    assert [(row["id"], row["match"]) for row in rows] == [("7", "1"), ("5", "0")]
    assert float(rows[0]["score"]) > float(rows[1]["score"])
    assert 0 <= float(rows[1]["probability"]) <= float(rows[0]["probability"]) <= 1


def test_a_table_says_the_same_of_a_pair_as_a_comparison(folder):
    _code, rows = score(folder, "name1,name2\nРаҳмонов Саид,Rakhmonov Said\n")
    one, other = (parse(record_of_name(rows[0][column])) for column in ("name1", "name2"))
    assert float(rows[0]["score"]) == pytest.approx(Scale().compare(one, other).score, abs=1e-4)
    assert rows[0]["verdict"] == Scale().compare(one, other).verdict


def test_a_table_of_one_pair_a_thousand_times_says_what_a_comparison_says(folder):
    pair = "Раҳмонов Саид,Rakhmonov Said\n"
    _code, rows = score(folder, "name1,name2\n" + pair * 1000)
    one, other = (parse(record_of_name(text)) for text in pair.strip().split(","))
    alone = Scale().compare(one, other)
    assert len({(row["score"], row["probability"], row["verdict"]) for row in rows}) == 1
    assert float(rows[0]["score"]) == pytest.approx(alone.score, abs=0.2)
    assert float(rows[0]["probability"]) == pytest.approx(alone.probability, abs=0.05)
    assert rows[0]["verdict"] == alone.verdict


def test_a_name_that_many_bear_in_a_long_table_proves_less_there(folder):
    firsts = ["Умед", "Далер", "Рустам", "Тимур", "Нигина", "Парвиз", "Зафар", "Комрон"]
    crowd = [f"Кандилов {a}{b},Азизов {b}{a}\n" for a in firsts for b in firsts] * 16
    pair = "Кандилов Саид,Kandilov Said\n"
    _code, rows = score(folder, "name1,name2\n" + pair + "".join(crowd))
    _code, alone = score(folder, "name1,name2\n" + pair)
    assert float(rows[0]["score"]) < float(alone[0]["score"]) - 0.1


def test_the_length_of_a_table_of_pairs_does_not_move_the_bar(folder):
    strangers = "".join(f"Каримов Рустам,Шарифов Тимур{n}\n" for n in range(1000))
    _code, rows = score(folder, "name1,name2\nДурдонашоев Ковус,Durdonashoev Kovus\n" + strangers)
    one, other = (
        parse(record_of_name(text)) for text in ("Дурдонашоев Ковус", "Durdonashoev Kovus")
    )
    found = Scale().compare(one, other)
    at_even = float(rows[0]["score"]) + math.log2(1 / float(rows[0]["probability"]) - 1)
    assert at_even == pytest.approx(found.score + math.log2(1 / found.probability - 1), abs=0.05)


def test_full_records_are_scored_from_all_their_columns(folder):
    header = "a_full_name,b_full_name,a_dob,b_dob,a_doc_no,b_doc_no\n"
    same = "Раҳмонов Саид,Rakhmonov Said,{0},{0},{1},{1}\n"
    text = header + same.format("1990-05-31", "400123456") + same.format("", "")
    _code, (known, unknown) = score(folder, text)
    assert float(known["score"]) > float(unknown["score"]) + 10
    assert "400123456" in known["reasons"]


def test_a_row_that_cannot_be_used_stays_in_its_place_and_the_rest_is_scored(folder, capsys):
    text = "name1,name2\nx\n,\nРаҳмонов Саид,Rakhmonov Said\n"
    code, rows = score(folder, text, "--json")
    assert code == 1
    assert [row["verdict"] for row in rows[:2]] == ["cannot_say", "cannot_say"]
    assert rows[0]["reasons"] == "pairs.csv, row 2: 1 cells where the header has 2"
    assert rows[2]["verdict"] != "cannot_say"
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], len(told["set_aside"])) == (3, 1)


def test_a_date_that_is_none_is_said_in_the_row_that_has_it(folder):
    text = "a_full_name,b_full_name,a_dob,b_dob\nРаҳмонов Саид,Rakhmonov Said,31.02.1990,1990\n"
    code, (row,) = score(folder, text)
    assert code == 0
    assert "row 2, column a_dob: “31.02.1990” is not a date" in row["reasons"]


def test_a_table_that_breaks_in_the_middle_leaves_what_was_there(folder, capsys):
    (folder / "out.csv").write_text("kept\n1\n", encoding="utf-8")
    text = "name1,name2\nСаид,Said\n".encode() + "Умед,Umed\n".encode("cp1251")
    code, rows = score(folder, text)
    assert code == 2
    assert rows == [{"kept": "1"}]
    assert "row 3, column name1: not UTF-8" in capsys.readouterr().err
    assert [path.name for path in folder.glob(".*")] == []


def test_findings_of_an_earlier_run_are_replaced(folder):
    _code, rows = score(folder, "name1,name2,score\nРаҳмонов Саид,Rakhmonov Said,-99\n")
    assert list(rows[0]).count("score") == 1
    assert float(rows[0]["score"]) > 0


def test_results_can_be_lines_for_a_program(folder):
    path = folder / "pairs.csv"
    path.write_text("name1,name2\nСаид,Said\n", encoding="utf-8")
    assert run("score", path, "--out", folder / "out.jsonl") == 0
    (line,) = (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["name1"] == "Саид"


def test_a_folder_that_is_not_there_is_refused(folder, capsys):
    path = folder / "pairs.csv"
    path.write_text("name1,name2\nСаид,Said\n", encoding="utf-8")
    assert run("score", path, "--out", folder / "none" / "out.csv") == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_person_is_found_in_a_register_first_and_strangers_are_not(folder, capsys):
    code, rows = screen(folder, "--json")
    found = [row for row in rows if row["rec_id"] == "Q1"]
    assert code == 0
    assert (found[0]["rank"], found[0]["candidate_person_id"]) == ("1", "1")
    assert found[0]["candidate_full_name"] == "Раҳмонов Саид Каримович"
    scores = [float(row["score"]) for row in found]
    assert scores == sorted(scores, reverse=True)
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == 3
    assert told["register"] == 3
    assert 0 < told["p50_ms"] <= told["p95_ms"]


def test_a_query_nobody_answers_to_keeps_one_row(folder):
    _code, rows = screen(folder)
    (stranger,) = [row for row in rows if row["rec_id"] == "Q2"]
    (empty,) = [row for row in rows if row["rec_id"] == "Q3"]
    assert (stranger["rank"], stranger["verdict"]) == ("0", "unlikely")
    assert (empty["rank"], empty["verdict"]) == ("0", "cannot_say")
    assert "nobody in the register" in stranger["reasons"]
    assert "nothing is known" in empty["reasons"]


def test_at_most_so_many_candidates_as_asked(folder):
    lines = "".join(f"R{n},{n},Раҳмонов Саид,,,,M,,,\n" for n in range(10, 20))
    (folder / "register.csv").write_text(REGISTER + lines, encoding="utf-8")
    for top in (1, 4):
        _code, rows = screen(folder, "--top", top)
        ranks = [row["rank"] for row in rows if row["rec_id"] == "Q1"]
        assert ranks == [str(rank) for rank in range(1, top + 1)]
    with pytest.raises(SystemExit):
        screen(folder, "--top", 0)


def test_an_index_is_used_again_until_the_register_changes(folder, monkeypatch):
    index = folder / "register.index"
    assert screen(folder, "--index", index)[0] == 0
    made = index.stat().st_mtime_ns
    assert screen(folder, "--index", index)[0] == 0
    assert index.stat().st_mtime_ns == made
    text = REGISTER + "R4,4,Юлдашев Тимур,Юлдашев,Тимур,,M,1971-07-07,,\n"
    (folder / "register.csv").write_text(text, encoding="utf-8")
    _code, rows = screen(folder, "--index", index)
    assert "R4" in {row["candidate_rec_id"] for row in rows if row["rec_id"] == "Q2"}


def test_a_file_that_is_no_index_is_made_anew_and_one_of_another_form_too(folder):
    index = folder / "register.index"
    index.write_text("not a database " * 100, encoding="utf-8")
    assert screen(folder, "--index", index)[0] == 0
    with sqlite3.connect(index) as database:
        database.execute("update fact set value = '0 ' || value where name = 'stamp'")
    database.close()
    made = index.stat().st_mtime_ns
    assert screen(folder, "--index", index)[0] == 0
    assert index.stat().st_mtime_ns != made


def test_a_row_of_the_register_that_cannot_be_used_is_reported_and_found_by_nobody(folder):
    text = REGISTER + "R9,9,Раҳмонов Саид,Раҳмонов,Саид,,M,1990-05-31,Хуҷанд,1,too,many\n"
    (folder / "register.csv").write_text(text, encoding="utf-8")
    code, rows = screen(folder)
    assert code == 1
    assert "R9" not in {row["candidate_rec_id"] for row in rows}
    assert "R1" in {row["candidate_rec_id"] for row in rows}


def test_a_thousand_copies_of_one_record_bring_a_hundred_candidates(folder, monkeypatch):
    lines = "".join(f"C{n},9,Юлдашев Тимур,,,,,,,\n" for n in range(1000))
    (folder / "register.csv").write_text(REGISTER + lines, encoding="utf-8")
    monkeypatch.setattr(registers, "MOST_HOLDERS", 500)
    table = open_persons(folder / "register.csv")
    register = registers.open_register(table, folder / "index")
    keys = keys_of(parse(record_of_name("Юлдашев Тимур")))
    assert len(register.candidates(keys)) == 100
    assert len(register.candidates(keys, 200)) == 200
    rare = keys_of(parse(record_of_name("Азизова Нигина")))
    found = register.candidates([*keys, *rare])
    assert register.cells(found[0].number)["rec_id"] == "R3"
    assert len(found) == 1
    register.close()


def test_who_shares_a_rare_key_comes_before_who_shares_a_common_one(folder):
    copies = "".join(f"C{n},9,Юлдашев Тимур,,,,,,,\n" for n in range(60))
    text = PERSONS + copies + "R3,3,Азизова Нигина,,,,,,,\n"
    (folder / "register.csv").write_text(text, encoding="utf-8")
    table = open_persons(folder / "register.csv")
    register = registers.open_register(table, folder / "index")
    both = [
        key
        for name in ("Юлдашев Тимур", "Азизова Нигина")
        for key in keys_of(parse(record_of_name(name)))
    ]
    found = register.candidates(both)
    assert len(found) == 61
    assert register.cells(found[0].number)["rec_id"] == "R3"
    register.close()


def test_under_a_common_key_nobody_of_another_sex_or_generation_is_looked_at(folder):
    lines = "".join(
        f"C{n},9,Юлдашев Тимур,,,,{'MF'[n % 2]},{1950 + n}-01-02,,\n" for n in range(50)
    )
    (folder / "register.csv").write_text(PERSONS + lines, encoding="utf-8")
    table = open_persons(folder / "register.csv")
    register = registers.open_register(table, folder / "index")
    query = replace(record_of_name("Юлдашев Тимур"), sex="m", born=PartialDate(1970, 6, 7))
    alone = register.candidates(keys_of(parse(query)))
    beside = register.candidates(keys_of(parse(query)), beside=parse(query))
    found = {register.cells(each.number)["dob"][:4] for each in beside}
    assert len(alone) == 50
    assert found == {"1968", "1970", "1972"}
    unborn = replace(query, born=None)
    assert len(register.candidates(keys_of(parse(unborn)), beside=parse(unborn))) == 25
    register.close()


def test_a_register_in_another_encoding_is_refused_with_its_place(folder, capsys):
    (folder / "register.csv").write_bytes(REGISTER.encode("cp1251", errors="replace"))
    code, rows = screen(folder)
    assert (code, rows) == (2, None)
    assert "register.csv, row 2, column full_name: not UTF-8" in capsys.readouterr().err
