import pytest

from hamkor.command import data
from hamkor.data_files import DATA
from hamkor.errors import BrokenDataFile

FILE = """
- id: complaint.examine
  names: {en: Examine a complaint, ru: Рассмотреть}
  history:
    - in_force_from: 2024-01-01
      length: 15
      source: {instrument: Law, provision: art. 5, checked_on: 2026-11-23, confidence: medium}
- id: bystander
  provision: art. 7
  confidence: high
- id: unsourced
"""


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "law" / "example.yaml"
    path.parent.mkdir()
    path.write_text(FILE, encoding="utf-8")
    return list(data.rules_of(path, tmp_path))


def test_every_value_with_a_source_is_listed_once(rules):
    assert [rule.where for rule in rules] == ["complaint.examine", "bystander"]


def test_a_reader_sees_the_value_its_source_and_that_it_is_unverified(rules):
    value, read = rules[0].as_text().splitlines()
    assert value == "  complaint.examine: in_force_from 2024-01-01, length 15"
    assert read == "      Law; art. 5; checked on 2026-11-23 [medium, unverified]"


def test_what_was_read_in_the_text_itself_is_not_marked(rules):
    assert rules[1].as_text().endswith("art. 7 [high]")


def test_no_source_in_the_real_files_is_left_out():
    files = sorted(DATA.rglob("*.yaml"))
    written = sum(path.read_text(encoding="utf-8").count("source:") for path in files)
    with_source = [r for path in files for r in data.rules_of(path) if "instrument" in r.source]
    assert len(with_source) >= written > 0


def test_a_broken_file_is_named_and_nothing_is_listed(monkeypatch, capsys):
    def refuse():
        raise BrokenDataFile("areas/x.yaml", 3, "names.tg", "Field required")

    monkeypatch.setattr(data, "validate_data", refuse)
    assert data.main([]) == 1
    assert "areas/x.yaml, line 3: names.tg: Field required" in capsys.readouterr().out
