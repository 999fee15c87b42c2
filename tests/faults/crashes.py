"""One crash: two nodes on disk, one message, one process that dies at one point; then recovery."""

import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import resolve

from hamkor.envelope import Document, RootKey
from hamkor.evidence.models import Leaf
from hamkor.evidence.services import erase
from hamkor.exchange.identity import our_keys
from hamkor.exchange.services import queue_message
from hamkor.gateway import line
from hamkor.gateway.bundles import take_in, write_for
from hamkor.gateway.delivery import PATH
from hamkor.keyring.ring import ROOT_FILE
from hamkor.keyring.services import renew_keys
from tests.faults import crashes, disk
from tests.faults.crash_points import CrashPoint, struck
from tests.faults.model import Model, disagreements, new_matter
from tests.faults.network import Parcel, connected_by
from tests.faults.notes import Note, understood
from tests.faults.processes import Ending, Loopback, die, in_child
from tests.faults.schedules import STEPS, is_at_rest
from tests.faults.world import SimulatedNode, World, close_database

Manner = Literal["kill -9", "exception", "power cut", "disk full", "disk error"]
MANNERS: tuple[Manner, ...] = ("kill -9", "exception", "power cut")
FATES = {
    "kill -9": disk.Fate.DEATH,
    "power cut": disk.Fate.DEATH,
    "exception": disk.Fate.BROKEN,
    "disk error": disk.Fate.BROKEN,
    "disk full": disk.Fate.FULL,
}
SIZES = {"10 kB": 10 * 1024, "5 MB": 5 * 1024**2}
MOST_ROUNDS = 12


class StruckError(Exception):
    """An exception that nobody foresaw."""


@dataclass
class Outcome:
    """What came of one crash."""

    point: str
    manner: str
    size: str
    was_struck: bool = False
    wrong: list[str] = field(default_factory=list)
    recovery_seconds: float = 0.0

    @property
    def is_fine(self) -> bool:
        return self.was_struck and not self.wrong and self.recovery_seconds < 5


class Stage:
    """A world on disk that is set back to its first morning for every crash."""

    def __init__(self, folder: Path) -> None:
        self.watched, self._morning = folder / "nodes", folder / "morning"
        self.world = World(self.watched, 2, is_on_disk=True)
        self.sender, self.receiver = self.world
        _learn_once()
        for node in self.world:
            node.do(our_keys)
        self.journal = Path(os.environ.get("HAMKOR_DISK_JOURNAL", folder / "journal"))
        self.flag = self.journal.with_name(f"{self.journal.name}.struck")
        self.armed = folder / "armed"
        self._close()
        shutil.copytree(self.watched, self._morning)

    def set_back(self) -> None:
        """Begin the first morning again."""
        self._close()
        _make_equal(self.watched, self._morning)
        self.world.reset_time()
        self.journal.write_bytes(b"")
        self.flag.unlink(missing_ok=True)
        self.armed.unlink(missing_ok=True)

    def cut_power(self, node: SimulatedNode, seed: int) -> None:
        """Take from the folder of `node` what had not reached the disk."""
        home = node.node.folder
        before = self._morning / home.name
        here = (str(home), f"{home}/")
        done = (
            o for o in disk.read(self.journal) if o.path == here[0] or o.path.startswith(here[1])
        )
        disk.Disk(before, home).follow(done).cut_power(random.Random(seed))

    def close(self) -> None:
        self.world.close()

    def _close(self) -> None:
        for node in self.world:
            close_database(node.database)


def _learn_once() -> None:
    """Read what each child would have to read anew: all pages, and whom to believe over TLS."""
    resolve(PATH)
    line.open_client().close()


def _make_equal(folder: Path, model: Path) -> None:
    """Copy what differs; what is the same stays, so that keys need not be read again."""
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if not _is_same(path, model / path.relative_to(folder)):
            path.unlink()
    for path in [path for path in model.rglob("*") if path.is_file()]:
        copy = folder / path.relative_to(model)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, copy)


def _is_same(path: Path, other: Path) -> bool:
    if not other.exists():
        return False
    ours, theirs = path.stat(), other.stat()
    return (ours.st_mtime_ns, ours.st_size) == (theirs.st_mtime_ns, theirs.st_size)


def crash(stage: Stage, point: CrashPoint, manner: Manner, size: str, seed: int = 0) -> Outcome:
    """Let a process die at `point`, let everything recover, and say what is wrong."""
    stage.set_back()
    return _Crash(stage, point, manner, size, seed).run()


