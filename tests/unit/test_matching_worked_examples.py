"""The pairs a lawyer can read in worked_examples/identity.yaml."""

from pathlib import Path

import pytest
import yaml

from hamkor import matching
from hamkor.matching import DocumentNumber, Name, PartialDate, Record

EXAMPLES = yaml.safe_load(
    (Path(__file__).parent.parent / "worked_examples" / "identity.yaml").read_text("utf-8")
)


def record(written):
    names = [Name(text=text) for text in written.get("names", [])]
    parts = {part: written[part] for part in ("surname", "given", "patronymic") if part in written}
    if "name" in written or parts:
        names.append(Name(text=written.get("name", ""), **parts))
    return Record(
        names=tuple(names),
        born=PartialDate.parse(str(written.get("born", ""))),
        sex=written.get("sex", ""),
        citizenship=written.get("citizenship", ""),
        birthplace=written.get("birthplace", ""),
        documents=tuple(
            DocumentNumber(kind, written[kind])
            for kind in ("passport", "national_id")
            if kind in written
        ),
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["case"] for example in EXAMPLES])
def test_worked_example(example):
    found = matching.compare(record(example["one"]), record(example["other"]))
    levels = {reason.field: reason.level for reason in found.reasons}
    assert found.verdict == example["verdict"], found
    assert {field: levels.get(field) for field in example.get("finds", {})} == example.get(
        "finds", {}
    )
    if "against" in example:
        assert found.against is not None
        assert found.against.field == example["against"]


SAME = [e for e in EXAMPLES if e["verdict"] == "likely_same"]


@pytest.mark.parametrize("example", SAME, ids=[example["case"] for example in SAME])
def test_one_person_is_found_by_a_key_that_a_stranger_does_not_have(example):
    stranger = record({"name": "Мирзоев Тоҳир Ҷалилович", "born": "1951-10-10"})
    one, other = record(example["one"]), record(example["other"])
    assert matching.keys(one) & matching.keys(other)
    assert not matching.keys(one) & matching.keys(stranger)
