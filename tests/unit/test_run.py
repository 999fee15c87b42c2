"""The parts of `run.py` that decide something."""

import subprocess
import sys
from pathlib import Path

import pytest

import run


@pytest.mark.parametrize(
    ("arguments", "value", "left"),
    [
        (["--only", "sqlite", "-x"], "sqlite", ["-x"]),
        (["-x", "--only=postgres"], "postgres", ["-x"]),
        (["-x"], "", ["-x"]),
        (["--only"], "nothing", []),
    ],
)
def test_an_option_is_taken_out_of_what_goes_to_pytest(arguments, value, left):
    assert run._take_option(arguments, "--only") == value
    assert arguments == left


def test_one_package_is_cut_out_of_a_lock_with_all_its_hashes():
    uv = "uv==2 \\\n    --hash=sha256:2 \\\n    --hash=sha256:3\n"
    lock = f"a==1 \\\n    --hash=sha256:1\n{uv}z==4 \\\n    --hash=sha256:4\n"
    assert run._locked_lines("uv", lock) == uv


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """An environment that counts its installations instead of making them."""
    made = []
    monkeypatch.setattr(run, "VENV", tmp_path)
    monkeypatch.setattr(run, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(run, "_make_environment", lambda: None)
    monkeypatch.setattr(run, "_link_project", lambda: None)
    monkeypatch.setattr(run, "_install_with_uv", lambda lock: made.append(lock.name) or True)
    return made


def test_the_second_start_installs_nothing(environment):
    run.prepare_environment(run.RUNTIME_LOCK)
    run.prepare_environment(run.RUNTIME_LOCK)
    assert environment == ["requirements.lock"]


def test_the_tools_are_added_when_they_are_asked_for_and_then_stay(environment):
    for lock in (run.RUNTIME_LOCK, run.DEV_LOCK, run.RUNTIME_LOCK, run.DEV_LOCK):
        run.prepare_environment(lock)
    assert environment == ["requirements.lock", "requirements-dev.lock"]


def test_a_changed_lock_is_installed_again(environment, tmp_path, monkeypatch):
    lock = tmp_path / "x.lock"
    lock.write_text("a==1")
    run.prepare_environment(lock)
    lock.write_text("a==2")
    run.prepare_environment(lock)
    assert len(environment) == 2


def test_pip_takes_over_when_uv_fails(environment, monkeypatch):
    monkeypatch.setattr(run, "_install_with_uv", lambda _lock: False)
    monkeypatch.setattr(run, "_install_with_pip", lambda lock: environment.append("pip") or True)
    run.prepare_environment(run.RUNTIME_LOCK)
    assert environment == ["pip"]


def test_a_failed_installation_is_not_taken_for_a_finished_one(environment, monkeypatch):
    run.prepare_environment(run.RUNTIME_LOCK)
    monkeypatch.setattr(run, "_install_with_uv", lambda _lock: False)
    monkeypatch.setattr(run, "_install_with_pip", lambda _lock: False)
    with pytest.raises(SystemExit, match="could not be installed"):
        run.prepare_environment(run.DEV_LOCK)
    assert not run.STAMP.exists()


def test_what_is_missing_is_said_in_one_sentence_with_the_way_to_get_it(monkeypatch, capsys):
    monkeypatch.setattr(run, "NEEDS", [(lambda: False, "Get it: apt-get install it")])
    assert run.name_what_is_missing()
    assert capsys.readouterr().out == "Get it: apt-get install it\n"


def test_every_need_names_a_package_of_debian():
    assert all("on Debian, apt-get install " in sentence for _is_there, sentence in run.NEEDS)


def test_nothing_missing_says_nothing(monkeypatch, capsys):
    monkeypatch.setattr(run, "NEEDS", [(lambda: True, "Get it")])
    assert not run.name_what_is_missing()
    assert capsys.readouterr().out == ""


def test_a_machine_of_the_project_fails_where_a_developers_goes_on(monkeypatch):
    monkeypatch.setattr(run, "prepare_environment", lambda _lock: None)
    monkeypatch.setattr(run, "NEEDS", [(lambda: False, "Get it")])
    monkeypatch.setattr(run, "_pytest", lambda *_a, **_k: 0)
    monkeypatch.setenv("CI", "true")
    assert run.test(["--only", "sqlite"]) == 1
    monkeypatch.setenv("CI", "")
    assert run.test(["--only", "sqlite"]) == 0


def test_one_failed_check_fails_all_but_every_one_is_run(monkeypatch, capsys):
    checks = [("one", ["-c", "raise SystemExit('no')"]), ("two", ["-c", "pass"])]
    monkeypatch.setattr(run, "CHECKS", checks)
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(run, "prepare_environment", lambda _lock: None)
    assert run.check([]) == 1
    said = capsys.readouterr().out
    assert "✗ one" in said
    assert "no\n" in said
    assert "✓ two" in said


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["--help"], 0), (["nonsense"], 2)])
def test_without_a_verb_all_verbs_are_listed(arguments, code, capsys):
    assert run.main(arguments) == code
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()[1:]} == {
        "demo",
        "test",
        "check",
        "fix",
        "bench",
        "data",
    }


def test_it_needs_nothing_but_the_standard_library():
    listing = [sys.executable, "-I", "-S", str(run.ROOT / "run.py")]
    assert "demo" in subprocess.run(listing, capture_output=True, text=True, check=True).stdout
