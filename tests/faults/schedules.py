"""Random schedules: offices say things while the network and the machines do what they do.

A schedule is a number. It draws what is said, when workers go round, which process dies at which
SQL statement, whose clock is wrong, who is cut off; then everything heals, and all that was said
must be where it belongs, once.
"""

import logging
import random
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hamkor.errors import HamkorError
from hamkor.gateway import worker
from tests.faults.model import Model, disagreements, new_matter
from tests.faults.network import Network, connected_by
from tests.faults.notes import understood
from tests.faults.world import Death, SimulatedNode, World

WEIGHTS = {
    "pass": 8,
    "lose_request": 2,
    "lose_answer": 3,
    "repeat": 2,
    "delay": 2,
    "cut_request": 1,
    "cut_answer": 1,
    "alter_request": 1,
    "alter_answer": 1,
    "foreign_answer": 1,
}
MOST_STATEMENTS = 25
LONGEST_SKEW = timedelta(days=1)
ROUNDS_TO_HEAL = 60
STEPS = [step for step in worker.STEPS if not step.__module__.startswith("hamkor.persons")]
"""What the worker does in a round, but for the search in the register of persons."""


@dataclass
class Outcome:
    """What one schedule came to: what was wrong, and what it had to endure."""

    seed: int
    wrong: list[str] = field(default_factory=list)
    said: int = 0
    endured: Counter[str] = field(default_factory=Counter)


def play(world: World, seed: int, *, steps: int = 16) -> Outcome:
    """Play schedule number `seed` in a fresh morning of `world`."""
    world.reset()
    return _Schedule(world, seed).play(steps)


class _Schedule:
    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.model, self.outcome = Model(), Outcome(seed)
        self.network = Network(world, self.chance, WEIGHTS)
        self.matters = [new_matter() for _ in range(2)]

    def play(self, steps: int) -> Outcome:
        with understood(), connected_by(self.network), quiet():
            for _ in range(steps):
                self._one_step()
            self._heal()
            self.outcome.wrong += disagreements(self.world, self.model)
        self.outcome.wrong += _uneven_answers(self.network)
        self.outcome.said = sum(map(len, self.model.said.values()))
        self.outcome.endured += self.network.befell
        return self.outcome

    def _one_step(self) -> None:
        steps: Sequence[tuple[int, Callable[[], None]]] = (
            (6, self._somebody_says),
            (12, self._somebody_works),
            (4, self._time_passes),
            (1, self._a_line_breaks),
            (1, self._somebody_goes_down),
            (1, self._a_clock_jumps),
        )
        (step,) = self.chance.choices([s for _w, s in steps], [w for w, _s in steps])
        step()
        self.network.deliver_late()

    def _somebody_says(self) -> None:
        sender, to = self.chance.sample(list(self.world), 2)
        matter = self.chance.choice(self.matters)
        with self._perhaps_dying(sender):
            self.model.say(sender, to.office, matter)

    def _somebody_works(self) -> None:
        node = self.chance.choice([node for node in self.world if not node.is_down])
        self.world.move_on(seconds=self.chance.choice([0, 31]))
        others = [other for other in self.world if other is not node]
        with self._perhaps_dying(node), self._perhaps_dying(self.chance.choice(others)):
            work(node)

    def _time_passes(self) -> None:
        self.world.move_on(seconds=self.chance.choice([1, 31, 600, 7_200, 90_000]))

    def _a_line_breaks(self) -> None:
        """One line at most is broken at a time, so that something goes on."""
        pair = frozenset(n.office for n in self.chance.sample(list(self.world), 2))
        self.network.cut_off = set() if self.network.cut_off else {pair}
        self.outcome.endured["cut off"] += 1

    def _somebody_goes_down(self) -> None:
        """One node at most is down at a time."""
        chosen = self.chance.choice(list(self.world))
        was_all_up = not any(node.is_down for node in self.world)
        for node in self.world:
            node.is_down = node is chosen and was_all_up
        self.outcome.endured["down"] += 1

    def _a_clock_jumps(self) -> None:
        node = self.chance.choice(list(self.world))
        node.skew = LONGEST_SKEW * self.chance.uniform(-1, 1)
        self.outcome.endured["clock"] += 1

    @contextmanager
    def _perhaps_dying(self, node: SimulatedNode) -> Iterator[None]:
        """With one chance in five let a process of `node` die at one of its SQL statements."""
        if self.chance.random() > 1 / 5:
            yield
            return
        dying = DyingAt(self.chance.randrange(MOST_STATEMENTS))
        try:
            with node.database.execute_wrapper(dying):
                yield
        except Death:
            node.lose_power()
        self.outcome.endured["death"] += dying.has_happened

    def _heal(self) -> None:
        """Let everybody work until nothing is left to do."""
        for node in self.world:
            node.is_down, node.skew = False, timedelta()
        self.network.heal()
        for _ in range(ROUNDS_TO_HEAL):
            self.world.move_on(minutes=65)
            for node in self.world:
                work(node)
            if is_at_rest(self.world):
                return
        self.outcome.wrong.append("the offices did not come to rest")


UNFINISHED = (
    "SELECT 1 FROM exchange_outboxmessage WHERE settled_at IS NULL OR status = 'waiting'",
    "SELECT 1 FROM exchange_inboxmessage WHERE dispatched_at IS NULL AND set_aside_at IS NULL",
)


def is_at_rest(world: World) -> bool:
    """Say whether every message has had its effect, and its sender knows."""
    return not any(node.rows(f"{sql} LIMIT 1") for sql in UNFINISHED for node in world)


class DyingAt:
    """Wraps the execution of SQL; the process dies before statement `number`, from 0."""

    def __init__(self, number: int) -> None:
        self.number, self.has_happened = number, False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.number -= 1
        if self.number < 0 and not self.has_happened:
            self.has_happened = True
            raise Death
        return execute(sql, params, many, context)


def work(node: SimulatedNode) -> None:
    """Let the node's worker go round once; as there, a refusal of one step stops no other."""
    if node.is_down:
        return
    with node.inside():
        for step in STEPS:
            with suppress(HamkorError):
                step()


@contextmanager
def quiet() -> Iterator[None]:
    """Log nothing: what goes wrong here is meant to."""
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _uneven_answers(network: Network) -> Iterator[str]:
    """A repeat gets the very same receipt, once the message has been stored."""
    for (office, _frame), answers in network.answers.items():
        if len({answer for answer in answers if is_stored(answer)}) > 1:
            yield f"{office} gave different receipts for the same bytes"


def is_stored(answer: bytes) -> bool:
    """Say whether a receipt says that the message was stored; its signature is not looked at."""
    payload = answer.decode().split(".")[1]
    return b'"stored"' in urlsafe_b64decode(payload + "==")
