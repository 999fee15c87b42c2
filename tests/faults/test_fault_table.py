"""The page that says which test plays which fault names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "fault-table.md"
NAMED = re.compile(r"`(tests/[a-z_/]+\.py)::(test_\w+)`")


def test_every_test_that_the_page_names_exists():
    named = NAMED.findall(PAGE.read_text())
    assert len(named) > 60
    missing = [
        (path, name)
        for path, name in named
        if not re.search(rf"^ *def {name}\(", (ROOT / path).read_text(), re.MULTILINE)
    ]
    assert missing == []


def test_every_file_of_faults_is_named_on_the_page():
    files = {path.name for path in Path(__file__).parent.glob("test_*.py")}
    named = {Path(path).name for path, _name in NAMED.findall(PAGE.read_text())}
    assert files - named == {Path(__file__).name}


def test_no_row_is_empty():
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    empty = [row for row in rows if not NAMED.search(row) and "bench" not in row]
    assert [row for row in empty if row != "| what | played by |"] == []
