from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor.drafting import check, read_draft
from hamkor.drafting.reading import LONGEST_TEXT, MOST_PERSONS
from hamkor.errors import NotFound
from hamkor.parties import all_measures, all_offices
from tests.unit.test_drafting_worked_examples import example, put, reported

ON = date(2026, 11, 24)


def faults_of(told, on=ON):
    return {fault.path: str(fault.says) for fault in read_draft(told, on=on)[1]}


def changed(kind, **changes):
    told = example(kind)
    for path, value in changes.items():
        put(told, path.replace("__", "."), value)
    return told


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("kind", "dream", "dream is not known here. Known are: "),
        ("from", "xx-office", "xx-office is not known here."),
        ("to", "tj-prosecutor-general", "An office does not ask itself."),
        ("area", "gardening", "gardening is not known here."),
        ("stage", "soon", "soon"),
        ("persons[0].born_on", "31.02.1990", "31.02.1990"),
        ("persons[0].born_on", "2027-01-01", "1 January 2027 has not come yet"),
        ("persons[0].born_on", "2025-05-21", ""),
        ("offences[0].done_on", "2026-11-25", "has not come yet"),
        ("offences[0].laws[0].state", "XX", "XX is not known here."),
        ("offences[0].laws[0].most_months", "much", "much"),
        ("cites", [{"instrument": "minsk-1992"}], "minsk-1992 is not known here."),
        ("paper.colour", "red", ""),
        ("contents.colour", "red", "no such item"),
        ("contents.facts", "x" * (LONGEST_TEXT + 1), "At most 50000 characters"),
        ("persons[0]", {"role": "suspect"}, "neither a name nor a day of birth"),
        ("persons", [{"name": "Invented"}] * (MOST_PERSONS + 1), "at most 200 persons"),
        ("days.custody_since", "2026-11-25", "has not come yet"),
        ("days.detained_at", "2026-11-24T09:30", "A day with hour and zone"),
        ("days.detained_at", "yesterday", "A day with hour and zone"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_the_rest_of_the_draft_is_still_checked(path, value, says):
    told = changed("extradition")
    put(told, path, value)
    faults = faults_of(told)
    assert faults
    assert says in " ".join(faults.values())
    if path not in ("kind", "from", "to"):
        told.setdefault("paper", {})["is_sealed"] = "no"
        assert "own_seal" in {risk["ground"] for risk in reported(told, ON)["risks"]}
        assert not reported(told, ON)["is_ready"]


def test_a_judgment_before_the_act_and_a_handover_before_custody_are_out_of_order():
    told = changed(
        "extradition",
        sentence={"given_on": "2025-05-19"},
        days={"custody_since": "2026-11-01", "handover_set_for": "2026-10-31"},
    )
    found = faults_of(told)
    assert "lies before offences[0].done_on" in found["sentence.given_on"]
    assert "lies before days.custody_since" in found["days.handover_set_for"]


def test_the_same_day_is_in_order():
    told = changed("extradition", sentence={"given_on": "2025-05-20"})
    assert faults_of(told) == {}


def test_a_draft_without_kind_or_offices_says_what_it_needs():
    assert set(faults_of({"contents": {"facts": "x"}})) == {"kind", "sender", "recipient"}
    with pytest.raises(NotFound):
        check(read_draft({}, on=ON)[0], on=ON)


def test_what_was_cut_stays_in_the_draft_up_to_the_limit():
    told = changed("extradition", contents__facts="x" * (LONGEST_TEXT + 5))
    draft, _faults = read_draft(told, on=ON)
    assert draft.contents["facts"] == "x" * LONGEST_TEXT
    assert draft.contents["law_text"]


def test_persons_beyond_the_limit_are_left_out_and_the_first_are_kept():
    many = [{"name": f"Invented {n}", "born_on": "1990-01-01"} for n in range(10_000)]
    draft, faults = read_draft(changed("extradition", persons=many), on=ON)
    assert len(draft.persons) == MOST_PERSONS
    assert [fault.path for fault in faults] == ["persons"]


def test_who_asks_for_an_unknown_fact_is_told_what_it_decides():
    told = changed("extradition", offences=[])
    questions = {each["fact"]: each["decides"] for each in reported(told, ON)["questions"]}
    assert {"threshold", "dual_criminality", "time_bar"} <= set(questions["offences"])


kinds = st.sampled_from(sorted(all_measures()))
offices = st.sampled_from(sorted(all_offices()))
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=12,
)
FIELDS = [
    "persons",
    "offences",
    "sentence",
    "days",
    "paper",
    "cites",
    "doubts",
    "contents",
    "area",
    "stage",
    "purpose",
    "earlier_decisions",
    "on_behalf_of",
    "assurances",
]


@settings(max_examples=60, deadline=None)
@given(kinds, offices, offices, st.dictionaries(st.sampled_from(FIELDS), plain, max_size=6),
       st.dates(date(1990, 1, 1), date(2035, 12, 31)))  # fmt: skip
def test_any_tree_of_values_gets_an_answer_and_never_a_crash(kind, a, b, rest, on):
    told = {**rest, "kind": kind, "from": a, "to": b}
    draft, faults = read_draft(told, on=on)
    report = check(draft, on=on)
    assert a != b or any(fault.path == "recipient" for fault in faults)
    assert {risk.weight for risk in report.risks} <= {"must", "may", "ask"}
    assert all(risk.provisions and risk.facts for risk in report.risks)


@settings(max_examples=60, deadline=None)
@given(kinds, st.sampled_from(["persons[0].name", "offences[0].laws[0].article", "cites"]))
def test_a_fact_the_law_does_not_ask_about_changes_nothing(kind, path):
    told = example(kind)
    before = reported(told, ON)
    told = example(kind)
    if path.split("[")[0] not in told and path != "cites":
        return
    put(told, path, [] if path == "cites" else "Another (invented)")
    assert reported(told, ON) == before
