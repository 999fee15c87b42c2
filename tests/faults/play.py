"""Play schedules with one number of offices, and print what came of it as JSON: a program.

``python -m tests.faults.play OFFICES FIRST LAST``
"""

import json
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path


def main(offices: int, first: int, last: int) -> None:
    """Play the schedules numbered `first` to `last` - 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hamkor.settings")
    import django

    django.setup()
    from tests.faults.schedules import play
    from tests.faults.world import World

    endured: Counter[str] = Counter()
    said, wrong = 0, {}
    with tempfile.TemporaryDirectory(prefix="hamkor-faults-") as folder:
        world = World(Path(folder), offices)
        for number in range(first, last):
            outcome = play(world, number)
            said += outcome.said
            endured += outcome.endured
            if outcome.wrong:
                wrong[number] = outcome.wrong
                sys.stderr.write(f"schedule {number}, {offices} offices: {outcome.wrong}\n")
        world.close()
    found = {"schedules": last - first, "said": said, "wrong": wrong, "endured": endured}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
