"""An office that sleeps for 31 days while a queue grows before its door: also a program.

``python -m tests.faults.long_silence COUNT`` prints what became of the messages.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

DAYS = 31


def main(count: int) -> None:
    """Let `count` messages wait for an office that sleeps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkor.settings")
    import django

    django.setup()
    from tests.faults.world import World

    with tempfile.TemporaryDirectory(prefix="hamkor-faults-") as folder:
        world = World(Path(folder), 2)
        sys.stdout.write(json.dumps(sleep_through(world, count)) + "\n")
        world.close()


def sleep_through(world: Any, count: int) -> dict[str, Any]:
    """Queue `count` notes, as many on each of 31 days, for an office that is down; let it wake.

    Returns:
        What became of how many, how many officers were told, how many a second were delivered
        once it was awake, and what was wrong.
    """
    from tests.faults.model import Model, new_matter
    from tests.faults.scenes import fates, quiet_line, until_rest
    from tests.faults.schedules import work

    sender, receiver = world
    model, matters = Model(), [new_matter() for _ in range(5)]
    with quiet_line(world):
        receiver.is_down = True
        said = 0
        for day in range(DAYS):
            while said < count * (day + 1) // DAYS:
                model.say(sender, receiver.office, matters[said % 5])
                said += 1
            if day % 5 == 0:
                work(sender)
            world.move_on(days=1)
        work(sender)
        receiver.is_down = False
        began = time.perf_counter()
        until_rest(world, minutes=5)
        seconds = time.perf_counter() - began
        came = Counter(fates(sender).values())
        return {
            "came": came,
            "told": _told(sender),
            "a second": round(came["delivered"] / seconds),
            "wrong": _wrong(sender, receiver, model),
        }


def _told(sender: Any) -> int:
    from tests.faults.notes import TOLD

    ((count,),) = sender.rows("SELECT count(*) FROM audit_auditentry WHERE actor = ?", TOLD)
    return int(count)


def _wrong(sender: Any, receiver: Any, model: Any) -> list[str]:
    """What the sender knows to have arrived was heard, once and in order, and nothing else."""
    from tests.faults.model import facts_of
    from tests.faults.scenes import fates

    ends, heard = fates(sender), facts_of(receiver)
    wrong = []
    for (_sender, _to, matter), ids in model.said.items():
        delivered = [n for n, one in enumerate(ids, 1) if ends[one] == "delivered"]
        numbers = [fact["n"] for fact in heard if fact["m"] == str(matter)]
        if numbers != delivered:
            wrong.append(f"{len(numbers)} heard of {len(delivered)} delivered, or out of order")
        if delivered != list(range(len(ids) - len(delivered) + 1, len(ids) + 1)):
            wrong.append("a younger message was given up and an older one was not")
    signed = "SELECT count(DISTINCT message_id) FROM exchange_evidence WHERE reason = 'expired'"
    ((evidence,),) = sender.rows(signed)
    if evidence != sum(end == "expired" for end in ends.values()):
        wrong.append(f"{evidence} of those given up have a signed word of it")
    return wrong


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
