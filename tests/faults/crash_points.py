"""The named points at which a process may die, and the functions of the program they lie in.

The program knows nothing of this: the functions are wrapped, here, by name. A name that no longer
exists fails the test of this table, so that no point is lost when the program changes.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import wraps
from pkgutil import resolve_name
from typing import Any, Literal
from unittest.mock import patch

from tests.faults.world import current_node

Side = Literal["sender", "receiver"]


@dataclass(frozen=True)
class CrashPoint:
    """One point.

    Attributes:
        name: as a reader knows it.
        side: whose process is struck.
        function: where it lies, as ``module:name``; "" for those that no function marks.
        when: before the function does anything, or after it has returned.
        special: how it is brought about where no function marks it. "write" and "sync" are blows
            at write (sync) number `number` of the victim's process number `process`, from 0.
        scenario: what is going on meanwhile.
    """

    name: str
    side: Side
    function: str = ""
    when: Literal["before", "after"] = "before"
    special: Literal["", "told", "upload", "commit", "answered", "write", "sync"] = ""
    scenario: str = "message"
    process: int = 0
    number: int = 0

    @property
    def needs_recorder(self) -> bool:
        """Say whether only the recorder of the disk can bring it about."""
        return self.special in {"commit", "write", "sync"}


SERVICES = "hamkor.exchange.services"
COMMIT = "django.db.backends.base.base:BaseDatabaseWrapper._commit"
POINTS = (
    CrashPoint("sender before commit", "sender", f"{SERVICES}.leaving:_keep", "after"),
    CrashPoint("sender after commit", "sender", special="told"),
    CrashPoint("sender in the middle of an upload", "sender", special="upload"),
    CrashPoint(
        "sender after the answer, before marking",
        "sender",
        f"{SERVICES}:record_receipt",
    ),
    CrashPoint("receiver after reading", "receiver", "hamkor.gateway.endpoint:accept"),
    CrashPoint("receiver after verifying", "receiver", "hamkor.envelope:unseal", "after"),
    CrashPoint(
        "receiver with the file, before the row",
        "receiver",
        f"{SERVICES}.arriving:insert",
    ),
    CrashPoint("receiver inside the commit", "receiver", COMMIT, special="commit"),
    CrashPoint(
        "receiver after commit, before the answer",
        "receiver",
        "hamkor.gateway.endpoint:accept",
        "after",
    ),
    CrashPoint("receiver after the answer", "receiver", special="answered"),
    CrashPoint(
        "signing a checkpoint", "sender", "hamkor.evidence.services.sequencing:sign_state", "after"
    ),
    CrashPoint(
        "cosigning a checkpoint",
        "receiver",
        "hamkor.evidence.services.witnessing:_cosignature",
        "after",
    ),
    CrashPoint(
        "importing a bundle",
        "receiver",
        "hamkor.gateway.bundles:accept_item",
        "after",
        scenario="bundle",
    ),
    CrashPoint(
        "changing keys",
        "sender",
        "hamkor.keyring.services.rotating:write_statement",
        scenario="keys",
    ),
    CrashPoint("purging", "receiver", "tests.faults.crashes:purge", "after", scenario="purge"),
)


SWEPT: tuple[tuple[Side, int, str], ...] = (
    ("sender", 0, "queues"),
    ("sender", 1, "sends and marks"),
    ("receiver", 0, "answers"),
    ("receiver", 1, "gives a message its effect"),
)
"""The processes whose every write and every sync may fail or be the last."""


def at_disk(side: Side, process: int, doing: str, what: str, number: int) -> CrashPoint:
    """Return the point at which `side`'s process meets the disk for the so-manieth time."""
    name = f"{side} {doing}: {what} {number}"
    special: Literal["write", "sync"] = "write" if what == "write" else "sync"
    return CrashPoint(name, side, special=special, process=process, number=number)


@contextmanager
def struck(point: CrashPoint, office: str, strike: Callable[[], None]) -> Iterator[None]:
    """Let `strike` happen whenever a process of `office` comes to `point`."""
    with ExitStack() as stack:
        if point.function:
            path, _dot, name = point.function.replace(":", ".").rpartition(".")
            owner = resolve_name(path)
            wrapped = _wrapped(getattr(owner, name), point, office, strike)
            stack.enter_context(patch.object(owner, name, wrapped))
        yield


def _wrapped(
    function: Callable[..., Any], point: CrashPoint, office: str, strike: Callable[[], None]
) -> Callable[..., Any]:
    @wraps(function)
    def wrapper(*arguments: Any, **more: Any) -> Any:
        is_there = current_node().office == office
        if is_there and point.when == "before":
            strike()
        result = function(*arguments, **more)
        if is_there and point.when == "after":
            strike()
        return result

    return wrapper
