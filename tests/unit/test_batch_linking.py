"""Two tables linked: the pairs a page would find, whatever the engine, whenever it was stopped."""

import csv
import json
import os
import random
import shutil
import subprocess
import sys
from importlib.util import find_spec

import pytest

from bench.identity.generate import registers, write_table
from bench.identity.writing import COLUMNS
from hamkor.batch.linking import first_weights, link, questions
from hamkor.batch.linking.link import Wanted, link_tables
from hamkor.batch.linking.steps import block_of, explain_block, pa, parse_block, score_block
from hamkor.batch.people import person_of
from hamkor.batch.surface import Scale, load, parse
from hamkor.batch.tables import open_persons
from hamkor.command import main
from hamkor.errors import HamkorError

SIZE = 120
SMALL_JOBS = {
    "PYSPARK_SUBMIT_ARGS": "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'"
    " --conf spark.sql.codegen.wholeStage=false --conf spark.sql.adaptive.enabled=false"
    " --conf spark.sql.codegen.factoryMode=NO_CODEGEN pyspark-shell"
}
"""What Spark compiles for a large table takes longer than a small one does without."""


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """A register of 120 invented people and as many queries, half of them about people in it."""
    folder = tmp_path_factory.mktemp("people")
    register, queries = registers(SIZE, 11)
    write_table(folder / "right.csv", COLUMNS, register)
    write_table(folder / "left.csv", COLUMNS, queries)
    return folder


def tables(folder):
    return [open_persons(folder / "left.csv"), open_persons(folder / "right.csv")]


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def linked(people, tmp_path_factory):
    out = tmp_path_factory.mktemp("linked") / "out.csv"
    counts = link_tables(tables(people), out, Wanted())
    return counts, read(out), out.read_bytes()


def test_most_people_are_found_and_hardly_a_stranger(people, linked):
    counts, pairs, _bytes = linked
    right = {row["person_id"] for row in read(people / "right.csv")}
    true = sum(row["person_id"] in right for row in read(people / "left.csv"))
    found = sum(pair["left_person_id"] == pair["right_person_id"] for pair in pairs)
    assert found / true > 0.8
    assert len(pairs) - found <= 2
    assert (counts.rows, counts.pairs) == (2 * SIZE, len(pairs))
    assert counts.candidates > counts.pairs


def test_each_record_stands_in_one_pair_at_most(linked):
    _counts, pairs, _bytes = linked
    for side in ("left", "right"):
        ids = [pair[f"{side}_rec_id"] for pair in pairs]
        assert len(ids) == len(set(ids))


def test_a_pair_has_the_score_and_the_reasons_of_a_page(people, linked):
    _counts, pairs, _bytes = linked
    right = [parse(person_of(row).record) for row in open_persons(people / "right.csv").rows()]
    scale = Scale.of(right, SIZE)
    for pair in pairs:
        one, other = (record_of(pair, f"{side}_") for side in ("left", "right"))
        page = scale.compare(one, other)
        assert float(pair["score"]) == pytest.approx(page.score, abs=1e-4)
        assert float(pair["probability"]) == pytest.approx(page.probability, abs=1e-6)
        assert pair["verdict"] == page.verdict
        assert float(pair["probability"]) >= link.SHOWN_FROM


def record_of(pair, prefix):
    from hamkor.batch.tables import Row

    return parse(person_of(Row(2, pair), prefix).record)


def test_two_thousand_pairs_are_scored_as_a_page_scores_them(people):
    chance = random.Random(5)
    blocks = [parse_block(block_of(table.rows())) for table in tables(people)]
    left, right = (block.column("parsed").to_pylist() for block in blocks)
    chosen = [(chance.randrange(SIZE), chance.randrange(SIZE)) for _pair in range(2000)]
    text = Scale.of(map(load, right), 1000).to_json()
    block = pa.record_batch(
        {
            "left_number": [one for one, _other in chosen],
            "right_number": [other for _one, other in chosen],
            "left_parsed": [left[one] for one, _other in chosen],
            "right_parsed": [right[other] for _one, other in chosen],
            "left_cells": ["{}"] * len(chosen),
            "right_cells": ["{}"] * len(chosen),
        }
    )
    scored, explained = score_block(block, text), explain_block(block, text, "en")
    for column in ("score", "probability"):
        ours, pages = (each.column(column).to_pylist() for each in (scored, explained))
        assert ours == pytest.approx(pages, abs=1e-9)
    assert scored.column("left_number").to_pylist() == [one for one, _other in chosen]


def test_a_larger_table_asks_for_a_higher_score(people):
    right = [parse(person_of(row).record) for row in open_persons(people / "right.csv").rows()]
    pairs = [(place, place) for place in range(20)]
    small, large = (Scale.of([], size) for size in (1_000, 1_000_000))
    for one, other in zip(
        small.score_pairs(right, right, pairs)[1],
        large.score_pairs(right, right, pairs)[1],
        strict=True,
    ):
        assert one > other


