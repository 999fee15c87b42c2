"""Whoever keeps the offices alive takes them along, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hamkor.command import lifetime

pytestmark = pytest.mark.nodes
PROGRAM = f"""
import subprocess, sys
child = "from hamkor.command.lifetime import die_with_supervisor; die_with_supervisor()"
child += "; print('ready', flush=True); import time; time.sleep(60)"
import os
env = {{**os.environ, {lifetime.SUPERVISOR!r}: str(os.getpid())}}
running = subprocess.Popen([sys.executable, "-c", child], env=env, stdout=subprocess.PIPE)
running.stdout.readline()
print(running.pid, flush=True)
running.wait()
"""


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    return state != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_program_does_not_outlive_a_supervisor_that_was_killed():
    supervisor = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE)
    child = int(supervisor.stdout.readline())
    assert is_alive(child)
    supervisor.send_signal(signal.SIGKILL)
    supervisor.communicate()
    for _ in range(100):
        if not is_alive(child):
            break
        time.sleep(0.05)
    assert not is_alive(child)


def test_without_a_supervisor_a_program_lives_on(monkeypatch):
    monkeypatch.delenv(lifetime.SUPERVISOR, raising=False)
    monkeypatch.setattr(lifetime, "die_with", lambda parent: pytest.fail("nobody to die with"))
    lifetime.die_with_supervisor()
