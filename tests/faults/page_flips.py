"""Bits that flip anywhere in a node's database: a few for the tests, a program for the bench.

``python -m tests.faults.page_flips COUNT [SEED]``
"""

import json
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random


def main(count: int, seed: int = 0) -> None:
    """Flip `count` bits, one at a time, and print what each came to."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkor.settings")
    import django

    django.setup()
    from tests.faults.world import World

    with tempfile.TemporaryDirectory(prefix="hamkor-faults-") as folder:
        world = World(Path(folder), 2)
        sys.stdout.write(json.dumps(flip_bits(world, count, seed)) + "\n")
        world.close()


def flip_bits(world, count, seed):  # type: ignore[no-untyped-def]
    """Flip one bit of the receiver's database after another, each in a sound copy of it.

    Three in four lie in what the messages before have written, the others anywhere. A node with
    a flipped bit is asked to check itself and is sent a new message. Whatever it does,
    it must not sign a receipt for what it does not hold, whole.

    Returns:
        How often the node found the bit itself, how often it was in nothing that is signed, how
        often it took the new message in, and what was wrong.
    """
    from tests.faults.scenes import quiet_line, said, sealed
    from tests.faults.schedules import work

    sender, receiver = world
    came: Counter[str] = Counter()
    wrong: list[str] = []
    with quiet_line(world):
        morning = receiver.database.connection.serialize()
        for content in (b"one" * 300, b"two" * 300):
            said(sender, receiver, content)
        for node in (sender, receiver, sender):
            work(node)
        sound = receiver.database.connection.serialize()
        news, chance = sealed(sender, receiver, b"news" * 300), Random(seed)
        written = [at for at, byte in enumerate(sound) if morning[at : at + 1] != bytes([byte])]
        for number in range(count):
            at = chance.choice(written) if number % 4 else chance.randrange(100, len(sound))
            raw = sound[:at] + bytes([sound[at] ^ 1 << chance.randrange(8)]) + sound[at + 1 :]
            receiver.database.connection.deserialize(raw)
            came["found" if is_found(receiver) else "in nothing that is signed"] += 1
            answer = answer_to(receiver, news)
            came[f"new message: {answer}"] += 1
            if answer == "stored" and not holds(receiver, news):
                wrong.append(f"bit in byte {at}: a receipt without its message")
        receiver.database.connection.deserialize(sound)
    return {"flipped": count, "came": came, "wrong": wrong}


def is_found(node):  # type: ignore[no-untyped-def]
    """Say whether the node's own checks find something."""
    from django.db import DatabaseError

    from hamkor.errors import HamkorError
    from hamkor.evidence.checking import damages
    from hamkor.exchange.checking import damaged_messages, damaged_pages, damaged_statements

    with node.inside():
        try:
            return bool(
                damaged_pages()
                or damaged_statements()
                or list(damaged_messages())
                or list(damages())
            )
        except (DatabaseError, HamkorError, ValueError, AttributeError, TypeError):
            return True  # the database does not give what was put in, and the check stops there


def answer_to(node, frame):  # type: ignore[no-untyped-def]
    """Post a message and say in a word what came of it."""
    from tests.faults.scenes import posted
    from tests.faults.schedules import is_stored

    try:
        answer = posted(node, frame)
    except Exception as error:
        node.lose_power()
        return f"no answer ({type(error).__name__})"
    if answer.status_code != 200:
        return f"status {answer.status_code}"
    return "stored" if is_stored(answer.content) else "refused"


def holds(node, frame):  # type: ignore[no-untyped-def]
    """Say whether a node holds the message, to the last byte."""
    from hamkor import envelope
    from hamkor.exchange.frames import frame_of
    from hamkor.exchange.models import InboxMessage

    _header, header_hash = envelope.read_header(frame)
    with node.inside():
        row = InboxMessage.objects.filter(header_hash=header_hash).first()
        return row is not None and frame_of(row) == frame


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
