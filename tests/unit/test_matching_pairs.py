"""A record read once, weighed alone or among many, and what weights may be learnt. Invented."""

import json
import random
from dataclasses import replace
from datetime import date
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.identity.generate import registers
from hamkor import matching
from hamkor.batch.people import person_of
from hamkor.batch.tables import Row
from hamkor.errors import RuleViolation
from hamkor.matching import (
    DocumentNumber,
    Frequencies,
    Name,
    Parsed,
    PartialDate,
    Record,
    pairs,
)
from hamkor.matching.learning import learn_from_unjudged
from hamkor.matching.levels import CONTRADICTING, NUMBERED
from hamkor.matching.weights import Table, Weights, shipped_weights, uses_of
from tests.unit.test_matching import records, untimed, wild_records

MAN = Record(
    (Name("Раҳмонов Саид Каримович", "Раҳмонов", "Саид", "Каримович", "паспорт"),),
    PartialDate(1988, 4, 17),
    "m",
    "TJ",
    "Хуҷанд",
    (DocumentNumber("passport", "А 400123456", "TJ"), DocumentNumber("national_id", "11 22 33 4")),
)


@untimed
@given(wild_records | records)
def test_a_form_comes_back_from_where_it_was_stored(record):
    parsed = matching.parse(record)
    back = Parsed.from_json(json.dumps(parsed.to_json()))
    assert back == parsed
    assert hash(back) == hash(parsed)
    assert matching.keys(back) == matching.keys(record)


def test_a_stored_form_is_small():
    assert len(json.dumps(matching.parse(MAN).to_json(), ensure_ascii=False)) < 600


def test_a_form_of_another_version_is_refused():
    form = matching.parse(MAN).to_json() | {"v": matching.FORM_VERSION - 1}
    with pytest.raises(RuleViolation, match="another version"):
        Parsed.from_json(form)


some = st.lists(wild_records | records, min_size=1, max_size=5)


@untimed
@given(some, some, st.sampled_from([1, 1_000_000]))
def test_a_batch_gives_the_very_score_of_the_page(ours, theirs, worth_columns):
    left, right = (
        [matching.parse(each) for each in ours],
        [matching.parse(each) for each in theirs],
    )
    places = [(one, other) for one in range(len(left)) for other in range(len(right))]
    with mock.patch.object(pairs, "WORTH_COLUMNS", worth_columns):
        scores, probabilities = matching.score_pairs(left, right, places)
    for (one, other), score, probability in zip(places, scores, probabilities, strict=True):
        alone = matching.compare(ours[one], theirs[other])
        assert (score, probability) == (alone.score, alone.probability)


@pytest.mark.parametrize("seed", [3, 4])
def test_a_thousand_pairs_weighed_together_have_the_scores_of_each_alone(seed):
    register, queries = registers(300, seed)
    left, right = (
        [matching.parse(person_of(Row(2, row)).record) for row in rows]
        for rows in (queries, register)
    )
    two_names = replace(MAN, names=(*MAN.names, Name("SAIDOV Karim")))
    left += [matching.parse(each) for each in (two_names, Record(), MAN)]
    alike = ("Карим Карим Саид", "Саид Карим Саид", "Карим Саидов Каримов", "SAIDOV Karim")
    alike += ("Шоҳ Темур Каримов", "Шоҳтемур Карим", "К. С. Саид", "Каримзода Саидзода Карим")
    left += [matching.parse(Record((Name(each),))) for each in alike]
    right += [matching.parse(Record((Name(each),))) for each in alike] + [matching.parse(MAN)]
    counted = Frequencies.of(right)
    chance = random.Random(seed)
    places = [(chance.randrange(len(left)), chance.randrange(len(right))) for _pair in range(900)]
    last = range(len(left) - 12, len(left))
    places += [(one, other) for one in last for other in range(len(right) - 20, len(right))]
    places += same_persons(queries, register)
    with mock.patch.object(pairs, "WORTH_COLUMNS", 1_000):
        together = matching.score_pairs(left, right, places, frequencies=counted)
    for (one, other), *found in zip(places, *together, strict=True):
        alone = matching.compare(left[one], right[other], frequencies=counted)
        assert found == [alone.score, alone.probability]


def same_persons(queries, register):
    where = {row["person_id"]: place for place, row in enumerate(register)}
    return [
        (place, where[row["person_id"]])
        for place, row in enumerate(queries)
        if row["person_id"] in where
    ]


