"""Algorithms computed in a process of their own, so that a state can use a certified provider.

The process reads one JSON object a line from its standard input and writes one a line to its
standard output, in the same order. Bytes are base64. `docs/reference/national-algorithms.md`
describes the five calls for whoever writes such a program.
"""

import base64
import json
import subprocess
from collections.abc import Sequence
from threading import Lock, Timer
from typing import Any

from hamkor.envelope.suites.interface import Description
from hamkor.errors import OurFault
from hamkor.errors import gettext_noop as _

ANSWER_SECONDS = 10
MAX_ANSWER_BYTES = 64 * 1024


class ProviderProcess:
    """See `Algorithms`. The process is started by the first call, and anew when it has died."""

    def __init__(self, command: Sequence[str]) -> None:
        """Compute with the program that `command` starts; no shell reads it."""
        self._command = list(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._description: Description | None = None

    def describe(self) -> Description:
        if self._description is None:
            answer = self._ask({"call": "describe"})
            self._description = Description(
                tuple(map(str, answer.get("signatures", ()))),
                tuple(map(str, answer.get("wrappings", ()))),
            )
        return self._description

    def sign(self, algorithm: str, secret: bytes, text: bytes) -> bytes:
        return self._bytes("sign", algorithm, secret=secret, text=text)

    def verify(self, algorithm: str, public: bytes, text: bytes, signature: bytes) -> bool:
        asked = _spelled("verify", algorithm, public=public, text=text, signature=signature)
        return self._ask(asked).get("result") is True

    def wrap(self, algorithm: str, public: bytes, plain: bytes, info: bytes) -> bytes:
        return self._bytes("wrap", algorithm, public=public, plain=plain, info=info)

    def unwrap(self, algorithm: str, secret: bytes, wrapped: bytes, info: bytes) -> bytes:
        answer = self._ask(
            _spelled("unwrap", algorithm, secret=secret, wrapped=wrapped, info=info)
        )
        if answer.get("result") is None:
            raise ValueError("the wrapped key does not open")
        return _decoded(answer)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _bytes(self, call: str, algorithm: str, **arguments: bytes) -> bytes:
        return _decoded(self._ask(_spelled(call, algorithm, **arguments)))

    def _ask(self, question: dict[str, str]) -> dict[str, Any]:
        """Put one question; the provider refuses with a word that goes into our sentence.

        Raises:
            OurFault: there is no provider, it does not answer, or it cannot do this.
        """
        with self._lock:
            line = self._exchange(json.dumps(question).encode() + b"\n")
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise self._silent() from error
        if not isinstance(answer, dict) or "error" in answer:
            raise OurFault(_("The provider of national algorithms cannot do this."))
        return answer

    def _exchange(self, line: bytes) -> bytes:
        process = self._running()
        # A provider that hangs is ended: its pipe then closes, and the reading with it.
        timer = Timer(ANSWER_SECONDS, process.kill)
        timer.start()
        try:
            if process.stdin is None or process.stdout is None:
                raise self._silent()
            process.stdin.write(line)
            process.stdin.flush()
            answer = process.stdout.readline(MAX_ANSWER_BYTES)
        except OSError as error:
            self._end()
            raise self._silent() from error
        finally:
            timer.cancel()
        if not answer.endswith(b"\n"):
            self._end()
            raise self._silent()
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            try:
                self._process = subprocess.Popen(  # noqa: S603 - the administrator's own command
                    self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
                )
            except OSError as error:
                raise self._silent() from error
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    continue  # what it had not read goes nowhere

    def _silent(self) -> OurFault:
        return OurFault(_("The provider of national algorithms does not answer."))


def _spelled(call: str, algorithm: str, **arguments: bytes) -> dict[str, str]:
    encoded = {name: base64.b64encode(raw).decode() for name, raw in arguments.items()}
    return {"call": call, "algorithm": algorithm, **encoded}


def _decoded(answer: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(answer["result"], validate=True)
    except (KeyError, TypeError, ValueError) as error:
        raise OurFault(_("The provider of national algorithms cannot do this.")) from error
