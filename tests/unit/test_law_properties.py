"""What must hold of the rules for any person: order of time, unrelated facts, sources, batch."""

import csv
import io
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamkor.law.calendars import for_state
from hamkor.law.counting import Term, count, count_back
from hamkor.law.engine import Assessment
from hamkor.law.facts import Decision, Facts, Family, Offence, Patent, Person, Stay, Wage
from hamkor.law.many import RESULTS, Audit, changed_rows, columns
from hamkor.law.reading_facts import read_facts

DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))
TERMS = st.builds(
    Term,
    length=st.integers(1, 60),
    unit=st.sampled_from(["calendar_days", "days_by_midnight", "working_days", "months"]),
    first_day=st.sampled_from(["not_counted", "counted", "open"]),
    last_day_off=st.sampled_from(["stays", "next_working_day"]),
)
KINDS = ["entry_ban", "expulsion", "controlled_person", "fine", "deportation"]
GROUNDS = ["114-FZ 26(4)", "114-FZ 26(8)", "114-FZ 27(1)(2)", "114-FZ 27(1)(12)", "x", None]


def some_day(chance):
    return date(2023, 1, 1) + timedelta(days=chance.randrange(1400))


def maybe(chance, value):
    return value if chance.random() < 0.6 else None


def somebody(chance):
    """Draw the facts of one invented person."""
    adopted = some_day(chance)
    decision = Decision(
        kind=chance.choice(KINDS),
        ground=chance.choice(GROUNDS),
        decided_by_kind=maybe(chance, chance.choice(["judge", "police", "border", "ministry"])),
        adopted_on=maybe(chance, adopted),
        served_on=maybe(chance, adopted + timedelta(days=chance.randrange(9))),
        in_force_on=maybe(chance, adopted + timedelta(days=12)),
        until=maybe(chance, adopted + timedelta(days=chance.randrange(4000))),
        removed_on=maybe(chance, adopted + timedelta(days=20)),
        names_document=maybe(chance, chance.random() < 0.5),
    )
    offence = Offence(article="18.8", part="1", committed_on=some_day(chance), in_force_on=adopted)
    return Facts(
        region=maybe(chance, "RU-MOW"),
        person=Person(
            citizenship=(chance.choice(["TJ", "UZ", "KG", "MD"]),), born_on=some_day(chance)
        ),
        family=Family(minor_children=maybe(chance, chance.randrange(3))),
        stays=(Stay(entered_on=maybe(chance, some_day(chance)), purpose="work"),),
        patents=(Patent(issued_on=maybe(chance, some_day(chance)), paid_until=some_day(chance)),),
        offences=(offence,) if chance.random() < 0.5 else (),
        decisions=(decision,),
        wages=(Wage(due_on=some_day(chance)),),
    )


def values(facts, on):
    return {name: plain(drawn.value) for name, drawn in Assessment(facts, on).results()}


def plain(value):
    is_findings = isinstance(value, tuple) and value and hasattr(value[0], "weight")
    return [each.id for each in value] if is_findings else value


@given(term=TERMS, one=DAYS, other=DAYS)
def test_a_later_event_never_ends_a_term_earlier(term, one, other):
    early, late = sorted((one, other))
    calendar = for_state("RU")
    assert count(term, early, calendar).last_day <= count(term, late, calendar).last_day


@given(term=TERMS, start=DAYS)
def test_the_safe_reading_of_an_open_first_day_is_never_the_later_one(term, start):
    calendar = for_state("RU")
    safe = count(term, start, calendar).last_day
    assert safe <= count(term, start, calendar, first_day_counts=False).last_day


@given(term=TERMS.filter(lambda term: term.unit == "working_days"), end=DAYS)
def test_counting_back_working_days_leaves_that_many_until_the_end(term, end):
    calendar = for_state("RU")
    begin = count_back(term, end, calendar)
    between = (end - begin).days
    days = [begin + timedelta(days=n) for n in range(between)]
    assert sum(calendar.is_working(day) for day in days) == term.length


