"""The examples a lawyer can read and extend, in ``tests/worked_examples``."""

from pathlib import Path

import pytest
import yaml

from hamkor.law.calendars import for_state
from hamkor.law.contents import missing
from hamkor.law.deadlines import deadline
from hamkor.parties.agreements import applicable

FOLDER = Path(__file__).parents[1] / "worked_examples"


def examples(name):
    rows = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["case"]) for row in rows]


@pytest.mark.parametrize("example", examples("agreements"))
def test_which_instrument_governs(example):
    a, b = example["offices"]
    found = applicable(a, b, example["kind"], on=example["day"], area=example.get("area"))
    assert found.basis == example["basis"]
    assert sorted(branch.basis for branch in found.alternatives) == sorted(example["open"])
    assert {branch.basis for branch in found.also} >= set(example.get("also", []))
    assert found.is_certain is example["certain"]


@pytest.mark.parametrize("example", examples("deadlines"))
def test_when_a_duty_is_due(example):
    calendar = for_state(example["state"])
    due = deadline(example["time_limit"], received_on=example["received_on"], calendar=calendar)
    assert due.due_on == example["due_on"]
    assert due.source.provision == example["provision"]
    assert due.is_promise is example["promise"]
    assert due.is_verified is example["verified"]


@pytest.mark.parametrize("example", examples("contents"))
def test_what_a_draft_lacks(example):
    found = missing(
        example["kind"],
        example["under"],
        dict.fromkeys(example["written"], "written"),
        language=example["language"],
        attachments=example["attachments"],
    )
    assert [fault.item for fault in found] == example["lacks"]
