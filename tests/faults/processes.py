"""Steps of a node as processes of their own, which really die.

A step is run in a fork of this process and ends with it, as the web process and the worker of a
node do: nothing survives but what is in the node's folder. The answer of another node is given
by a fork of the fork, so that each side can die without the other.
"""

import os
import pickle
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from hamkor.gateway.delivery import PATH
from tests.faults.network import Parcel, respond
from tests.faults.world import LATENCY, SimulatedNode, World, current_node


@dataclass(frozen=True)
class Ending:
    """How a step ended.

    Attributes:
        result: what it returned, also when it died after telling so.
        error: name of the exception that it raised, else "".
        is_dead: it was killed.
    """

    result: Any = None
    error: str = ""
    is_dead: bool = False


def in_child(step: Callable[[], Any], *, afterwards: Callable[[], None] | None = None) -> Ending:
    """Run `step` in a process of its own; `afterwards` happens there once its result is told."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _live(step, writer, afterwards)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        content = told.read()
    _pid, status = os.waitpid(child, 0)
    is_dead = os.WIFSIGNALED(status)
    if not content:
        return Ending(is_dead=is_dead, error="" if is_dead else "said nothing")
    error, result = pickle.loads(content)
    return Ending(result, error, is_dead)


def _live(step: Callable[[], Any], writer: int, afterwards: Callable[[], None] | None) -> None:
    try:
        _write_all(writer, pickle.dumps(_done(step)))
        os.close(writer)
        if afterwards:
            afterwards()
    finally:
        os._exit(0)


def _done(step: Callable[[], Any]) -> tuple[str, Any]:
    try:
        return "", step()
    except Exception as error:
        return f"{type(error).__name__}: {error}", None


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def die() -> None:
    """End this process as kill -9 does: nothing is cleaned up, nothing is said."""
    os.kill(os.getpid(), signal.SIGKILL)


class Loopback(httpx.BaseTransport):
    """Carries requests to other nodes, each answered by a process of that node.

    Attributes:
        on_way: called with each parcel before it is carried; may change or end everything.
        after_answer: happens in the process that answers a message once its answer is out.
        before_answer: happens in that process first, told which node it is.
        on_death: called with the node whose process died while it answered.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.on_way: Callable[[Parcel], Parcel] = lambda parcel: parcel
        self.after_answer: Callable[[], None] | None = None
        self.before_answer: Callable[[SimulatedNode], None] = lambda _node: None
        self.on_death: Callable[[SimulatedNode], None] = lambda _node: None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.world.now += LATENCY
        return self.carry(self.on_way(Parcel.of(request, self.world, current_node().office)))

    def carry(self, parcel: Parcel) -> httpx.Response:
        """Let a process of the other node answer."""
        afterwards = self.after_answer if parcel.path == PATH else None
        ending = in_child(lambda: self._answer(parcel), afterwards=afterwards)
        if ending.is_dead:
            self.on_death(parcel.target)
        if ending.result is None:
            raise httpx.RemoteProtocolError(ending.error or "the other side went away")
        status, headers, content = ending.result
        return httpx.Response(status, headers=headers, content=content)

    def _answer(self, parcel: Parcel) -> tuple[int, list[tuple[str, str]], bytes]:
        if parcel.path == PATH:
            self.before_answer(parcel.target)
        answer = respond(parcel)
        return answer.status_code, answer.headers.multi_items(), answer.content