class _Crash:
    def __init__(
        self, stage: Stage, point: CrashPoint, manner: Manner, size: str, seed: int
    ) -> None:
        self.stage, self.point, self.manner, self.seed = stage, point, manner, seed
        self.outcome = Outcome(point.name, manner, size)
        self.content = random.Random(seed).randbytes(SIZES[size])
        self.victim = stage.sender if point.side == "sender" else stage.receiver
        self.model, self.matter = Model(), new_matter()
        self.line = Loopback(stage.world)
        self.line.before_answer, self.line.on_death = self._arm, self._cut_power

    def run(self) -> Outcome:
        with self._prepared():
            if self.point.scenario == "keys":
                self._until_done(self.stage.sender, _change_keys)
            self._say()
            if self.point.scenario == "bundle":
                self._carry_bundle()
            self._round()
            if self.point.scenario == "purge":
                self._until_done(self.stage.receiver, _purge_in_one)
            self.outcome.was_struck = self.stage.flag.exists()
            started = time.perf_counter()
            self._recover()
            self.outcome.recovery_seconds = time.perf_counter() - started
            self.outcome.wrong += disagreements(self.stage.world, self.model)
        return self.outcome

    @contextmanager
    def _prepared(self) -> Iterator[None]:
        with ExitStack() as stack:
            stack.enter_context(understood())
            stack.enter_context(connected_by(self.line))
            strike = self._strike_at_disk if self.point.special == "commit" else self._strike
            stack.enter_context(struck(self.point, self.victim.office, strike))
            self._prepare_special()
            yield

    def _prepare_special(self) -> None:
        if self.point.special == "answered":
            self.line.after_answer = self._strike
        if self.point.special == "upload":
            self.line.on_way = self._break_upload

    # -- what happens ---------------------------------------------------------------------------

    def _say(self) -> None:
        """Say one thing; an officer who was told nothing, or of a failure, says it again."""
        strikes_when_told = self.point.special == "told"
        for _attempt in range(2):
            afterwards = self._strike if strikes_when_told else None
            ending = self._in(self.stage.sender, self._queue, afterwards=afterwards)
            if ending.result is not None:
                key = (self.stage.sender.office, self.stage.receiver.office, self.matter)
                self.model.said[key].append(ending.result)
                return

    def _until_done(self, node: SimulatedNode, step: Callable[[], object]) -> None:
        """Let an administrator repeat what failed, once."""
        if self._in(node, step).result is None:
            self._in(node, step)

    def _carry_bundle(self) -> None:
        """Carry what was said on a stick instead of the line."""
        stick = self.stage.journal.with_name("stick")
        shutil.rmtree(stick, ignore_errors=True)
        stick.mkdir()
        to = self.stage.receiver.office
        self._until_done(
            self.stage.sender, lambda: len(write_for(to, stick / "bundle", volume_bytes=0)[0])
        )
        files = sorted(stick.iterdir())
        self._until_done(self.stage.receiver, lambda: take_in(files).code)

    def _queue(self) -> UUID:
        document = Document("invented.bin", "application/octet-stream", self.content)
        to = self.stage.receiver.office
        note = Note(matter=self.matter, number=1)
        return queue_message(note, to=to, about=self.matter, documents=(document,)).message_id

    def _round(self) -> None:
        """Let each node's worker go round once, each step by itself, as a worker does."""
        for node in self.stage.world:
            self._in(node, _work)

    def _recover(self) -> None:
        for _ in range(MOST_ROUNDS):
            self.stage.world.move_on(minutes=65)
            self._round()
            if self._is_at_rest():
                return
        self.outcome.wrong.append("the offices did not come to rest")

    def _is_at_rest(self) -> bool:
        return bool(in_child(lambda: is_at_rest(self.stage.world)).result)

    def _in(
        self,
        node: SimulatedNode,
        step: Callable[[], object],
        *,
        afterwards: Callable[[], None] | None = None,
    ) -> Ending:
        def in_node() -> object:
            self._arm(node)
            return node.do(step)

        ending = in_child(in_node, afterwards=afterwards)
        if ending.is_dead:
            self._cut_power(node)
        return ending

    # -- how it is struck -----------------------------------------------------------------------

    def _strike(self) -> None:
        """Die, or fail, here and now; but only once."""
        if not self._is_first():
            return
        if self.manner == "exception":
            raise StruckError
        die()

    def _is_first(self) -> bool:
        try:
            self.stage.flag.touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _strike_at_disk(self) -> None:
        """Strike where the commit that now begins waits for the disk."""
        if self._is_first():
            disk.strike_at_sync(0, FATES[self.manner])

    def _arm(self, node: SimulatedNode) -> None:
        """Prepare the blow at the disk in the process of the victim in which it shall fall."""
        if node is not self.victim or self.point.special not in {"write", "sync"}:
            return
        with self.stage.armed.open("a") as armed:
            armed.write(".")
        if self.stage.armed.stat().st_size == self.point.process + 1:
            arm = disk.strike_at_write if self.point.special == "write" else disk.strike_at_sync
            arm(self.point.number, FATES[self.manner])

    def _break_upload(self, parcel: Parcel) -> Parcel:
        if parcel.path != PATH or not self._is_first():
            return parcel
        half = replace(parcel, body=parcel.body[: len(parcel.body) // 2])
        self.line.on_way = lambda one: one
        in_child(lambda: self.line.carry(half))
        if self.manner == "exception":
            raise StruckError
        die()
        return parcel

    def _cut_power(self, node: SimulatedNode) -> None:
        if self.manner == "power cut":
            self.stage.cut_power(node, self.seed)


def _work() -> int:
    return sum(step() for step in STEPS)


def _change_keys() -> int:
    """Let new keys of the office serve from now on."""
    node = settings.NODE
    root = RootKey.from_pem(node.read_secret(ROOT_FILE), node.read_secret("pepper"))
    return renew_keys(root, by="a test").version


def purge() -> None:
    """Destroy what ties the leaves of a node to their things."""
    for leaf in Leaf.objects.exclude(salt=None):
        erase(leaf)


def _purge_in_one() -> bool:
    with transaction.atomic():
        crashes.purge()
    return True
