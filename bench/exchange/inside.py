"""Measures single steps inside two or more nodes of one process; prints JSON: a program.

``python -m bench.exchange.inside WHAT FOLDER``
"""

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

MEGABYTE = 1024**2
GIGABYTE = 1024**3
ROUNDS = 200


def main(what: str, folder: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hamkor.settings"
    import logging

    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    print(json.dumps(WHAT[what](folder)))


def log_share(folder: Path) -> dict[str, float]:
    """Say which part of an accept is the log's: its append beside the whole, and its bytes."""
    from hamkor.exchange.services import accept, arriving
    from tests.faults.scenes import sealed
    from tests.faults.world import World

    world = World(folder, 2, is_on_disk=True)
    sender, receiver = world
    frames = [sealed(sender, receiver, os.urandom(10 * 1024)) for _ in range(ROUNDS)]
    spent: list[float] = []
    from hamkor.exchange.services import signing

    append = signing.append

    def timed(*arguments, **more):  # type: ignore[no-untyped-def]
        start = time.perf_counter()
        try:
            return append(*arguments, **more)
        finally:
            spent.append(time.perf_counter() - start)

    assert arriving.accept is accept
    whole = []
    with patch.object(signing, "append", timed), receiver.inside():
        for frame in frames:
            start = time.perf_counter()
            accept(frame)
            whole.append(time.perf_counter() - start)
    world.close()
    return {
        "share": 100 * statistics.median(spent) / statistics.median(whole),
        "accept_per_s": 1 / statistics.median(whole),
    }


def receipt_bytes(folder: Path) -> dict[str, int]:
    """Say how long a receipt is with its proof of inclusion and one cosignature."""
    from hamkor.evidence.kinds import LeafKind
    from hamkor.evidence.models import Leaf
    from hamkor.evidence.queries import proof_of
    from tests.faults.scenes import quiet_line, said, until_rest
    from tests.faults.world import World

    world = World(folder, 2)
    sender, receiver = world
    with quiet_line(world):
        for _ in range(64):
            said(sender, receiver)
        until_rest(world)
        with receiver.inside():
            leaf = Leaf.objects.filter(kind=LeafKind.RECEIPT_GIVEN).order_by("pk").last()
            proof = proof_of(leaf) or ""
    (receipt,) = receiver.rows("SELECT receipt FROM exchange_inboxmessage ORDER BY id LIMIT 1")[0]
    world.close()
    return {"receipt": len(receipt), "proof": len(proof), "both": len(receipt) + len(proof)}


def eleven(folder: Path) -> dict[str, float]:
    """Say how long it takes to queue 1 MB for eleven offices, and what is stored for it."""
    from hamkor.envelope import Document
    from hamkor.exchange.services import queue_message
    from tests.faults.notes import Note
    from tests.faults.world import OFFICES, World

    assert len(OFFICES) >= 12
    world = World(folder, 12, is_on_disk=True)
    sender, *others = world
    document = Document("a.pdf", "application/pdf", os.urandom(MEGABYTE))
    taken = []
    with sender.inside():
        for _ in range(15):
            start = time.perf_counter()
            queue_message(
                Note(matter=uuid4(), number=1),
                to=[other.office for other in others],
                about=uuid4(),
                documents=(document,),
            )
            taken.append(time.perf_counter() - start)
    kept = sum(p.stat().st_size for p in (sender.node.folder / "exchange").iterdir())
    world.close()
    return {"ms": 1_000 * statistics.median(taken), "stored_mb": kept / 15 / MEGABYTE}


def gigabyte(folder: Path) -> dict[str, float]:
    """Seal and open a body of 1 GB, and say the most memory that the process ever had."""
    from hamkor import envelope

    now = datetime.now(UTC)
    keys, ours = envelope.OfficeKeys.generate(), envelope.OfficeKeys.generate()
    source, frame, opened = folder / "source", folder / "frame", folder / "opened"
    opened.mkdir()
    with source.open("wb") as file:
        file.truncate(GIGABYTE)
    before = _most_memory()
    document = envelope.FileDocument("large.bin", "application/octet-stream", source)
    message = envelope.Message("test.note/1", uuid4(), {}, (document,))
    start = time.perf_counter()
    with frame.open("w+b") as file:
        envelope.seal_to(
            file,
            message,
            sender_keys=keys,
            sender="tj-prosecutor-general",
            recipients=[envelope.Address(ours.public("ru-prosecutor-general"), uuid4(), 1, "")],
            message_id=uuid4(),
            created_at=now,
            expires_at=now + timedelta(days=30),
        )
        envelope.unseal_from(
            file,
            opened,
            our_office="ru-prosecutor-general",
            our_keys=ours,
            sender_keys=keys.public("tj-prosecutor-general"),
            now=now,
        )
    return {"mb": _most_memory(), "before_mb": before, "s": time.perf_counter() - start}


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def forgeries(_folder: Path) -> dict[str, int]:
    """Forge a thousand logs and say how many a witness finds out at first contact."""
    from hamkor.envelope import SingleKey
    from tests.forged_logs import forge, is_found

    key = SingleKey.generate()
    return {"forged": 1_000, "found": sum(is_found(forge(seed), key) for seed in range(1_000))}


WHAT: dict[str, Callable[[Path], object]] = {
    "log_share": log_share,
    "receipt_bytes": receipt_bytes,
    "eleven": eleven,
    "gigabyte": gigabyte,
    "forgeries": forgeries,
}

if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
