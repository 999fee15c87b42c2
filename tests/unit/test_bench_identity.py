"""The figures on identity: measured right, on invented people that are the same each time."""

import math

import pytest

from bench.identity import measures, spelling
from bench.identity.difficulties import DIFFICULTIES, difficult_pairs, name_pairs
from bench.identity.generate import registers
from bench.identity.pairs import accepted, f1
from bench.identity.people import generate_people
from bench.report import as_table

SCORES = [9.0, 8.0, 7.0, 6.0, 5.0, 4.0]
TRUTH = [True, True, False, True, False, False]


def test_the_best_f1_is_that_of_the_best_threshold():
    value, threshold = measures.best_f1(SCORES, TRUTH)
    assert (value, threshold) == (pytest.approx(2 * 3 / (3 + 1 + 3)), 6.0)


def test_equal_scores_stand_or_fall_together():
    assert measures.best_f1([1.0, 1.0], [True, False])[0] == pytest.approx(2 / 3)
    assert measures.recall_at_precision([1.0, 1.0], [True, False]) == 0


def test_recall_at_a_precision_and_false_matches_at_a_recall():
    assert measures.recall_at_precision(SCORES, TRUTH) == pytest.approx(2 / 3)
    assert measures.recall_at_precision(SCORES, TRUTH, 0.75) == 1
    assert measures.false_match_rate_at_recall(SCORES, TRUTH) == pytest.approx(1 / 3)
    assert measures.false_match_rate_at_recall(SCORES, TRUTH, 0.6) == 0


def test_a_hit_must_stand_above_all_but_one_in_a_hundred_alarms():
    innocent = [float(score) for score in range(100)]
    assert measures.hits_at_false_alarms([98.5, 98.0, -math.inf, 200.0], innocent) == 0.5
    assert measures.hits_at_false_alarms([99.5, 99.0], innocent, share=0.0) == 0.5


def test_percentiles_are_of_the_values_themselves():
    assert measures.percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert measures.percentile([3.0, 1.0, 2.0], 0.95) == 3.0
    assert measures.percentile([], 0.5) == 0.0


def test_the_same_seed_makes_the_same_people_and_another_others():
    assert registers(60, 3) == registers(60, 3)
    assert registers(60, 3) != registers(60, 4)
    assert generate_people(50, 3)[:30] == generate_people(30, 3)


def test_half_of_the_queries_are_about_people_in_the_register():
    register, queries = registers(200, 3)
    inside = {row["person_id"] for row in register}
    assert len(inside) == len(register) == len(queries) == 200
    assert [row["person_id"] in inside for row in queries] == [
        row["in_register"] == "1" for row in queries
    ]
    assert sum(row["in_register"] == "1" for row in queries) == 100


def test_names_of_pairs_are_of_one_person_or_of_another():
    pairs = list(name_pairs(70, 3))
    assert {kind for *_pair, kind in pairs} == {
        "same", "persian", "sibling", "father", "homonym", "near",
    }  # fmt: skip
    for one, other, is_match, kind in pairs:
        assert is_match == (kind in {"same", "persian"})
        assert one["full_name"]
        assert other["full_name"]


def test_each_difficulty_is_there_forty_times_with_its_truth():
    pairs = list(difficult_pairs(3))
    assert len(pairs) == 40 * len(DIFFICULTIES)
    different = {
        "twins", "same_doc_other_person", "homonym", "father_son", "brother_sister", "near_given",
        "same_dob_other", "homonym_0101", "initials_wrong",
    }  # fmt: skip
    assert {kind for _one, _other, is_match, kind in pairs if not is_match} == different


@pytest.mark.parametrize(
    ("write", "written"),
    [
        (spelling.russian, "Джамшед Хакимов"),
        (spelling.icao, "Dzhamshed Khakimov"),
        (spelling.french, "Djamched Khakimov"),
        (spelling.tajik_latin, "Jamshed Hakimov"),
        (spelling.old_font, "Љамшед Њакимов"),
        (spelling.other_old_font, "Їамшед Іакимов"),
        (spelling.chain, "Джамшед Хакимов"),
    ],
)
def test_one_name_is_written_as_each_office_writes_it(write, written):
    assert write("Ҷамшед Ҳакимов") == written


def test_a_peer_that_accepts_everybody_is_not_the_one_beside_ours():
    from bench.identity.evaluate import Pairs
    from bench.identity.pairs import _figure

    pairs = Pairs([], TRUTH, ["x"] * 5 + ["twins"], [""] * 6)
    scores = {"ours": SCORES, "good": SCORES, "all": [1.0] * 6}
    figure = _figure("twins accepted", accepted("twins"), "best F1", pairs, scores)
    assert (figure.ours, figure.peer) == (0.0, 0.0)
    assert "good (all: good 0.000, all 1.000)" in as_table([figure])
    assert f1(pairs, scores["all"]) < f1(pairs, scores["good"])
