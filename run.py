#!/usr/bin/env python3
"""The one door for a newcomer: `python3 run.py` lists what it can do.

Needs Python 3.11 and nothing else. It makes its own environment (`.venv`, or the folder named by
HAMKOR_VENV) and installs from the hashed lock files; everything after that is the `hamkor`
command, pytest and the checkers.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the reader may have started an older one
    sys.exit(
        "Hamkor needs Python 3.11 or newer: on Debian 12, apt-get install python3 python3-venv"
    )

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
# Compiled code is kept even where the machine says otherwise: every start is seconds shorter.
ALWAYS = {"UV_SYSTEM_CERTS": "1", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": ""}
VENV = Path(os.environ.get("HAMKOR_VENV") or ROOT / ".venv").absolute()
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "hamkor-installed"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"  # holds everything of the other one too
COMMAND_FILE = """#!{python}
import sys
from hamkor.command import main
sys.exit(main())
"""
NO_TESTS_COLLECTED = 5


def prepare_environment(lock: Path) -> None:
    """Make the environment and install what `lock` lists, unless that has been done before."""
    if _stamp() in {_digest(lock), _digest(DEV_LOCK)} and PYTHON.exists():
        return
    started = time.monotonic()
    print(f"Installing into {VENV} …", flush=True)
    _make_environment()
    STAMP.unlink(missing_ok=True)
    if not (_install_with_uv(lock) or _install_with_pip(lock)):
        sys.exit("The packages could not be installed; the lines above say why.")
    _link_project()
    STAMP.write_text(_digest(lock))
    print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


def _stamp() -> str:
    return STAMP.read_text() if STAMP.exists() else ""


def _digest(lock: Path) -> str:
    """Say what an environment made from `lock` depends on, as a SHA-256 in hexadecimal."""
    what = f"{sys.version_info[:2]} {ROOT} ".encode() + lock.read_bytes() + COMMAND_FILE.encode()
    return hashlib.sha256(what).hexdigest()


def _make_environment() -> None:
    if PYTHON.exists() and (VENV / "bin" / "pip").exists():
        return
    try:
        import ensurepip  # noqa: F401 - only to see whether it is there
    except ImportError:
        sys.exit("Python's venv module is missing: on Debian, apt-get install python3-venv")
    venv.create(VENV, with_pip=True)


def _install_with_uv(lock: Path) -> bool:
    """Install with uv, which is itself installed from its line of the lock."""
    uv = VENV / "bin" / "uv"
    with tempfile.NamedTemporaryFile("w", suffix=".lock") as only_uv:
        only_uv.write(_locked_lines("uv", DEV_LOCK.read_text()))
        only_uv.flush()
        if not _install_with_pip(Path(only_uv.name)):
            return False
    sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, lock]
    if _run(sync) == 0:
        return True
    print("uv could not install the packages; trying pip.", flush=True)
    return False


def _locked_lines(package: str, text: str) -> str:
    """Cut the lines of one package out of a lock: its version and all its hashes."""
    lines = text.splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{package}=="))
    end = next(i for i in range(start, len(lines)) if not lines[i].rstrip().endswith("\\"))
    return "".join(lines[start : end + 1])


def _install_with_pip(lock: Path) -> bool:
    install = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock]
    return _run(install) == 0


def _link_project() -> None:
    """Make the project importable and give it its `hamkor` command, without a build."""
    packages = next(VENV.glob("lib/python*/site-packages"))
    (packages / "hamkor-project.pth").write_text(f"{ROOT}\n")
    command = VENV / "bin" / "hamkor"
    command.write_text(COMMAND_FILE.format(python=PYTHON))
    command.chmod(0o755)


def _environment(**more: str) -> dict[str, str]:
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    ours = {"VIRTUAL_ENV": str(VENV), "PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return os.environ | ours | ALWAYS | more


def _run(command: Sequence[str | Path], **environment: str) -> int:
    return subprocess.run(command, cwd=ROOT, env=_environment(**environment)).returncode


# -- what the machine must have ---------------------------------------------------------------


def _has_program(*names: str) -> bool:
    return any(shutil.which(name) for name in names)


def _has_fonts() -> bool:
    folders = (Path("/usr/share/fonts"), Path.home() / ".fonts", Path("/Library/Fonts"))
    return any(next(folder.rglob("*.[ot]t[fc]"), None) for folder in folders)


def _has_postgresql() -> bool:
    from tests.postgres_server import find_programs

    return find_programs() is not None


NEEDS: list[tuple[Callable[[], bool], str]] = [
    (
        lambda: _has_program("chromium", "chromium-browser", "google-chrome"),
        "The browser tests need Chromium: on Debian, apt-get install chromium",
    ),
    (
        _has_postgresql,
        "The second database needs PostgreSQL: on Debian, apt-get install postgresql",
    ),
    (
        lambda: _has_program("pdftotext"),
        "The tests of PDF files need Poppler: on Debian, apt-get install poppler-utils",
    ),
    (
        _has_fonts,
        "The pages need a font with Tajik letters: on Debian, apt-get install fonts-noto-core",
    ),
]


def name_what_is_missing() -> bool:
    """Print one sentence for each thing the tests need and the machine lacks."""
    missing = [sentence for is_there, sentence in NEEDS if not is_there()]
    print(*missing, sep="\n", end="\n" if missing else "", flush=True)
    return bool(missing)


# -- the verbs --------------------------------------------------------------------------------


def demo(arguments: list[str]) -> int:
    """Open two offices, Dushanbe and Moscow, with a worked case (--headless walks it)."""
    prepare_environment(RUNTIME_LOCK)
    os.execve(PYTHON, [str(PYTHON), "-m", "hamkor.command", "demo", *arguments], _environment())


def test(arguments: list[str]) -> int:
    """Run the tests on SQLite, then on PostgreSQL (--only sqlite|postgres; rest to pytest)."""
    only = _take_option(arguments, "--only")
    if only not in {"", "sqlite", "postgres"}:
        sys.exit("--only takes sqlite or postgres")
    prepare_environment(DEV_LOCK)
    if name_what_is_missing() and os.environ.get("CI") == "true":
        return 1
    results = []
    if only != "postgres":
        results.append(_timed("SQLite", lambda: _pytest(arguments, HAMKOR_DATABASE_URL="")))
    if only != "sqlite" and _has_postgresql():
        results.append(_timed("PostgreSQL", lambda: _pytest_on_postgresql(arguments)))
    print(*(line for _code, line in results), sep="\n")
    return max((code for code, _line in results), default=1)


def _take_option(arguments: list[str], name: str) -> str:
    """Remove `name VALUE` or `name=VALUE` from `arguments` and return the value, else ""."""
    for index, argument in enumerate(arguments):
        if argument.startswith(f"{name}="):
            return arguments.pop(index).partition("=")[2]
        if argument == name:
            _name, *value = arguments[index : index + 2]
            del arguments[index : index + 2]
            return value[0] if value else "nothing"
    return ""


def _timed(name: str, run: Callable[[], int]) -> tuple[int, str]:
    started = time.monotonic()
    print(f"— {name} —", flush=True)
    code = run()
    outcome = "passed" if code == 0 else f"FAILED ({code})"
    return code, f"{name}: {outcome} in {time.monotonic() - started:.0f} s"


def _pytest(arguments: list[str], **environment: str) -> int:
    # The rules of the house belong to `check`; whoever names a test gets it all the same.
    if not any(argument.startswith("tests") for argument in arguments):
        arguments = ["--ignore=tests/house", *arguments]
    return _run(
        [PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", *arguments], **environment
    )


def _pytest_on_postgresql(arguments: list[str]) -> int:
    from tests.postgres_server import running_postgresql

    with running_postgresql() as url:
        which = "django_db and not browser and not nodes and not any_database"
        code = _pytest(["-m", which, *arguments], HAMKOR_DATABASE_URL=url)
    return 0 if arguments and code == NO_TESTS_COLLECTED else code


CHECKS: list[tuple[str, list[str]]] = [
    ("style (ruff check)", ["-m", "ruff", "check", "--quiet"]),
    ("format (ruff format)", ["-m", "ruff", "format", "--check", "--quiet"]),
    ("sizes of files and functions", ["tests/house/sizes.py"]),
    ("types (mypy --strict)", ["-m", "mypy"]),
    ("import contracts", ["-c", "from importlinter.cli import lint_imports_command as c; c()"]),
    ("migrations match the models", ["manage.py", "makemigrations", "--check", "--dry-run"]),
    ("data files", ["-c", "from hamkor.drafting.validation import validate_data as v; v()"]),
    ("generated pages", ["-m", "hamkor.command", "docs", "--check"]),
    ("house rules", ["-m", "pytest", "-q", "--no-header", "tests/house"]),
]


def check(_arguments: list[str]) -> int:
    """Check style, types, imports, migrations, data, generated pages and house rules."""
    prepare_environment(DEV_LOCK)
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(_check, CHECKS))
    return 0 if all(results) else 1


def _check(one: tuple[str, list[str]]) -> bool:
    name, arguments = one
    started = time.monotonic()
    done = subprocess.run(
        [PYTHON, *arguments], cwd=ROOT, env=_environment(), capture_output=True, text=True
    )
    is_fine = done.returncode == 0
    line = f"{'✓' if is_fine else '✗'} {name} ({time.monotonic() - started:.1f} s)"
    print(line if is_fine else f"{line}\n{done.stdout}{done.stderr}".rstrip(), flush=True)
    return is_fine


def fix(_arguments: list[str]) -> int:
    """Repair what can be repaired by itself: style and format."""
    prepare_environment(DEV_LOCK)
    ruff = [PYTHON, "-m", "ruff"]
    return _run([*ruff, "check", "--fix", "--quiet"]) | _run([*ruff, "format", "--quiet"])


def bench(arguments: list[str]) -> int:
    """Measure (one NAME or all; --json for one object per line)."""
    prepare_environment(DEV_LOCK)
    return _run([PYTHON, "-m", "bench", *arguments])


def data(arguments: list[str]) -> int:
    """Validate the data files and print every rule with its source."""
    prepare_environment(RUNTIME_LOCK)
    return _run([PYTHON, "-m", "hamkor.command.data", *arguments])


VERBS = (demo, test, check, fix, bench, data)


def main(arguments: list[str]) -> int:
    """Run one verb; without one, say which there are."""
    verbs = {verb.__name__: verb for verb in VERBS}
    if arguments and arguments[0] in verbs:
        return verbs[arguments[0]](arguments[1:])
    print("python3 run.py VERB")
    for name, verb in verbs.items():
        print(f"  {name:6} {verb.__doc__}")
    return 2 if arguments and arguments[0] not in {"-h", "--help", "help"} else 0


if __name__ == "__main__":
    for stop in (signal.SIGTERM, signal.SIGHUP):  # so that what was started is stopped too
        signal.signal(stop, lambda *_: sys.exit(143))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
