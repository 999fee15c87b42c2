"""Ours: a full cycle between two nodes in one process, on SQLite files, as durable as in service.

One cycle queues (build, sign, seal, store, log), claims, posts through Django's handler with all
our middleware (unseal, verify, store, log, sign a receipt), and verifies and stores the receipt.
"""

import os
import sys
from functools import cache
from pathlib import Path
from uuid import uuid4

os.environ["DJANGO_SETTINGS_MODULE"] = "hamkor.settings"
import django

django.setup()

import logging  # noqa: E402

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from bench.exchange.contender import answer_questions  # noqa: E402
from hamkor.envelope import Document  # noqa: E402
from hamkor.exchange import services  # noqa: E402
from hamkor.exchange.frames import frame_of  # noqa: E402
from hamkor.gateway.delivery import PATH  # noqa: E402
from tests.faults.notes import Note  # noqa: E402
from tests.faults.world import World  # noqa: E402


@cache
def content_of(size: int) -> bytes:
    """Draw it once: what is measured is the exchange."""
    return os.urandom(size)


class Cycle:
    """Carries one document of `size` bytes from the first office to the second, and proves it."""

    def __init__(self, world: World) -> None:
        self.sender, self.receiver = world
        self.matter, self.number = uuid4(), 0
        self.client = Client()

    def __call__(self, size: int) -> int:
        self.number += 1
        with self.sender.inside():
            services.queue_message(
                Note(matter=self.matter, number=self.number),
                to=self.receiver.office,
                about=self.matter,
                documents=(Document("request.pdf", "application/pdf", content_of(size)),),
            )
            (message,) = services.claim_due(1)
            frame = frame_of(message)
        with self.receiver.inside():
            answer = self.client.post(PATH, frame, content_type="application/octet-stream")
        with self.sender.inside():
            services.record_receipt(message, answer.content.decode("ascii"))
        return len(frame)


def main(folder: Path) -> None:
    logging.disable(logging.CRITICAL)
    settings.ALLOWED_HOSTS = ["*"]
    cycle = Cycle(World(folder, 2, is_on_disk=True))
    answer_questions(cycle, name="ours", wire_bytes=cycle(10 * 1024))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
