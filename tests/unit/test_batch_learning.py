"""Weights learnt anew: they fit the judged pairs better, and break no rule of the scoring."""

import json
from datetime import date

import pytest

from bench.identity.generate import record_pairs, registers, write_table
from bench.identity.writing import COLUMNS
from hamkor.batch.learning import LEAST_OF_EACH, MOST_BITS, learn_weights
from hamkor.batch.people import person_of
from hamkor.batch.surface import Scale, parse
from hamkor.batch.tables import Row
from hamkor.command import main
from hamkor.errors import RuleViolation
from hamkor.matching import Weights
from hamkor.matching.weights import shipped_weights

ON = date(2026, 11, 24)


@pytest.fixture(scope="module")
def judged():
    pairs = list(record_pairs(1600, 5))
    return [(read(one), read(other), is_same) for one, other, is_same, _kind in pairs]


def read(cells):
    return parse(person_of(Row(2, cells)).record)


@pytest.fixture(scope="module")
def lesson(judged):
    return learn_weights(judged, on=ON, from_data="generated", scale=Scale())


def test_pairs_not_learnt_from_are_told_apart_better(lesson):
    assert lesson.loss_after < lesson.loss_before


def test_the_record_says_what_was_learnt_from_and_names_nobody(lesson, judged):
    learnt = lesson.weights.learnt
    assert (learnt.on, learnt.from_data, learnt.seed) == (ON, "generated", 0)
    assert learnt.pairs == len(judged) * 3 // 4
    assert 250 < learnt.of_one_person < 350
    written = lesson.weights.as_yaml()
    assert not [part for one, _o, _m in judged for name in one.names for part in name.written
                if len(part) > 4 and part in written]  # fmt: skip


def test_only_how_one_person_agrees_is_moved_and_not_far(lesson):
    before, after = shipped_weights(), lesson.weights
    assert after.limits == before.limits
    for field, levels in before.findings.items():
        for level, number in levels.items():
            moved = after.findings[field][level]
            assert moved.model_copy(update={"same": number.same}) == number
            assert 2**-MOST_BITS <= moved.same / number.same <= 2**MOST_BITS


def test_the_same_pairs_teach_the_same(lesson, judged):
    again = learn_weights(judged, on=ON, from_data="generated", scale=Scale())
    assert again.weights == lesson.weights


def test_what_has_moved_is_what_is_told(lesson):
    assert lesson.drift
    assert all(0.1 < abs(bits) <= MOST_BITS for bits in lesson.drift.values())
    assert 0 <= lesson.given_name_differs < 0.1


def test_given_names_that_differ_among_one_person_are_told(judged):
    crossed = [(one, judged[0][1], True) if is_same else (one, other, False)
               for one, other, is_same in judged]  # fmt: skip
    lesson = learn_weights(crossed, on=ON, from_data="wrong", scale=Scale())
    assert lesson.given_name_differs > 0.5


def test_too_few_judged_pairs_are_refused(judged):
    same = [pair for pair in judged if pair[2]]
    others = [pair for pair in judged if not pair[2]]
    for few in (same[: LEAST_OF_EACH - 1] + others, same + others[: LEAST_OF_EACH - 1]):
        with pytest.raises(RuleViolation, match="Too few judged pairs"):
            learn_weights(few, on=ON, from_data="few", scale=Scale())


def test_the_command_writes_weights_that_the_others_take(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("hamkor.batch.learning.LEAST_OF_EACH", 10)
    monkeypatch.setattr("hamkor.batch.learning.ROUNDS", 20)
    path, out = tmp_path / "pairs.csv", tmp_path / "weights.yaml"
    text = "name1,name2,match\nx\n"
    text += "Раҳмонов Саид,Rakhmonov Said,1\nРаҳмонов Саид,Rakhmonov Umed,0\n" * 20
    path.write_text(text + "Азизов Умед,Шер,not judged\n", encoding="utf-8")
    assert main(["persons", "learn", "--pairs", str(path), "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["pairs"] == 30
    assert Weights.read(out).learnt.from_data == "pairs.csv"
    compare = ["persons", "compare", "Раҳмонов Саид", "Rakhmonov Said", "--json"]
    assert main(compare) == main([*compare, "--weights", str(out)]) == 0
    shipped, own = capsys.readouterr().out.split("\n{")
    assert json.loads(shipped)["score"] != json.loads("{" + own)["score"]


def test_a_table_without_judgements_is_refused(tmp_path, capsys):
    path = tmp_path / "pairs.csv"
    path.write_text("name1,name2\nСаид,Said\n", encoding="utf-8")
    out = tmp_path / "weights.yaml"
    assert main(["persons", "learn", "--pairs", str(path), "--out", str(out)]) == 2
    assert "no column match" in capsys.readouterr().err
    assert not out.exists()


def test_a_register_nobody_has_judged_teaches_too(tmp_path, capsys):
    register, queries = registers(250, 7)
    write_table(tmp_path / "register.csv", COLUMNS, [*register, *queries])
    out = tmp_path / "weights.yaml"
    arguments = ["--register", str(tmp_path / "register.csv"), "--out", str(out)]
    assert main(["persons", "learn", *arguments]) == 0
    learnt = json.loads(capsys.readouterr().out)
    assert learnt == Weights.read(out).learnt.model_dump(mode="json")
    assert learnt["from_data"] == "pairs of register.csv that share a key"
    assert 100 < learnt["of_one_person"] < 250
