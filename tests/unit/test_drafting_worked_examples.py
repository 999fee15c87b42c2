"""The drafts a lawyer can read and extend, in ``tests/worked_examples/requests``."""

import copy
import re
from datetime import date
from pathlib import Path

import pytest

from hamkor.data_files import DATA, load_plain
from hamkor.drafting import check, read_draft
from hamkor.drafting.telling import as_json
from hamkor.parties import all_measures

FOLDER = Path(__file__).parents[1] / "worked_examples/requests"
STEP = re.compile(r"([a-z_]+)|\[(\d+)\]")


def plain(path):
    return load_plain(path, most_bytes=1024**2)


def example(kind):
    return copy.deepcopy(plain(DATA / "kinds" / kind / "example.yaml"))


def put(told, path, value):
    """Put a value where a path such as ``persons[0].born_on`` leads."""
    steps = [name or int(number) for name, number in STEP.findall(path)]
    for step in steps[:-1]:
        told = told[step] if isinstance(step, int) else told.setdefault(step, {})
    told[steps[-1]] = value


def reported(told, on):
    draft, faults = read_draft(told, on=on)
    return as_json(check(draft, on=on), faults, on=on)


CASES = [
    pytest.param(case, id=f"{path.stem}: {case['case'][:90]}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for case in plain(path)
]


@pytest.mark.parametrize("case", CASES)
def test_a_draft_gets_the_answer_a_lawyer_wrote_down(case):
    told = example(case["start"])
    for path, value in (case.get("change") or {}).items():
        put(told, path, value)
    found, expect = reported(told, date.fromisoformat(case["on"])), case["expect"]
    assert found["faults"] == []
    law = found["instrument"]
    assert set(expect.get("instrument", law["branches"])) == set(law["branches"])
    assert set(expect.get("instrument_includes", ())) <= {*law["branches"], *law["also"]}
    assert not set(expect.get("instrument_excludes", ())) & {*law["branches"], *law["also"]}
    assert set(expect.get("beside_includes", ())) <= {*law["branches"], *law["also"]}
    if "risks" in expect:
        assert {each["ground"]: each["weight"] for each in found["risks"]} == expect["risks"]
    if "missing" in expect:
        assert [each["item"] for each in found["missing"]] == expect["missing"]
    if "channel" in expect:
        assert [each["code"] for each in found["channel"]] == expect["channel"]
    cited = {f"{p['of']}, {p['provision']}" for risk in found["risks"] for p in risk["provisions"]}
    assert set(expect.get("provisions", ())) <= cited
    due = {each["clock"]: each["due_on"] for each in found["clocks"]}
    assert expect.get("clocks", {}).items() <= due.items()
    assert expect.get("ready", str(found["is_ready"]).lower()) == str(found["is_ready"]).lower()


@pytest.mark.parametrize("kind", sorted(all_measures()))
def test_the_example_of_a_kind_is_complete_and_nothing_speaks_against_it(kind):
    found = reported(example(kind), date(2026, 11, 24))
    assert (found["faults"], found["missing"], found["channel"]) == ([], [], [])
    assert [risk for risk in found["risks"] if risk["weight"] != "ask"] == []
    assert found["is_ready"]