def test_a_run_that_was_killed_goes_on_where_it_was(people, tmp_path, linked, monkeypatch):
    monkeypatch.setattr(link, "ROWS_OF_A_PART", 40)
    work, out = tmp_path / "work", tmp_path / "out.csv"
    stop_after(monkeypatch, parts=2)
    with pytest.raises(KeyboardInterrupt):
        link_tables(tables(people), out, Wanted(), folder=work)
    assert not out.exists()
    done = {path: path.stat().st_mtime_ns for path in work.rglob("*.parquet")}
    assert len(list((work / "scored").glob("*.parquet"))) == 2
    monkeypatch.undo()
    monkeypatch.setattr(link, "ROWS_OF_A_PART", 40)
    link_tables(tables(people), out, Wanted(), folder=work)
    assert {path: path.stat().st_mtime_ns for path in done} == done
    assert out.read_bytes() == linked[2]


def stop_after(monkeypatch, parts):
    from hamkor.batch.linking.duckdb_engine import DuckdbEngine

    score = DuckdbEngine.score

    def score_or_stop(self, part, of, scale):
        if part > parts:
            raise KeyboardInterrupt
        return score(self, part, of, scale)

    monkeypatch.setattr(DuckdbEngine, "score", score_or_stop)


def test_a_folder_of_another_run_is_refused_and_left_as_it_was(people, tmp_path):
    work = tmp_path / "work"
    link_tables(tables(people)[:1], tmp_path / "out.csv", Wanted(), folder=work)
    kept = sorted(work.rglob("*"))
    with pytest.raises(HamkorError, match="other tables or with other options"):
        link_tables(tables(people), tmp_path / "out.csv", Wanted(), folder=work)
    assert sorted(work.rglob("*")) == kept
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(HamkorError, match="is not empty"):
        link_tables(tables(people), tmp_path / "out.csv", Wanted(), folder=tmp_path / "full")


def test_who_stands_twice_in_a_table_is_found_and_nobody_is_paired_with_himself(people, tmp_path):
    rows = [*read(people / "right.csv"), *read(people / "left.csv")]
    for number, row in enumerate(rows):
        row["rec_id"] = str(number)
    write_table(tmp_path / "both.csv", COLUMNS, rows)
    out = tmp_path / "out.csv"
    assert (
        main(["persons", "link", str(tmp_path / "both.csv"), "--dedupe", "--out", str(out)]) == 0
    )
    pairs = read(out)
    found = sum(pair["left_person_id"] == pair["right_person_id"] for pair in pairs)
    assert found / len(pairs) > 0.9
    assert found >= 40
    assert all(int(pair["left_rec_id"]) < int(pair["right_rec_id"]) for pair in pairs)


def test_every_likely_pair_can_be_asked_for(people, tmp_path, linked):
    twice = [*read(people / "right.csv"), *read(people / "right.csv")]
    write_table(tmp_path / "right.csv", COLUMNS, twice)
    shutil.copy(people / "left.csv", tmp_path)
    one_each = link_tables(tables(tmp_path), tmp_path / "a.csv", Wanted())
    every = link_tables(tables(tmp_path), tmp_path / "b.csv", Wanted(is_every_pair=True))
    assert every.pairs >= 1.9 * one_each.pairs


