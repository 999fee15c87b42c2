import shutil

import pytest

from hamkor.data_files import DATA
from hamkor.drafting.grounds import grounds
from hamkor.drafting.risks import DETECTORS
from hamkor.drafting.validation import validate_data
from hamkor.errors import BrokenDataFile
from hamkor.parties import all_measures


@pytest.fixture
def data(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


def test_every_ground_is_recognised_and_looked_for_in_some_kind():
    assert set(grounds()) == set(DETECTORS)
    assert {id for kind in all_measures().values() for id in kind.risks} == set(grounds())


def test_the_shipped_data_agree(data):
    validate_data(data)


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "says"),
    [
        ("law/risks/person.yaml", "id: own_national", "id: our_national", "0.id", "nothing"),
        ("law/risks/person.yaml", "id: minor", "id: torture", "8.id", "repeated"),
        ("law/risks/person.yaml", "{of: minsk-1993", "{of: minsk-1992", "0.provisions.0.of",
         "minsk-1992 is not known"),
        ("law/risks/paper.yaml", "weight: must", "weight: heavy", "0.provisions.0.weight",
         "Input should be"),
        ("draft_facts.yaml", "grounds: [minor]", "grounds: [minors]", "facts.3.grounds.0",
         "minors is not known"),
        ("draft_facts.yaml", "group: days", "group: dates", "facts.29.group", "dates is not"),
        ("draft_facts.yaml", "clock_from: custody_since", "clock_from: custody",
         "facts.29.clock_from", "custody is not known"),
        ("kinds/interview/kind.yaml", "risks: [dual_criminality_help", "risks: [dual", "risks.0",
         "dual is not known"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_file_and_field(data, file, old, new, field, says):
    path = data / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(BrokenDataFile) as caught:
        validate_data(data)
    assert (caught.value.field, says in caught.value.problem) == (field, True)