def test_a_batch_counts_names_by_the_register_it_is_given():
    forms = [matching.parse(MAN)] * 2
    crowd = Frequencies(100_000, {"rogmon": 40_000, "soid": 40_000, "korim": 40_000})
    pair = [(0, 1)]
    usual, _probability = matching.score_pairs(forms, forms, pair)
    common, _less = matching.score_pairs(forms, forms, pair, frequencies=crowd)
    assert common[0] < usual[0] - 3


def test_what_is_compared_is_shown_as_the_sources_wrote_it():
    old_font = Record((Name("Ќурбонзода Љамшед Рањимї"),))
    found = matching.compare(old_font, Record((Name("ҚУРБОНОВ Ҷамшед"),)))
    shown = {
        (reason.facts["one"], reason.facts["other"]) for reason in found.reasons if reason.facts
    }
    assert ("Ќурбонзода", "ҚУРБОНОВ") in shown or ("Қурбонзода", "ҚУРБОНОВ") in shown


def test_a_name_counted_often_in_the_register_proves_less():
    one = Record((Name("Дурдонашоев Ковус"),))
    size, often = 100_000, {"durdonojoi": 3000, "kovus": 3000, "durdonojo": 3000}
    rare, common = Frequencies(size, {}), Frequencies(size, often)
    scores = [matching.compare(one, one, frequencies=each).score for each in (rare, common)]
    assert scores[0] > scores[1] + 2


def test_a_register_is_counted_without_naming_the_few():
    men = [replace(MAN, born=PartialDate(1980 + year, 1, 2)) for year in range(5)]
    few = [Record((Name("Дурдонашоев Ковус"),), PartialDate(year)) for year in (1970, 1971)]
    forms = [matching.parse(each) for each in (*men, *few, *men, MAN, MAN)]
    counted = Frequencies.from_json(json.dumps(Frequencies.of(forms).to_json()))
    assert counted.register_size == 8  # copies of one record count once
    assert set(counted.names.values()) == {6}
    assert "kovus" not in counted.names


def test_the_bar_is_set_by_who_is_searched_and_not_by_who_was_counted():
    names = {"nozor": 100, "dolir": 100}
    counted, few = Frequencies(100_000, names), Frequencies(100_000, names, searched=10_000)
    assert Frequencies.from_json(few.to_json()).searched == few.searched
    one = Record((Name("Назаров Далер"),), PartialDate(1990))
    among_all, among_few = (matching.compare(one, one, frequencies=f) for f in (counted, few))
    assert among_few.score == among_all.score
    assert among_few.probability > among_all.probability
    assert among_few.expected_others < among_all.expected_others


def test_a_small_office_does_not_take_a_relative_for_the_person():
    table = Table(shipped_weights())
    assert table.prior_bits(3) == table.prior_bits(1000) < table.prior_bits(2000)
    assert table.prior_bits(20_000) == pytest.approx(table.prior_bits(10_000) + 1)


def test_others_expected_and_probability_say_one_thing():
    one = Record((Name("Назаров Далер"),), PartialDate(1990))
    found = matching.compare(one, one)
    odds_against = 1 / found.probability - 1
    assert found.expected_others == pytest.approx(odds_against / 2, rel=1e-6)


def test_the_bar_rises_with_the_register():
    one = Record((Name("Назаров Далер"),), PartialDate(1990, 9, 6))
    in_small, in_large = (
        matching.compare(one, one, frequencies=Frequencies(size, {"nozor": share, "dolir": share}))
        for size, share in ((1_000, 10), (10_000_000, 100_000))
    )
    assert in_large.probability < in_small.probability
    assert in_large.expected_others > in_small.expected_others


def test_what_would_settle_is_the_fact_that_could_change_most():
    names_only = Record((Name("Назаров Далер"),))
    assert matching.compare(names_only, names_only).would_settle in (
        "national_id",
        "born",
        "document",
    )
    everything = matching.compare(MAN, MAN)
    assert everything.would_settle == ""


LEVELS = [
    pytest.param(number, id=f"{field}-{level}") for number, (field, level) in enumerate(NUMBERED)
]


@pytest.mark.parametrize("number", LEVELS)
def test_no_agreement_counts_against_and_no_contradiction_for(number):
    bits, table = Table(shipped_weights()).bits[number], Table(shipped_weights())
    for kind, is_by_name in enumerate(uses_of(number)):
        share = min(-1.0, table.cap[number]) if is_by_name else 0.0
        weight = bits[0] - bits[1 + kind] - share
        assert weight <= 1e-3 if number in CONTRADICTING else weight >= -1e-3


