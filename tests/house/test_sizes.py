import pytest

from tests.house import sizes


def test_files_and_functions_can_be_taken_in_by_a_reader():
    found = sizes.problems()
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("lines", "name", "is_too_long"),
    [(400, "a.py", False), (401, "a.py", True), (401, "a.yaml", False), (401, "a.html", True)],
)
def test_a_file_of_401_lines_is_too_long_unless_it_is_data(tmp_path, lines, name, is_too_long):
    path = tmp_path / name
    path.write_text("x\n" * lines)
    assert bool(sizes.too_long_files([path], tmp_path)) is is_too_long


def test_generated_and_foreign_files_are_not_measured(tmp_path):
    for folder in ("migrations", "vendor"):
        (tmp_path / "app" / folder).mkdir(parents=True)
        (tmp_path / "app" / folder / "0001.py").write_text("x\n" * 500)
    assert sizes.too_long_files(sorted(tmp_path.rglob("*.py")), tmp_path) == []


def test_a_function_is_measured_without_its_docstring():
    source = 'def f():\n    """One\n    two."""\n    return 1\n\n\ndef g():\n    return 2\n'
    assert sorted(sizes.function_lengths(source)) == [2, 2]
