"""Keys that change on both sides while messages are on their way: a program for the bench."""

import json
import os
import sys
import tempfile
from pathlib import Path
from random import Random

A_LIFE = 20
"""Changes that one pair of offices lives through: a statement holds eighty keys, and an office
that changes them within minutes fills it long before the first are over."""


def main(count: int, seed: int = 0) -> None:
    """Change keys `count` times under load and print how many messages were refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkor.settings")
    import django

    django.setup()
    from tests.faults.world import World

    total = {"rollovers": 0, "said": 0, "refused": 0, "wrong": []}
    while total["rollovers"] < count:
        with tempfile.TemporaryDirectory(prefix="hamkor-faults-") as folder:
            world = World(Path(folder), 2)
            found = roll_over(world, min(A_LIFE, count - total["rollovers"]), seed)
            world.close()
        total = {name: total[name] + found[name] for name in total}
        seed += 1
    sys.stdout.write(json.dumps(total) + "\n")


def roll_over(world, count, seed):  # type: ignore[no-untyped-def]
    """Let offices say things, then one or both change keys, then some work, `count` times over.

    Returns:
        How many messages were said, and how many were not delivered.
    """
    from tests.faults.crashes import _change_keys as change_keys
    from tests.faults.model import Model, disagreements, new_matter
    from tests.faults.scenes import fates, quiet_line, until_rest
    from tests.faults.schedules import work

    chance, model, changes = Random(seed), Model(), 0
    nodes = list(world)
    matters = [new_matter() for _ in range(3)]
    with quiet_line(world):
        while changes < count:
            for sender, to in (nodes, nodes[::-1]):
                model.say(sender, to.office, chance.choice(matters))
            for node in chance.choice([nodes, nodes[:1], nodes[1:]]):
                node.do(change_keys)
                changes += 1
            for node in chance.sample(nodes, chance.randint(0, 2)):
                work(node)
            world.move_on(minutes=chance.choice([0, 1, 70]))
        until_rest(world)
        all_fates = [fate for node in nodes for fate in fates(node).values()]
        return {
            "rollovers": changes,
            "said": sum(map(len, model.said.values())),
            "refused": sum(fate != "delivered" for fate in all_fates),
            "wrong": disagreements(world, model),
        }


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