def test_weights_that_take_both_sides_stop_the_node():
    broken = shipped_weights().model_dump(mode="json")
    of_one_person = broken["findings"]["born"]["same"]["same"]
    broken["findings"]["born"]["same"]["sibling"] = 1.01 * of_one_person
    with pytest.raises(ValueError, match="born same must support"):
        Weights.model_validate(broken)


def test_weights_that_forget_a_level_stop_the_node():
    broken = shipped_weights().model_dump(mode="json")
    del broken["findings"]["born"]["same"]
    with pytest.raises(ValueError, match="missing or unknown"):
        Weights.model_validate(broken)


def test_learnt_weights_are_read_back_from_their_file(tmp_path):
    path = tmp_path / "weights.yaml"
    path.write_text(shipped_weights().as_yaml(), encoding="utf-8")
    assert Weights.read(path) == shipped_weights()


def test_unjudged_pairs_teach_how_often_an_office_mistypes():
    twice = [matching.parse(MAN)] * 2
    stranger = matching.parse(Record((Name("Азизов Умед"),), PartialDate(1970, 1, 5), "m"))
    renewed = matching.parse(
        Record(
            MAN.names, MAN.born, "m", "TJ", "", (DocumentNumber("passport", "500999888", "TJ"),)
        )
    )
    unjudged = [(twice[0], renewed)] * 200 + [(twice[0], stranger)] * 200
    learnt = learn_from_unjudged(unjudged, today=date(2026, 11, 24), source="invented pairs")
    before = shipped_weights().findings["document"]["differs"].same
    assert learnt.findings["document"]["differs"].same > before
    assert (learnt.learnt.pairs, learnt.learnt.from_data) == (400, "invented pairs")
    assert 150 <= learnt.learnt.of_one_person <= 250


def test_too_few_pairs_teach_nothing():
    form = matching.parse(MAN)
    with pytest.raises(RuleViolation, match="needed"):
        learn_from_unjudged([(form, form)] * 299, today=date(2026, 11, 24), source="invented")


@pytest.mark.parametrize(
    "text", ["", "Саид", "🙂🙂", "\x00\x07", "— 123 …", "Ё" * 300, "а " * 300]
)
def test_a_name_that_says_little_never_gets_a_confident_answer(text):
    record = Record((Name(text),))
    found = matching.compare(record, record)
    assert found.verdict in ("cannot_say", "possible")
    assert found.probability < 0.9


def test_a_state_named_as_a_birthplace_tells_nothing():
    one, other = Record(birthplace="Таджикистан"), Record(birthplace="Кӯлоб")
    assert matching.compare(one, other).reasons == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ҷамшедова Робия", "JAMSHEDOVAROBIYA"),
        ("Сайфуллозода Сайёра", "Сайфуллосайёра Суҳробовна"),
        ("Шерализода Саидрустам", "Шерализода Саид Рустам"),
        ("Раҳимов Маҳмадалӣ", "RAKHIMOV MUHAMMADALI"),
        ("Раҳимов Улуғбекҷон", "Раҳимов Улуғбек"),
        ("Шерзод Раҳимов", "S. Rahimov"),
        ("عبدالکریم رحیم", "Абдукарим Раҳимов"),
    ],
)
def test_spellings_and_forms_of_one_name_do_not_contradict(one, other):
    found = matching.compare(Record((Name(one),)), Record((Name(other),)))
    levels = {(reason.field, reason.level) for reason in found.reasons if reason.field != "family"}
    assert not any("differs" in level for _field, level in levels), levels
    assert len(levels) >= 2
    assert matching.keys(Record((Name(one),))) & matching.keys(Record((Name(other),)))


def test_a_name_that_nearly_everybody_bears_still_never_counts_against():
    crowd = Frequencies(1_000_000, {"soid": 990_000, "rogmon": 990_000, "korim": 990_000})
    found = matching.compare(MAN, MAN, frequencies=crowd)
    assert all(reason.bits >= 0 for reason in found.reasons if reason.field != "family")


def test_two_letters_typed_wrong_in_a_long_name_are_seen_for_what_they_are():
    one, other = Record((Name("Дахтоварназаров Умед"),)), Record((Name("Бахтоварпазаров Умед"),))
    levels = {reason.field: reason.level for reason in matching.compare(one, other).reasons}
    assert levels["surname"] == "near"
