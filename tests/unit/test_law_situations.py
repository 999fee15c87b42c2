"""The situations a lawyer can read and extend, in ``tests/worked_examples/law``."""

from pathlib import Path

import pytest
import yaml

from hamkor.law.conclusions import Finding
from hamkor.law.engine import Assessment
from hamkor.law.provisions import provisions
from hamkor.law.reading_facts import read_facts

FOLDER = Path(__file__).parents[1] / "worked_examples/law"
EXAMPLES = [
    pytest.param(row, id=f"{path.stem}: {row['case']}")
    for path in sorted(FOLDER.glob("*.yaml"))
    for row in yaml.safe_load(path.read_text(encoding="utf-8"))
]
NO_QUESTION = "does not arise"


def plain(value):
    """Return a value as an example writes it: findings by their names."""
    if isinstance(value, tuple) and all(isinstance(each, Finding) for each in value):
        return [each.id for each in value]
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_follows(example):
    facts, faults = read_facts(example["facts"])
    assert [fault.path for fault in faults] == example.get("faults", [])
    assessment = Assessment(facts, example["day"])
    cited = set()
    for name, expected in example["expect"].items():
        drawn = assessment[name]
        found = plain(drawn.value) if drawn else NO_QUESTION
        assert found == expected, name
        others = [plain(other.value) for other in drawn.answer.alternatives] if drawn else []
        assert others == example.get("or", {}).get(name, others), name
        cited |= {
            used.provision.id for part in (drawn.walk() if drawn else ()) for used in part.used
        }
    assert set(example.get("provisions", [])) <= cited


def test_there_are_enough_of_them_and_each_names_a_provision_that_exists():
    assert len(EXAMPLES) >= 200
    named = {id for row in EXAMPLES for id in row.values[0].get("provisions", [])}
    assert named <= provisions().keys()


def test_every_example_says_something_else():
    assert len({row.id for row in EXAMPLES}) == len(EXAMPLES)
