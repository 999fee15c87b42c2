"""The project stands alone: it names no machine of ours and no place it was fetched from."""

import re
import tomllib

import pytest

from tests.house.sizes import ROOT, tracked_files

LOCKS = ("requirements.lock", "requirements-dev.lock")
# Written in two halves, so that this file does not find itself.
NOT_TO_BE_NAMED = [
    "files.python" + "hosted.org",
    "pypi." + "org/simple",
    "registry.npm" + "js.org",
    "/ro" + "ot/",
    "/wo" + "rk/",
    "/opt/py" + "pi",
    "../sha" + "red",
]
PINNED = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][\w.]*)( ; [^/@:]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def _text(path):
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("words", NOT_TO_BE_NAMED)
def test_no_file_names_a_registry_or_a_machine(words):
    found = [
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path.suffix not in {".mo", ".png"} and words in _text(path)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_is_a_pinned_version_or_its_hash_and_names_no_host(name):
    lines = (ROOT / name).read_text().splitlines()
    assert [line for line in lines if not (PINNED.fullmatch(line) or HASH.fullmatch(line))] == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_version_in_a_lock_has_a_hash(name):
    lines = (ROOT / name).read_text().splitlines()
    without = [
        a for a, b in zip(lines, [*lines[1:], ""], strict=True) if "==" in a and "--" not in b
    ]
    assert without == []


def _pinned(name):
    matches = map(PINNED.match, (ROOT / name).read_text().splitlines())
    return {match["name"]: match["version"] for match in matches if match}


def _wanted(requirements):
    names = (re.match(r"[\w-]+", requirement) for requirement in requirements)
    return {match[0].lower().replace("_", "-") for match in names if match}


def test_the_locks_hold_all_that_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = _wanted(project["project"]["dependencies"])
    assert needed <= _pinned("requirements.lock").keys()
    assert "psycopg" in _pinned("requirements.lock"), (
        "an office on PostgreSQL needs no second lock"
    )
    tools = _wanted(project["dependency-groups"]["dev"])
    assert needed | tools <= _pinned("requirements-dev.lock").keys()


def test_what_is_tested_is_what_is_installed():
    tested, installed = _pinned("requirements-dev.lock"), _pinned("requirements.lock")
    assert installed.items() <= tested.items()


def test_the_licence_is_whole():
    text = (ROOT / "LICENSE").read_text()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "13. Remote Network Interaction" in text
    assert len(text.splitlines()) == 661
