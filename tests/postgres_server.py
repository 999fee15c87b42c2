"""A PostgreSQL of our own: made in a temporary folder, gone when the tests are.

Standard library only, since `run.py` uses it before and beside the environment.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROLE = "hamkor"
PATIENCE_SECONDS = 30
SETTINGS = {"listen_addresses": "127.0.0.1", "timezone": "UTC"}
# Its contents live for one run: nothing is gained by surviving a power cut.
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def find_programs() -> Path | None:
    """Return the folder of the newest server programs: where Debian hides it, else from PATH."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: (len(folder.parent.name), folder.parent.name),
        reverse=True,
    )
    on_path = shutil.which("initdb")
    candidates = [*folders, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


@contextlib.contextmanager
def running_postgresql(*, is_durable: bool = False) -> Iterator[str]:
    """Run a server for the code inside and give its address, ``postgresql://…``.

    The role may create databases. Stopped and deleted at the end, whatever happens inside.

    Args:
        is_durable: a commit waits for the disk, as where an office works.

    Raises:
        RuntimeError: PostgreSQL is not installed or did not start.
    """
    programs = find_programs()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed")
    with tempfile.TemporaryDirectory(prefix="hamkor-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        as_user = _unprivileged()
        if as_user:
            os.chown(folder, as_user["user"], as_user["group"])
        password, port = secrets.token_hex(16), _free_port()
        _make_cluster(programs, folder, password, as_user)
        durability = {} if is_durable else NOT_DURABLE
        server = _start(programs, folder, port, as_user, durability)
        try:
            _wait_until_ready(programs, server, port, folder)
            yield f"postgresql://{ROLE}:{password}@127.0.0.1:{port}/postgres"
        finally:
            _stop(server)


def _unprivileged() -> dict[str, Any]:
    """Choose whom to run as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL refuses root, and there is no user postgres or nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _make_cluster(programs: Path, folder: Path, password: str, as_user: dict[str, Any]) -> None:
    secret = folder / "password"
    secret.write_text(password)
    secret.chmod(0o600)
    if as_user:
        os.chown(secret, as_user["user"], as_user["group"])
    command = [
        programs / "initdb",
        f"--pgdata={folder / 'data'}",
        f"--username={ROLE}",
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",  # letters of all scripts have upper and lower case, order is by code
        "--no-sync",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **as_user)
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr}")


def _start(
    programs: Path, folder: Path, port: int, as_user: dict[str, Any], durability: dict[str, str]
) -> subprocess.Popen[bytes]:
    settings = SETTINGS | durability | {"port": str(port), "unix_socket_directories": str(folder)}
    options = [f"--{name}={value}" for name, value in settings.items()]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options],
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches the tests first, then we stop the server
            **as_user,
        )


def _wait_until_ready(
    programs: Path, server: subprocess.Popen[bytes], port: int, folder: Path
) -> None:
    question = [programs / "pg_isready", "--quiet", "--host=127.0.0.1", f"--port={port}"]
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while subprocess.run(question, cwd=folder).returncode:
        if server.poll() is not None or time.monotonic() > give_up_at:
            raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}")
        time.sleep(0.05)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask for a fast shutdown (open connections are cut), then insist."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
