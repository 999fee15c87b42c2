"""Keeps the processes of the demonstration alive: one web and one worker process per office.

Each runs in a process group of its own, so that ending it ends all it started. One that dies is
started again at once: whoever kills a process of the demonstration sees that nothing is lost.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from hamkor.errors import HamkorError
from hamkor.errors import gettext_noop as _

POLL_SECONDS = 0.1
SUPERVISOR = "HAMKOR_SUPERVISOR"
"""Environment of each program: whose death it does not outlive (see `command.lifetime`)."""
STARTING_SECONDS = 60.0
ENDING_SECONDS = 10.0


@dataclass(frozen=True)
class Program:
    """One process to keep alive: a name for people, and `hamkor`'s arguments."""

    name: str
    arguments: tuple[str, ...]


def programs_of(folder: Path, name: str) -> tuple[Program, Program]:
    """Return the web and the worker process of the node in `folder`."""
    return (
        Program(f"{name} web", ("node", "run", str(folder))),
        Program(f"{name} worker", ("node", "work", str(folder))),
    )


def check_port_is_free(port: int) -> None:
    """Refuse a port somebody else listens on.

    Raises:
        HamkorError: the port is taken.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError as error:
            raise HamkorError(
                _("Port %(port)s is in use: end what uses it, or choose another with --port"),
                port=port,
            ) from error


class Supervisor:
    """Starts programs, starts them again when they die, ends them all at the end."""

    def __init__(self, programs: Sequence[Program], logs: Path) -> None:
        self._programs = {program.name: program for program in programs}
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts = 0

    def __enter__(self) -> Self:
        self._logs.mkdir(parents=True, exist_ok=True)
        for name in self._programs:
            self._start(name)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._running.values():
            _signal_group(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + ENDING_SECONDS
        for process in self._running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            _signal_group(process.pid, signal.SIGKILL)
            process.wait()

    def tend(self) -> None:
        """Start again whatever has died since the last call."""
        for name, process in self._running.items():
            if process.poll() is not None:
                _signal_group(process.pid, signal.SIGKILL)
                self.restarts += 1
                self._start(name)

    def kill(self, name: str, *, whole_group: bool) -> None:
        """Kill a program as a power cut would: no warning, no time to tidy up."""
        process = self._running[name]
        if whole_group:
            _signal_group(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._programs)

    def _start(self, name: str) -> None:
        command = (sys.executable, "-m", "hamkor.command", *self._programs[name].arguments)
        with (self._logs / f"{name.replace(' ', '-')}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603 - our own arguments
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, SUPERVISOR: str(os.getpid())},
                start_new_session=True,
            )


def wait_until_answering(supervisor: Supervisor, addresses: Sequence[str]) -> None:
    """Wait until each address answers a page, tending the programs meanwhile.

    Raises:
        HamkorError: one did not answer within a minute.
    """
    waiting = list(addresses)
    deadline = time.monotonic() + STARTING_SECONDS
    while waiting:
        if time.monotonic() > deadline:
            raise HamkorError(
                _("%(address)s does not answer: look at the logs"), address=waiting[0]
            )
        if _answers(waiting[0]):
            waiting.pop(0)
        else:
            supervisor.tend()
            time.sleep(POLL_SECONDS)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5, trust_env=False).status_code < 500
    except httpx.TransportError:
        return False


def _signal_group(pid: int, number: signal.Signals) -> None:
    """Signal the process group that `pid` leads; it may be gone already."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return