@pytest.mark.parametrize("seed", range(12))
def test_an_unrelated_fact_changes_no_other_result(seed):
    chance = random.Random(seed)
    facts, on = somebody(chance), some_day(chance)
    more = replace(facts, wages=(*facts.wages, Wage(due_on=date(2026, 5, 5))))
    before, after = values(facts, on), values(more, on)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("seed", range(12))
def test_every_tree_ends_in_facts_and_values_with_a_source(seed):
    chance = random.Random(100 + seed)
    for _name, drawn in Assessment(somebody(chance), some_day(chance)).results():
        for part in drawn.walk():
            assert part.facts or part.used or part.missing or part.parts, part.key
            for used in part.used:
                assert used.source.instrument
                assert used.source.checked_on


@pytest.mark.parametrize("seed", range(6))
def test_the_same_facts_give_the_same_results_again(seed):
    chance = random.Random(200 + seed)
    facts, on = somebody(chance), some_day(chance)
    assert values(facts, on) == values(facts, on)


HEADER = [name for name in columns() if not name.startswith(("stay2_", "offence2_", "offence3_"))]


def row_of(facts):
    """Write the facts of one person as the cells of a register."""
    pieces = {
        "": facts.decisions[0],
        "person_": facts.person,
        "family_": facts.family,
        "stay1_": facts.stays[0],
        "offence1_": facts.offences[0] if facts.offences else Offence(),
    }
    cells = []
    for column in HEADER:
        owner = "" if column == "family_weighed" else column.partition("_")[0] + "_"
        prefix = owner if owner in pieces else ""
        value = getattr(pieces[prefix], column.removeprefix(prefix))
        cells.append(cell(value))
    return cells


def cell(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "|".join(value)
    return "" if value is None else str(value)


def test_a_row_of_a_register_gets_what_the_person_would_get():
    chance = random.Random(7)
    on = date(2026, 11, 24)
    audit = Audit(HEADER, on)
    for _person in range(2000):
        facts = replace(somebody(chance), patents=(), wages=(), region=None)
        told = audit.row(row_of(facts))
        single = Assessment(facts, on)
        for key in RESULTS:
            drawn = single[f"decisions[0].{key}"]
            assert plain(told.values[key]) == plain(drawn.value if drawn else None), key


def test_a_bad_cell_is_named_and_the_rest_of_the_row_is_answered():
    header = ["kind", "ground", "adopted_on", "removed_on", "served_on"]
    rows = [
        ["entry_ban", "27(1)(2)", "2026-03-10", "2026-03-10", "31.02.2026"],
        ["entry_ban", "27(1)(2)", "2026-03-10", "2026-03-10", "2026-03-10"],
        ["entry_ban"],
        [],
    ]
    bad, good, short, empty = (Audit(header, date(2026, 11, 24)).row(row) for row in rows)
    assert [fault.path for fault in bad.faults] == ["served_on"]
    assert bad.values["ban_until"] == good.values["ban_until"] == date(2031, 3, 10)
    assert not good.faults
    assert [finding.id for finding in short.values["findings"]][:1] == ["no_ground"]
    assert empty.values["findings"] is None


def test_only_the_rows_that_a_day_changes_are_told():
    header = ["kind", "ground", "adopted_on", "served_on", "removed_on", "until"]
    text = (
        "entry_ban,26(8),2023-11-01,2023-11-01,2023-11-01,2026-11-01\n"
        "entry_ban,27(1)(2),2026-03-10,2026-03-10,2026-03-10,2031-03-10\n"
    )
    rows = list(csv.reader(io.StringIO(text)))
    found = dict(changed_rows(header, rows, date(2026, 11, 1), date(2026, 11, 2)))
    assert list(found) == [0]
    before, after = found[0]["findings"]
    assert [one.id for one in before] == []
    assert [one.id for one in after] == ["expired"]


@settings(max_examples=60)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.dates(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["stays", "person", "decisions", "kind", "entered_on", "x"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_anything_written_becomes_facts_or_named_faults(told):
    facts, faults = read_facts(told if isinstance(told, dict) else {"stays": told})
    assert isinstance(facts, Facts)
    assert all(str(fault.says) for fault in faults)
    dict(Assessment(facts, date(2026, 11, 24)).results())
