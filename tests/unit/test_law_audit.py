"""A register audited from a file: bad rows are listed, the file finishes, a cut run goes on."""

import csv
import random
import runpy
from dataclasses import replace
from datetime import date

import pytest

from hamkor.batch import pieces
from hamkor.batch.pieces import open_any, read_piece, rows_of
from hamkor.command.law import audit, main, unfinished
from hamkor.errors import UnreadableTable
from hamkor.law.many import LINE, Audit

ON = date(2026, 11, 24)
HEADER = "entry,kind,ground,adopted_on,served_on,removed_on,until"
GOOD = "1,entry_ban,27(1)(2),2026-03-10,2026-03-10,2026-03-10,2031-03-10"
LATE = "2,entry_ban,26(8),2021-11-01,2021-11-01,2021-11-01,2024-11-01"


@pytest.fixture
def run(tmp_path, capsys):
    """Audit a table; give the exit code, what was written by row, and what was said."""

    def run(content, name="register.csv", *more):
        table = tmp_path / name
        if content is not None:
            table.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = tmp_path / "findings.csv"
        code = main(["audit", str(table), "--out", str(out), "--on", str(ON), *more])
        said = capsys.readouterr()
        written = {}
        if out.exists():
            with out.open(encoding="utf-8", newline="") as file:
                written = {int(row["row"]): row for row in csv.DictReader(file)}
        return code, written, said

    return run


def lines(*rows):
    return "\n".join((HEADER, *rows)) + "\n"


def test_every_row_gets_its_number_and_what_the_law_says(run):
    code, rows, said = run(lines(GOOD, LATE))
    assert code == 0
    assert list(rows) == [2, 3]
    assert rows[2]["ban_until"] == "2031-03-10"
    assert rows[2]["appeal_to"] == "court"
    assert rows[3]["findings"].split() == ["expired"]
    assert rows[3]["weight"] == "grave"
    assert said.out == "2 rows audited, 0 of them with facts that could not be read\n"


BAD = {
    "shifted": ("4,,entry_ban,27(1)(2),2026-03-10,,,", "8 cells where the header has 7"),
    "short": ("4,entry_ban", "2 cells where the header has 7"),
    "header again": (HEADER, "the names of the columns stand here again"),
    "open quotation mark": (
        '4,"entry_ban,27(1)(2),,,,',
        "a quotation mark is opened and not closed",
    ),
    "impossible day": (
        "4,entry_ban,27(1)(2),2026-02-30,,,",
        "adopted_on: 2026-02-30 is not a date; write it like 2026-11-24.",
    ),
    "two words": (
        "4,entry_ban,27(1)(2),2026-03-10,2026-03-01,,",
        "decisions[0].served_on: This day lies before the decision was adopted, 10 March 2026.",
    ),
    "too long": (f"4,{'x' * 3000},,,,,", "a cell is longer than 2,000 characters"),
}


@pytest.mark.parametrize(("bad", "problem"), BAD.values(), ids=BAD.keys())
def test_a_bad_row_is_listed_and_the_others_are_answered(run, bad, problem):
    code, rows, said = run(lines(GOOD, bad, LATE))
    assert code == 1
    assert rows[3]["faults"] == problem
    assert said.err == f"row 3: {problem}\n"
    assert (rows[2]["ban_until"], rows[2]["faults"]) == ("2031-03-10", "")
    assert (rows[4]["findings"], rows[4]["faults"]) == ("expired", "")
    assert "3 rows audited, 1 of them" in said.out


def test_a_row_in_another_encoding_is_set_aside_with_its_column(run):
    content = lines(GOOD, "@,entry_ban,27(1)(2),,,,", LATE).encode()
    code, rows, _said = run(content.replace(b"@", "Ҷамшед".encode("cp1251", "replace") + b"\xd0"))
    assert code == 1
    assert rows[3]["faults"] == "column entry: not UTF-8"
    assert rows[4]["findings"] == "expired"


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + lines(GOOD, LATE),
        lines(GOOD, LATE).replace("\n", "\r\n"),
        lines(GOOD, LATE).replace(",", ";"),
        lines(GOOD, LATE).replace(",", "\t"),
        lines(GOOD, LATE).rstrip("\n"),
        lines(GOOD.replace("27(1)(2)", '"27(1)(2)"'), LATE),
        lines(GOOD.replace("1,", '"one\nand, two",', 1), LATE),
        lines(GOOD, LATE).replace("entry,", "entry\0,", 1),
    ],
    ids=["mark", "windows", "semicolon", "tab", "no end", "quoted", "two lines", "nul"],
)
def test_however_a_spreadsheet_writes_it_the_answers_are_the_same(run, content):
    code, rows, _said = run(content)
    assert code == 0
    assert [row["ban_until"] for row in rows.values()] == ["2031-03-10", "2024-11-01"]
    assert rows[3]["findings"] == "expired"


