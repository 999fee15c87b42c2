"""A process that must not outlive the one that started it: an orphan would hold the port."""

import ctypes
import os
import signal
import sys
import threading
import time

SUPERVISOR = "HAMKOR_SUPERVISOR"
"""Environment: process id of whoever keeps this process alive; absent when nobody does."""

_PR_SET_PDEATHSIG = 1


def die_with_supervisor() -> None:
    """Let this process end when its supervisor does, if it has one."""
    if parent := os.environ.get(SUPERVISOR, ""):
        die_with(int(parent))


def die_with(parent: int) -> None:
    """Let this process end when `parent` does, even by SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before we asked
            os.kill(os.getpid(), signal.SIGKILL)
        return
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.1)
    os._exit(1)
