"""A network between simulated nodes that loses, repeats, delays, reorders, cuts and alters.

It is httpx's transport: a node's worker posts through it as it would through a socket. What a
frame meets is drawn from a seeded source, so that a schedule can be played again.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self
from unittest.mock import patch
from urllib.parse import urlsplit

import httpx
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from hamkor.gateway import delivery
from hamkor.gateway.delivery import PATH
from tests.faults.world import LATENCY, Death, SimulatedNode, World, current_node

Respond = Callable[["Parcel"], httpx.Response]


@dataclass(frozen=True)
class Parcel:
    """One request on its way, and to which node."""

    sender: str
    target: SimulatedNode
    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @classmethod
    def of(cls, request: httpx.Request, world: World, sender: str) -> "Parcel":
        """Address a request of httpx."""
        parts = urlsplit(str(request.url))
        target = world.nodes[(parts.hostname or "").removesuffix(".example")]
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return cls(sender, target, request.method, path, dict(request.headers), request.read())


class Network(httpx.BaseTransport):
    """Carries requests between the nodes of a world.

    Attributes:
        weights: fate → how often it befalls a request, of all weights together; see `fates`.
        cut_off: pairs of offices between which nothing passes at present.
        befell: how often each fate has befallen a request.
        answers: what each office answered to the same message, by office and bytes.
    """

    def __init__(self, world: World, chance: random.Random, weights: Mapping[str, int]) -> None:
        self.world, self.chance, self.weights = world, chance, dict(weights)
        self.cut_off: set[frozenset[str]] = set()
        self.befell: Counter[str] = Counter()
        self.answers: dict[tuple[str, bytes], set[bytes]] = {}
        self._late: list[tuple[datetime, Parcel]] = []

    def heal(self) -> None:
        """From now on everything arrives, what was delayed first."""
        self.weights = {"pass": 1}
        self.cut_off.clear()
        self.deliver_late(at_once=True)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        parcel = Parcel.of(request, self.world, current_node().office)
        self.world.now += LATENCY
        if self._is_cut_off(parcel):
            raise httpx.ConnectError("nobody answers")
        (fate,) = self.chance.choices(list(self.weights), list(self.weights.values()))
        self.befell[fate] += 1
        answer: httpx.Response = getattr(self, f"_{fate}")(parcel)
        return answer

    def deliver_late(self, *, at_once: bool = False) -> int:
        """Let delayed requests arrive whose time has come, in any order; tell how many."""
        due = [late for late in self._late if at_once or late[0] <= self.world.now]
        self._late = [late for late in self._late if late not in due]
        self.chance.shuffle(due)
        for _at, parcel in due:
            if not self._is_cut_off(parcel):
                self.carry(parcel)
        return len(due)

    def carry(self, parcel: Parcel) -> httpx.Response:
        """Let the other node answer, as its web process would."""
        try:
            answer = respond(parcel)
        except Death:
            parcel.target.lose_power()
            raise httpx.RemoteProtocolError("the other side went away") from None
        if parcel.path == PATH and answer.status_code == httpx.codes.OK:
            self.answers.setdefault((parcel.target.office, parcel.body), set()).add(answer.content)
        return answer

    def _is_cut_off(self, parcel: Parcel) -> bool:
        pair = frozenset((parcel.sender, parcel.target.office))
        return parcel.target.is_down or pair in self.cut_off

    # -- the fates: what befalls one request ---------------------------------------------------

    def _pass(self, parcel: Parcel) -> httpx.Response:
        return self.carry(parcel)

    def _lose_request(self, _parcel: Parcel) -> httpx.Response:
        raise httpx.ReadTimeout("lost on the way")

    def _lose_answer(self, parcel: Parcel) -> httpx.Response:
        self.carry(parcel)
        raise httpx.ReadTimeout("the answer was lost")

    def _repeat(self, parcel: Parcel) -> httpx.Response:
        self.carry(parcel)
        return self.carry(parcel)

    def _delay(self, parcel: Parcel) -> httpx.Response:
        wait = timedelta(seconds=self.chance.choice([1, 60, 3_600, 86_400]))
        self._late.append((self.world.now + wait, parcel))
        raise httpx.ReadTimeout("still on the way")

    def _cut_request(self, parcel: Parcel) -> httpx.Response:
        kept = self.chance.randrange(len(parcel.body) or 1)
        self.carry(_with_body(parcel, parcel.body[:kept]))
        raise httpx.WriteError("the line broke")

    def _cut_answer(self, parcel: Parcel) -> httpx.Response:
        answer = self.carry(parcel)
        kept = answer.content[: self.chance.randrange(len(answer.content) or 1)]
        return httpx.Response(answer.status_code, content=kept)

    def _alter_request(self, parcel: Parcel) -> httpx.Response:
        return self.carry(_with_body(parcel, self._altered(parcel.body)))

    def _alter_answer(self, parcel: Parcel) -> httpx.Response:
        answer = self.carry(parcel)
        return httpx.Response(answer.status_code, content=self._altered(answer.content))

    def _foreign_answer(self, parcel: Parcel) -> httpx.Response:
        status = self.chance.choice([200, 204, 301, 403, 404, 502, 503])
        return httpx.Response(status, content=b"<html>a gateway on the way</html>")

    def _altered(self, content: bytes) -> bytes:
        if not content:
            return b"\0"
        at = self.chance.randrange(len(content))
        bit = 1 << self.chance.randrange(8)
        return content[:at] + bytes([content[at] ^ bit]) + content[at + 1 :]


def respond(parcel: Parcel) -> httpx.Response:
    """Call the view of `parcel.target` that the path names, inside that node."""
    with parcel.target.inside():
        request = RequestFactory().generic(
            parcel.method,
            parcel.path,
            parcel.body,
            content_type=parcel.headers.get("content-type", ""),
            headers={k: v for k, v in parcel.headers.items() if k not in _SET_BY_THE_FACTORY},
        )
        found = resolve(request.path_info)
        answer = found.func(request, *found.args, **found.kwargs)
        return httpx.Response(
            answer.status_code, headers=list(answer.items()), content=_content(answer)
        )


_SET_BY_THE_FACTORY = {"content-type", "content-length", "transfer-encoding", "host"}


def _content(answer: HttpResponse) -> bytes:
    whole: bytes = answer.getvalue()
    return whole


def _with_body(parcel: Parcel, body: bytes) -> Parcel:
    return replace(parcel, body=body)


@contextmanager
def connected_by(transport: httpx.BaseTransport) -> Iterator[None]:
    """Let every client that this process opens speak through `transport`, and no two at once.

    A worker sends several messages side by side, in threads. Here they are sent one after
    another in the order in which they were begun, so that a schedule can be played again.
    """
    with ExitStack() as stack:
        stack.callback(delivery._client.cache_clear)
        delivery._client.cache_clear()
        for target, name, instead in (
            (httpx.Client, "_init_transport", lambda _self, **_options: transport),
            (delivery, "ThreadPoolExecutor", _AtOnce),
            (delivery, "wait", lambda futures, **_options: (list(futures), [])),
        ):
            stack.enter_context(patch.object(target, name, instead))
        yield


class _AtOnce:
    """A pool of threads that has none."""

    def __init__(self, _count: int) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def submit(self, function: Callable[..., Any], *arguments: Any, **more: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(function(*arguments, **more))
        except Exception as error:
            done.set_exception(error)
        return done