def test_an_empty_line_is_no_row_but_counts_as_a_spreadsheet_counts(run):
    code, rows, _said = run(lines(GOOD, "", LATE))
    assert code == 0
    assert list(rows) == [2, 4]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00k", None, b"name,note\nA,B\n"])
def test_what_is_no_register_is_refused_and_nothing_is_written(run, content):
    code, rows, said = run(content)
    assert code == 2
    assert not rows
    assert said.err.startswith("hamkor: ")


def test_parquet_gives_what_the_same_table_as_text_gives(run, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    _code, text, _said = run(lines(GOOD, LATE))
    duckdb.sql(
        f"COPY (SELECT * FROM read_csv('{tmp_path}/register.csv'))"
        f" TO '{tmp_path}/register.parquet' (FORMAT parquet)"
    )
    code, rows, _said = run(None, "register.parquet")
    assert code == 0
    assert [dict(row, row="") for row in rows.values()] == [
        dict(row, row="") for row in text.values()
    ]
    assert list(rows) == [1, 2]


def test_a_broken_parquet_file_is_refused(run):
    pytest.importorskip("duckdb")
    code, _rows, said = run(b"PAR1 and nothing else", "register.parquet")
    assert code == 2
    assert "register.parquet cannot be read" in said.err


def test_the_reasons_for_one_row_are_printed(run, tmp_path, capsys):
    run(lines(GOOD, LATE, "x,y"))
    asked = ["audit", str(tmp_path / "register.csv"), "--on", str(ON), "--explain"]
    assert main([*asked, "3"]) == 0
    said = capsys.readouterr().out
    assert "decisions[0].findings: " in said
    assert "It ended with 1 November 2024 and is still listed." in said
    assert "RU-114FZ-26-8" in said or "26(8)" in said
    assert main([*asked, "4"]) == 1
    assert "2 cells where the header has 7" in capsys.readouterr().err
    assert main([*asked, "9"]) == 2


class Cut(Exception):
    """The machine went off."""


def test_a_run_that_was_cut_off_goes_on_and_gives_the_same_table(run, tmp_path, monkeypatch):
    monkeypatch.setattr(pieces, "BYTES_A_PIECE", 400)
    content = lines(*([GOOD, LATE] * 30), "x,y", *([LATE, GOOD] * 30))
    _code, whole, _said = run(content)
    (tmp_path / "findings.csv").unlink()
    seen = []
    cuts = [9]

    def stop(table, on, piece):
        seen.append(piece)
        if len(seen) in cuts:
            raise Cut
        return real(table, on, piece)

    real = audit.audited
    monkeypatch.setattr(audit, "audited", stop)
    with pytest.raises(Cut):
        run(content)
    assert not (tmp_path / "findings.csv").exists()
    with (tmp_path / ".findings.csv.unfinished").open("a") as half:
        half.write("17,20")
    cuts.clear()
    code, rows, _said = run(None)
    assert rows == whole
    assert code == 1
    assert len(seen) == len(list(pieces.pieces(open_any(tmp_path / "register.csv")))) + 1
    assert not list(tmp_path.glob(".findings*"))


def test_what_was_left_of_another_register_is_not_gone_on_with(tmp_path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("a")
    other.write_text("ab")
    out = tmp_path / "findings.csv"
    left = unfinished.Unfinished(out, one, ON)
    left.begin(2, ("row",))
    left.add(["x", "", "y"], 7, 1)
    again = unfinished.Unfinished(out, one, ON)
    assert (again.row, again.place, again.faulty) == (5, 7, 1)
    assert unfinished.Unfinished(out, other, ON).row == 0
    assert unfinished.Unfinished(out, one, date(2026, 11, 25)).row == 0
    again.finish()
    assert out.read_text() == "row\n2,x\n4,y\n"


def test_a_table_of_another_library_is_named_when_it_is_missing(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    with pytest.raises(UnreadableTable, match="hamkor"):
        open_any(tmp_path / "register.parquet")


def test_a_quotation_mark_that_is_never_closed_costs_one_row(tmp_path, monkeypatch):
    monkeypatch.setattr(pieces, "BYTES_A_PIECE", 300)
    table = tmp_path / "register.csv"
    rows = [GOOD] * 60
    rows[20] = '21,"entry_ban,27(1)(2),,,,'
    table.write_text(lines(*rows))
    read = list(rows_of(open_any(table)))
    assert [row.number for row in read] == list(range(2, 62))
    assert [row.number for row in read if row.problem] == [22]


@pytest.mark.parametrize("seed", range(4))
def test_however_a_table_is_cut_its_rows_are_the_same(tmp_path, monkeypatch, seed):
    chance = random.Random(seed)
    words = ["a", 'say "so"', "two\nlines", "x,y", "", "Раҳмон", "\u2028"]
    rows = [[chance.choice(words) for _column in range(3)] for _row in range(60)]
    table = tmp_path / "register.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["kind", "ground", "note"], *rows])
    for size in (64, 100, 301, 1 << 20):
        monkeypatch.setattr(pieces, "BYTES_A_PIECE", size)
        assert [row.cells for row in rows_of(open_any(table))] == rows


def test_lines_say_what_rows_say():
    properties = runpy.run_path(str(__file__).replace("_audit", "_properties"))
    chance = random.Random(11)
    table = [
        properties["row_of"](
            replace(properties["somebody"](chance), patents=(), wages=(), region=None)
        )
        for _person in range(400)
    ]
    asked = Audit(properties["HEADER"], ON)
    for line, row in zip(asked.lines(table), asked.rows(table), strict=True):
        told = dict(zip(LINE, next(csv.reader([line])), strict=True))
        found = row.values["findings"] or ()
        assert told["findings"].split() == [each.id for each in found]
        assert told["weight"] == row.weight
        assert told["ban_until"] == str(row.values["ban_until"] or "")
        assert told["faults"] == "; ".join(f"{each.path}: {each.says}" for each in row.faults)


def test_rows_without_a_decision_stand_between_others_unharmed():
    header = ["kind", "adopted_on", "person_born_on"]
    rows = [["", "", "2015-01-01"], ["fine", "2026-01-01", "2015-01-01"], ["", "", ""]] * 3
    found = Audit(header, ON).rows(rows)
    assert [row.values["findings"] is None for row in found] == [True, False, True] * 3
    assert {each.id for each in found[1].values["findings"]} >= {"minor"}


def test_read_piece_of_parquet_is_what_the_piece_holds():
    piece = pieces.Piece(b"", [["a"]], 1)
    table = pieces.Table(path=None, columns=("kind",), delimiter="")
    assert read_piece(table, piece).cells == [["a"]]


def test_a_cell_of_digits_is_a_number_as_long_as_it_can_be_one():
    header = ["kind", "adopted_on", "term_months", "person_citizenship"]
    short, long, two = Audit(header, ON).rows(
        [
            ["entry_ban", "2026-01-01", "0" * 9 + "36", "TJ"],
            ["entry_ban", "2026-01-01", "0" * 10 + "36", "TJ"],
            ["entry_ban", "2026-01-01", " 36 ", "TJ|RU"],
        ]
    )
    assert not short.faults
    assert [fault.path for fault in long.faults] == ["term_months"]
    assert "own_citizen" in {each.id for each in two.values["findings"]}
    assert "own_citizen" not in {each.id for each in short.values["findings"]}


def test_answers_are_forgotten_when_there_are_too_many_and_given_again(monkeypatch):
    header = ["kind", "ground", "adopted_on", "served_on", "until"]
    rows = [
        ["entry_ban", "27(1)(2)", f"2026-01-{1 + n:02}", f"2026-02-{1 + n % 9:02}", "2031-01-01"]
        for n in range(28)
    ]
    whole = Audit(header, ON).lines(rows)
    monkeypatch.setattr("hamkor.law.readings.MOST_KEPT", 3)
    monkeypatch.setattr("hamkor.law.register_cells.MOST_DIFFERENT", 3)
    few = Audit(header, ON)
    assert [line for n in range(0, 28, 4) for line in few.lines(rows[n : n + 4])] == whole


def test_offences_and_stays_of_one_row_are_not_those_of_another():
    header = ["kind", "ground", "adopted_on", "served_on"]
    header += [f"offence{n}_{name}" for n in (1, 2) for name in ("article", "in_force_on")]
    ban = ["entry_ban", "26(4)", "2026-05-01", "2026-05-02"]
    rows = [
        [*ban, "18.8", "2026-01-01", "18.8", "2026-04-01"],
        [*ban, "", "", "18.8", "2026-04-01"],
        [*ban, "18.8", "2020-01-01", "18.8", "2026-04-01"],
        [*ban, "", "", "", ""],
    ] * 3
    found = [[each.id for each in row.values["findings"]] for row in Audit(header, ON).rows(rows)]
    assert found == [[], ["offences_too_few"], ["offences_too_far_apart"], []] * 3
