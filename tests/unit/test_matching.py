"""What must hold of every comparison, whatever the names."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hamkor import matching
from hamkor.data_files import DATA
from hamkor.matching import DocumentNumber, Name, PartialDate, Record
from hamkor.matching.compare import verdict_of
from hamkor.matching.findings import SENTENCES, Reason
from hamkor.matching.vocabulary import established_names
from hamkor.matching.weights import shipped_weights, usual_table

NEARLY = 1e-6
untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
GIVEN = ["Саид", "Umed", "Ҷамшед", "Dzhamshed", "Фотима", "Ҳасан", "Гусейн", "Бахтовар", "Зафар"]
SURNAMES = ["Раҳмонов", "Рахмонзода", "RAKHMONOV", "Қурбонова", "Azizov", "Собирзода", "Шер"]
FATHERS = ["Каримович", "Karimovna", "Одилович", "Рахим", "Умедзода", ""]

names = st.builds(
    lambda given, surname, father: Name(" ".join(filter(None, (surname, given, father)))),
    st.sampled_from(GIVEN),
    st.sampled_from(SURNAMES),
    st.sampled_from(FATHERS),
)
days = st.dates(date(1950, 1, 1), date(2012, 12, 31))
births = st.none() | st.builds(
    lambda day, known: PartialDate(*(day.year, day.month, day.day)[:known]),
    days,
    st.integers(1, 3),
)
documents = st.builds(
    DocumentNumber,
    st.sampled_from(["passport", "national_id"]),
    st.sampled_from(["400123456", "400123457", "A0099887"]),
)
records = st.builds(
    Record,
    names=st.lists(names, max_size=3).map(tuple),
    born=births,
    sex=st.sampled_from(["", "m", "f"]),
    citizenship=st.sampled_from(["", "TJ", "RU"]),
    birthplace=st.sampled_from(["", "Хуҷанд", "Ленинабад", "Khujand", "Кӯлоб"]),
    documents=st.lists(documents, max_size=2).map(tuple),
)
LONG_OR_BROKEN = ["ع" * 400, "وا" * 200, "jx" * 300, "а.б.в." * 80, "\x00\ud83d"]
any_text = st.text(max_size=40) | st.sampled_from(LONG_OR_BROKEN)
wild_records = st.builds(
    Record,
    names=st.lists(st.builds(Name, any_text, any_text, any_text, any_text), max_size=3).map(tuple),
    born=births,
    birthplace=any_text,
    documents=st.lists(st.builds(DocumentNumber, any_text, any_text), max_size=2).map(tuple),
)


def score(one, other):
    return matching.compare(one, other).score


@untimed
@given(records, records)
def test_it_does_not_matter_which_record_comes_first(one, other):
    there, back = matching.compare(one, other), matching.compare(other, one)
    assert (there.score, there.verdict) == (back.score, back.verdict)
    assert [(r.field, r.level, r.bits) for r in there.reasons] == [
        (r.field, r.level, r.bits) for r in back.reasons
    ]


def test_the_reasons_name_the_first_record_first():
    one, other = Record((Name("Раҳмонов Саид"),)), Record((Name("Azizov Umed"),))
    for first, second in ((one, other), (other, one)):
        facts = matching.compare(first, second).reasons[0].facts
        assert facts["one"].lower() in first.names[0].text.lower()
        assert facts["other"].lower() in second.names[0].text.lower()


def test_where_the_sexes_differ_the_order_of_words_does_not_matter_either():
    other = Record((Name("Собирзода Саид Каримович"),), sex="f")
    orders = ("Раҳмонов Саид Умедзода", "Умедзода Саид Раҳмонов")
    one, turned = (score(Record((Name(text),), sex="m"), other) for text in orders)
    assert one == pytest.approx(turned)


@untimed
@given(records, records, st.randoms(use_true_random=False))
def test_the_order_of_names_words_and_documents_does_not_matter(one, other, random):
    def shuffled(values):
        return tuple(random.sample(values, len(values)))

    turned = replace(
        one,
        names=shuffled([Name(" ".join(shuffled(name.text.split()))) for name in one.names]),
        documents=shuffled(one.documents),
    )
    assert score(turned, other) == pytest.approx(score(one, other))
    assert matching.keys(turned) == matching.keys(one)


@untimed
@given(records, records, st.data())
def test_evidence_that_agrees_never_lowers_the_score(one, other, data):
    agreeing = {
        "sex": "m",
        "citizenship": "TJ",
        "birthplace": "Хуҷанд",
        "born": PartialDate(1988, 4, 17),
        "documents": (DocumentNumber("passport", "401000777"),),
    }
    field = data.draw(st.sampled_from(sorted(agreeing)))
    without = [replace(record, **{field: getattr(Record(), field)}) for record in (one, other)]
    having = [replace(record, **{field: agreeing[field]}) for record in without]
    assert score(*having) >= score(*without) - NEARLY


@untimed
@given(records, records, st.data())
def test_a_contradiction_never_raises_the_score(one, other, data):
    contradicting = {
        "sex": ("m", "f"),
        "citizenship": ("TJ", "RU"),
        "birthplace": ("Хуҷанд", "Кӯлоб"),
        "born": (PartialDate(1988, 4, 17), PartialDate(1961, 10, 2)),
        "documents": tuple(
            (DocumentNumber("national_id", number),) for number in ("111222333", "987654321")
        ),
    }
    field = data.draw(st.sampled_from(sorted(contradicting)))
    without = [replace(record, **{field: getattr(Record(), field)}) for record in (one, other)]
    having = [
        replace(record, **{field: value})
        for record, value in zip(without, contradicting[field], strict=True)
    ]
    assert score(*having) <= score(*without) + NEARLY


@untimed
@given(records, records, names)
def test_one_more_name_by_which_a_person_is_known_never_lowers_the_score(one, other, alias):
    assert score(replace(one, names=(*one.names, alias)), other) >= score(one, other) - NEARLY or (
        not one.names or not other.names  # the first name compared may well contradict
    )


@untimed
@given(names, names)
def test_two_fathers_names_that_differ_never_raise_the_score(one, other):
    bare = [Name(" ".join(name.text.split()[:2])) for name in (one, other)]
    having = [Name(f"{bare[0].text} Каримович"), Name(f"{bare[1].text} Назарович")]
    assert (
        score(*(Record((name,)) for name in having))
        <= score(*(Record((name,)) for name in bare)) + NEARLY
    )


@untimed
@given(records)
def test_a_record_is_never_unlikely_to_be_itself(record):
    found = matching.compare(record, record)
    assert found.verdict != "unlikely"
    assert found.against is None


@untimed
@given(wild_records, wild_records)
def test_anything_at_all_can_be_compared(one, other):
    found = matching.compare(one, other)
    assert 0 <= found.probability <= 1
    for reason in found.reasons:
        assert reason.sentence % reason.facts
    assert len(matching.keys(one)) <= 40
    assert all(len(key) <= 60 for key in matching.keys(one))


@untimed
@given(records, records)
def test_the_score_is_the_sum_of_its_reasons(one, other):
    found = matching.compare(one, other)
    assert found.score == pytest.approx(sum(reason.bits for reason in found.reasons))
    assert {reason.sentence for reason in found.reasons} <= set(SENTENCES.values())
    fields = {reason.field for reason in found.reasons}
    assert found.would_settle not in fields


@untimed
@given(records)
def test_nothing_known_of_one_side_is_no_finding(record):
    found = matching.compare(record, Record())
    assert (found.verdict, found.score, found.reasons) == ("cannot_say", 0, ())
    assert found.would_settle == "national_id"


@untimed
@given(records, records)
def test_different_given_names_are_never_called_one_person(one, other):
    found = matching.compare(one, other)
    levels = {reason.level for reason in found.reasons if reason.field == "given"}
    assume(levels & {"differs", "initial_differs"})
    assert found.verdict != "likely_same"


def test_a_slip_in_a_given_name_asks_for_more_than_a_name():
    slip = [Record((Name(f"Косимов {given}"),)) for given in ("Саодат", "Сатодат")]
    found = matching.compare(*slip)
    assert {"differs_little"} == {r.level for r in found.reasons if r.field == "given"}
    assert found.verdict != "likely_same"
    same_paper = (DocumentNumber("passport", "А 400123456", "TJ"),)
    born = PartialDate(1988, 4, 17)
    surer = [replace(each, born=born, documents=same_paper) for each in slip]
    assert matching.compare(*surer).verdict == "likely_same"


def test_a_finding_that_may_be_a_brothers_asks_for_more_than_one_half():
    limits = shipped_weights().limits
    between = (limits.likely_from + limits.likely_despite) / 2
    table = usual_table()
    for levels, expected in (
        (("surname", "same"), "likely_same"),
        (("surname", "differs"), "possible"),
        (("sex", "differs"), "possible"),
        (("given", "differs"), "possible"),
    ):
        agreeing = [Reason(field, "same", 5.0, "") for field in ("born", "patronymic")]
        reasons = [Reason(*levels, -3.0, ""), *agreeing]
        assert verdict_of(reasons, between, reasons[0], table) == expected
        below = limits.likely_from - 0.01
        sinks = "possible" if expected == "likely_same" else "unlikely"
        assert verdict_of(reasons, below, reasons[0], table) == sinks
        never = levels == ("given", "differs")
        assert (verdict_of(reasons, 0.9999, reasons[0], table) == "likely_same") is not never


def test_a_common_name_proves_less_than_a_rare_one():
    common = Record((Name("Раҳмонов Саид"),))
    rare = Record((Name("Дурдонашоев Ковус"),))
    assert score(common, common) + 3 < score(rare, rare)


@pytest.mark.parametrize(
    "others",
    [
        ("1990-09-06", "1990-06-09", "1990-09-16", "1990-12-25"),
        ("1990-09-06", "1990", "1990-01-01", "1991"),
    ],
)
def test_one_day_of_two_dates_in_doubt_counts_between_sameness_and_difference(others):
    def with_born(text):
        return Record((Name("Назаров Далер"),), PartialDate.parse(text))

    ladder = [score(with_born("1990-09-06"), with_born(other)) for other in others]
    assert ladder == sorted(ladder, reverse=True)
    assert len(set(ladder)) == len(ladder)


def test_a_first_of_january_on_both_sides_proves_little():
    def with_born(text):
        return Record((Name("Назаров Далер"),), PartialDate.parse(text))

    january, may = with_born("1990-01-01"), with_born("1990-05-09")
    assert score(january, january) + 1 < score(may, may)


def test_what_would_settle_is_the_most_telling_field_not_yet_compared():
    one = Record((Name("Назаров Далер"),), documents=(DocumentNumber("national_id", "123456789"),))
    assert matching.compare(one, one).would_settle == "born"


def test_a_document_number_is_compared_without_its_spaces_and_look_alikes():
    one = Record(documents=(DocumentNumber("passport", "А 40-12 3456"),))  # Cyrillic А
    other = Record(documents=(DocumentNumber("passport", "a40123456"),))
    assert matching.compare(one, other).reasons[0].level == "same"
    assert matching.keys(one) == matching.keys(other) != set()


def test_a_passport_number_says_nothing_about_a_national_number():
    one = Record(documents=(DocumentNumber("passport", "401234567"),))
    other = Record(documents=(DocumentNumber("national_id", "401234567"),))
    assert matching.compare(one, other).reasons == ()


def test_numbers_of_two_kinds_of_document_cannot_contradict():
    one = Record(documents=(DocumentNumber("passport", "401234567"),))
    other = Record(documents=(DocumentNumber("patent", "778812345"),))
    assert matching.compare(one, other).reasons == ()


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("Раҳимов Карим Одилович", "RAHIMOV K.", "i:"),
        ("Раҳимов Карим", "Карим Рахимзода", "n:"),
        ("Юсупов Рустамҷон", "Rustam Yusuf", "n:"),
        ("Раҳмон", "Rahmon", "w:"),
    ],
)
def test_a_key_finds_the_other_spelling(one, other, shared):
    keys = [matching.keys(Record((Name(text),))) for text in (one, other)]
    assert any(key.startswith(shared) for key in keys[0] & keys[1])


def test_keys_are_plain_ascii_and_few_even_for_a_person_of_many_names():
    many = Record(
        names=tuple(Name(f"{one} {two} Каримович") for one in SURNAMES for two in GIVEN),
        born=PartialDate(1990, 5, 6),
        documents=tuple(DocumentNumber("passport", f"40012345{n}") for n in range(9)),
    )
    keys = matching.keys(many)
    assert len(keys) == 40
    assert all(key.isascii() for key in keys)
    assert "b:1990-05-06" in keys


def test_the_weights_say_how_they_were_set():
    learnt = shipped_weights().learnt
    assert learnt.how
    assert str(DATA) not in learnt.how


def test_forms_of_one_name_share_a_group_and_two_names_do_not():
    known = established_names()
    assert known["mugomod"].group == known["mogomid"].group  # Муҳаммад, Магомед
    groups = {known[root].group for root in ("rogim", "rogmon", "korim", "korimo", "goson")}
    assert len(groups) == 5


def test_a_rare_family_and_fathers_name_without_a_given_name_may_be_a_brothers():
    def with_given(text):
        return Record((Name(f"Дурдонашоев {text} Ковусшоевич"),), birthplace="Хоруғ")

    found = matching.compare(with_given("Нодирак"), with_given("Хушқадам"))
    assert ("family", "sibling") in {(reason.field, reason.level) for reason in found.reasons}
    family = next(reason for reason in found.reasons if reason.field == "family")
    assert family.bits < -3
