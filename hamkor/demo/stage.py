"""Directs the past of the demonstration: stories move in step, messages travel between offices.

A story is a generator that yields what happens next and is sent what came of it. All stories are
played together, day by day: what happens on one day is done by all offices at the same time, then
the day's messages are carried, and their receipts carried back.
"""

import heapq
import json
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from hamkor.errors import HamkorError

END_OF_DAY = time(20, 30, tzinfo=UTC)
SLOWEST_TRAVEL_SECONDS = 90


@dataclass(frozen=True)
class Do:
    """One thing that happens: when, in which office, which verb of `verbs`, and to what."""

    at: datetime
    office: str
    verb: str
    args: Mapping[str, Any] = field(default_factory=dict)


Story = Generator[Do, Any, None]


class Calendar(Protocol):
    """When the offices (by name) are there."""

    def is_at_work(self, office: str, at: datetime) -> bool:
        """Say whether anything happens in the office."""

    def is_reachable(self, office: str, at: datetime) -> bool:
        """Say whether messages can be carried to the office and from it."""


class Player:
    """The process that plays one office."""

    def __init__(self, node: Path, log: Path) -> None:
        command = (sys.executable, "-m", "hamkor.command", "demo", "--play", str(node))
        with log.open("ab") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - our own arguments
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
            )
        self._log = log

    def tell(self, commands: Iterable[Do]) -> None:
        """Hand over a batch; `hear` must be called before the next one."""
        batch = [{"at": do.at.isoformat(), "verb": do.verb, "args": do.args} for do in commands]
        if self._process.stdin and self._process.poll() is None:
            self._process.stdin.write(json.dumps(batch) + "\n")
            self._process.stdin.flush()

    def hear(self) -> list[Any]:
        """Return what came of each command of the batch.

        Raises:
            HamkorError: one of them failed.
        """
        line = self._process.stdout.readline() if self._process.stdout else ""
        answer = json.loads(line) if line else {"failed": f"no answer, see {self._log}"}
        if "failed" in answer:
            raise HamkorError("The world could not be made: %(what)s", what=answer["failed"])
        return list(answer["results"])

    def end(self, *, is_whole: bool) -> None:
        """Let the process bring everything to disk, or drop it."""
        if not is_whole:
            self._process.kill()
        self._process.communicate()


class Stage:
    """The offices' players, and the stories on their way."""

    def __init__(self, folder: Path, offices: Mapping[str, str], chance: random.Random) -> None:
        """Take the folder with a node for each of `offices` (name → id in data/parties/)."""
        self._folder, self._offices, self._chance = folder, offices, chance
        self._names = {office: name for name, office in offices.items()}
        self._waiting: list[tuple[datetime, int, Do, Story]] = []
        self._order = count()

    def __enter__(self) -> Self:
        logs = self._folder / "logs"
        logs.mkdir(exist_ok=True)
        self._players = {
            name: Player(self._folder / name, logs / f"making-{name}.log")
            for name in self._offices
        }
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for player in self._players.values():
            player.end(is_whole=error is None)

    def ask(self, commands: Mapping[str, list[Do]]) -> dict[str, list[Any]]:
        """Let the offices do their commands side by side; return what came of them."""
        asked = {name: batch for name, batch in commands.items() if batch}
        for name, batch in asked.items():
            self._players[name].tell(batch)
        return {name: self._players[name].hear() for name in asked}

    def play(self, stories: Iterable[Story], *, until: datetime, calendar: Calendar) -> None:
        """Play all stories up to `until`; nothing happens in an office that is not at work."""
        for story in stories:
            self._go_on(story, None, calendar)
        while self._waiting:
            day = self._waiting[0][0].date()
            while self._waiting and self._waiting[0][0].date() <= day:
                self._play_round(day, calendar)
            evening = min(datetime.combine(day, END_OF_DAY), until)
            self._carry(evening, calendar)

    def _go_on(self, story: Story, result: Any, calendar: Calendar) -> None:
        try:
            do = story.send(result)
        except StopIteration:
            return
        if not calendar.is_at_work(do.office, do.at):
            story.close()
            return
        heapq.heappush(self._waiting, (do.at, next(self._order), do, story))

    def _play_round(self, day: date, calendar: Calendar) -> None:
        """Do everything of one day that is known by now; what follows from it comes next round."""
        batches: dict[str, list[Do]] = defaultdict(list)
        stories: dict[str, list[Story]] = defaultdict(list)
        while self._waiting and self._waiting[0][0].date() <= day:
            _at, _order, do, story = heapq.heappop(self._waiting)
            batches[do.office].append(do)
            stories[do.office].append(story)
        for name, results in self.ask(batches).items():
            for story, result in zip(stories[name], results, strict=True):
                self._go_on(story, result, calendar)

    def _carry(self, evening: datetime, calendar: Calendar) -> None:
        """Carry what waits to the offices that can be reached, and the receipts back."""
        up = [name for name in self._offices if calendar.is_reachable(name, evening)]
        down = [office for name, office in self._offices.items() if name not in up]
        waiting = Do(evening, "", "collect", {"but_not_to": down})
        bags = self.ask({name: [Do(evening, name, "tidy"), waiting] for name in up})
        posted = [(name, message) for name, (_tidy, bag) in bags.items() for message in bag]
        receipts = self._deliver(posted)
        # Evening: what had to wait for a message that never came has waited long enough.
        self.ask({name: [*receipts.get(name, ()), Do(evening, name, "tidy")] for name in up})

    def _deliver(self, posted: list[tuple[str, dict[str, str]]]) -> dict[str, list[Do]]:
        """Hand the messages over; return what their senders are to be told, by sender."""
        arriving: dict[str, list[Do]] = defaultdict(list)
        senders: dict[str, list[tuple[str, str, datetime]]] = defaultdict(list)
        for sender, message in sorted(posted, key=lambda each: each[1]["queued_at"]):
            at = self._travelled(message["queued_at"])
            to = self._names[message["to"]]
            arriving[to].append(Do(at, to, "accept", {"frame": message["frame"]}))
            arriving[to].append(Do(at + timedelta(seconds=1), to, "tidy"))
            senders[to].append((sender, message["message"], at + timedelta(seconds=1)))
        back: dict[str, list[Do]] = defaultdict(list)
        for to, results in self.ask(arriving).items():
            for (sender, message_id, at), receipt in zip(senders[to], results[::2], strict=True):
                args = {"message": message_id, "receipt": receipt}
                back[sender].append(Do(at, sender, "note_receipt", args))
        return back

    def _travelled(self, queued_at: str) -> datetime:
        seconds = self._chance.uniform(1, SLOWEST_TRAVEL_SECONDS)
        return datetime.fromisoformat(queued_at) + timedelta(seconds=seconds)
