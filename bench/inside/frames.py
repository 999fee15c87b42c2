"""Seal frames into a file, or accept those of a file: ``seal|accept FILE COUNT``."""

import os
import pickle
import sys
import time
from pathlib import Path
from uuid import uuid4

from bench.inside import answer, open_django

open_django()

from hamkor.envelope import Document  # noqa: E402
from hamkor.exchange.services import accept, queue_message  # noqa: E402
from tests.faults.notes import Note  # noqa: E402

RECIPIENT = "ru-prosecutor-general"


def seal(path: Path, count: int) -> None:
    frames = []
    for _ in range(count):
        document = Document("request.pdf", "application/pdf", os.urandom(10 * 1024))
        note = Note(matter=uuid4(), number=1)
        message = queue_message(note, to=RECIPIENT, about=uuid4(), documents=(document,))
        frames.append(bytes(message.frame))
    path.write_bytes(pickle.dumps(frames))


def take(path: Path, _count: int) -> None:
    frames = pickle.loads(path.read_bytes())
    accept(frames.pop())
    print("ready", flush=True)
    sys.stdin.readline()
    started, taken = time.time(), []
    for frame in frames:
        start = time.perf_counter()
        accept(frame)
        taken.append(time.perf_counter() - start)
    slow = 1_000 * sorted(taken)[len(taken) * 99 // 100]
    answer({"started": started, "ended": time.time(), "p99_ms": slow})


if __name__ == "__main__":
    {"seal": seal, "accept": take}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