def test_a_row_that_cannot_be_used_is_reported_and_paired_with_nobody(people, tmp_path, capsys):
    shutil.copy(people / "left.csv", tmp_path)
    shutil.copy(people / "right.csv", tmp_path)
    with (tmp_path / "left.csv").open("a", encoding="utf-8") as file:
        file.write("X1,1\n")
    out = tmp_path / "out.csv"
    left, right = (str(tmp_path / name) for name in ("left.csv", "right.csv"))
    assert main(["persons", "link", left, right, "--out", str(out), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["set_aside"] == [f"left.csv, row {SIZE + 2}: 2 cells where the header has 15"]
    assert "X1" not in {pair["left_rec_id"] for pair in read(out)}


def test_a_key_that_too_many_hold_brings_nobody_together(people, tmp_path):
    from hamkor.batch.linking.duckdb_engine import DuckdbEngine
    from hamkor.batch.linking.work import open_work

    copies = [read(people / "right.csv")[0] | {"rec_id": str(place)} for place in range(600)]
    write_table(tmp_path / "left.csv", COLUMNS, copies)
    shutil.copy(tmp_path / "left.csv", tmp_path / "right.csv")
    assert first_weights.first_weights().most_pairs_of_a_key < 600 * 600
    with DuckdbEngine(open_work(tmp_path / "work", []), "link_only", (600, 600)) as engine:
        for side, table in zip(("left", "right"), tables(tmp_path), strict=True):
            assert sum(engine.parse(side, iter([block_of(table.rows())]))) == 600
        engine.prepare()
        engine.find(1, 1)
        assert engine.choose() == 0
    assert "{most_pairs}" in questions.TELLING_KEYS_OF_ONE


def brought_together(tmp_path, left, right, parts=1):
    """Return the pairs of row numbers that share most, as (left, right)."""
    from hamkor.batch.linking.duckdb_engine import DuckdbEngine
    from hamkor.batch.linking.work import open_work

    for side, rows in (("left", left), ("right", right)):
        write_table(tmp_path / f"{side}.csv", COLUMNS, rows)
    sizes = (len(left), len(right))
    work = open_work(tmp_path / f"work{parts}", [])
    with DuckdbEngine(work, "link_only", sizes) as engine:
        for side, table in zip(("left", "right"), tables(tmp_path), strict=True):
            list(engine.parse(side, iter([block_of(table.rows())])))
        engine.prepare()
        for part in range(1, parts + 1):
            engine.find(part, parts)
        engine.choose()
        found = engine.database.execute("select left_number, right_number from candidate")
        return {(one - 2, other - 2) for one, other in found.fetchall()}


def namesakes(count, **facts):
    return [{"full_name": "Юлдашев Тимур", **facts, "rec_id": f"{n}"} for n in range(count)]


def with_weights(monkeypatch, **changed):
    weights = first_weights.first_weights().model_copy(update=changed)
    monkeypatch.setattr(questions, "first_weights", lambda: weights)


def test_under_a_common_key_nobody_of_another_sex_or_generation_is_brought_together(
    tmp_path, monkeypatch
):
    with_weights(monkeypatch, few_pairs_of_a_key=20)
    years = [*range(1960, 1990), ""]
    left = namesakes(33, dob="1970", sex="M")
    right = [{"full_name": "Юлдашев Тимур", "dob": str(year), "sex": "M"} for year in years]
    right += namesakes(2, dob="1970", sex="F")
    found = brought_together(tmp_path, left, right)
    assert {years[other] for _one, other in found} == {1968, 1969, 1970, 1971, 1972, ""}


def test_a_rare_key_brings_together_whatever_contradicts(tmp_path):
    left = [{"full_name": "Юлдашев Тимур", "dob": "1970-01-02", "sex": "M"}]
    right = [{"full_name": "Юлдашев Тимур", "dob": "1990-05-06", "sex": "F"}]
    assert brought_together(tmp_path, left, right) == {(0, 0)}


def test_each_record_keeps_the_pairs_that_share_most_however_many_parts(tmp_path, monkeypatch):
    with_weights(monkeypatch, best_of_each=2)
    register, queries = registers(90, 3)
    all_at_once, in_seven = (brought_together(tmp_path, queries, register, n) for n in (1, 7))
    assert all_at_once == in_seven
    assert 90 <= len(all_at_once) <= 4 * 90
    with_weights(monkeypatch, best_of_each=1_000)
    everything = brought_together(tmp_path, queries, register, 2)
    assert all_at_once < everything


def test_two_tables_or_one_with_dedupe_are_asked_for(people, capsys):
    left = str(people / "left.csv")
    assert main(["persons", "link", left]) == 2
    assert main(["persons", "link", left, left, "--dedupe"]) == 2
    assert "two tables, or one with --dedupe" in capsys.readouterr().err


def test_an_engine_that_is_not_installed_is_said_with_what_to_install(people, monkeypatch):
    for module in ("splink", "duckdb", "hamkor.batch.linking.duckdb_engine"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(HamkorError, match=r"hamkor\[batch,spark\]"):
        link_tables(tables(people), None, Wanted())


def test_how_probable_a_pair_must_be_can_be_said(people, tmp_path, linked):
    strict = link_tables(tables(people), tmp_path / "out.csv", Wanted(at_least=0.9))
    assert 0 < strict.pairs < linked[0].pairs
    assert all(float(pair["probability"]) >= 0.9 for pair in read(tmp_path / "out.csv"))
    lax = link_tables(tables(people), tmp_path / "lax.csv", Wanted(at_least=0.0))
    assert lax.pairs > linked[0].pairs


@pytest.mark.skipif(not shutil.which("java"), reason="Spark needs Java: apt-get install "
                    "default-jre-headless")  # fmt: skip
@pytest.mark.skipif(not find_spec("pyspark"), reason="Spark needs the extra `spark`")
def test_a_cluster_writes_the_same_bytes_as_one_machine(people, tmp_path, linked):
    out = tmp_path / "out.csv"
    command = [sys.executable, "-W", "ignore", "-m", "hamkor.command", "persons", "link"]
    command += [str(people / "left.csv"), str(people / "right.csv"), "--out", str(out)]
    command += ["--engine", "spark", "--spark-master", "local[2]"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | SMALL_JOBS)
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == linked[2]
